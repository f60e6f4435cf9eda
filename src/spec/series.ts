import type { ColumnFormat } from './column';

/** Time series: the settings, and what a model keeps to make windows of new readings. JSON. */

/** How the readings of one step become one value. */
export const AGGREGATES = ['mean', 'last', 'sum', 'min', 'max'] as const;
export type Aggregate = (typeof AGGREGATES)[number];

export const FILLINGS = ['linear', 'last'] as const;
export type Filling = (typeof FILLINGS)[number];

/** The parts of a time that may be inputs. */
export const CALENDAR = ['hour', 'weekday', 'monthday', 'yearday', 'month'] as const;
export type CalendarInput = (typeof CALENDAR)[number];

/** A number of steps, or a time: a fixed one in milliseconds, or calendar months. */
export type Span =
  | { readonly unit: 'steps'; readonly size: number }
  | { readonly unit: 'ms'; readonly size: number }
  | { readonly unit: 'months'; readonly size: number };

/** What the user sets; `auto` where it is absent. */
export interface SeriesOptions {
  /** the column of times; absent: the only column of dates, else the order of the rows */
  readonly time?: string;
  /** columns that tell several series apart */
  readonly key?: readonly string[];
  /** how much of the past a window holds; absent: as many whole seasons as 0.4 of the longest series has, two to eight, at least 16 and at most 1024 steps; of classes two */
  readonly history?: Span;
  /** the steps to be predicted; 0: the window itself has the label. Absent: 1 for numbers, 0 for classes */
  readonly horizon?: Span;
  /** steps between the end of the history and the first step to be predicted */
  readonly gap?: Span;
  /** steps from one window to the next */
  readonly stride?: Span;
  /** readings are resampled to it; absent: the readings as they are */
  readonly period?: Span;
  /** of all columns of numbers without one of their own (`columns`); default mean */
  readonly aggregate?: Aggregate;
  /** columns known in advance */
  readonly known?: readonly string[];
  /** steps of the season; absent: found from the data; 1: none */
  readonly season?: Span;
  /** holes up to this long are filled; absent: of up to 3 steps */
  readonly fill?: Span;
  readonly filling?: Filling;
  readonly calendar?: readonly CalendarInput[];
  /** the zone of texts without one, and of days, weekdays and hours; default UTC */
  readonly zone?: string;
}

/** The steps of a series: each reading belongs to the step that holds its time. JSON. */
export type Grid =
  /** each reading is a step */
  | { readonly kind: 'readings' }
  /** step k holds origin + k·size − phase ≤ time < origin + (k+1)·size − phase, in milliseconds; of `zone` for days */
  | { readonly kind: 'even'; readonly size: number; readonly origin: number; readonly phase: number }
  /** step k holds `size` calendar months */
  | { readonly kind: 'months'; readonly size: number };

/** How the times of readings are read. */
export type SeriesClock =
  /** `local`: texts without a zone are of the series' zone */
  | { readonly kind: 'date'; readonly format?: ColumnFormat; readonly local?: true }
  /** 1991.5 is the middle of 1991 */
  | { readonly kind: 'decimal-year' }
  /** any numbers, in order */
  | { readonly kind: 'number'; readonly format?: ColumnFormat };

export type SeriesColumn = SeriesNumber | SeriesCategory;

export interface SeriesNumber {
  readonly kind: 'number';
  readonly name: string;
  readonly aggregate: Aggregate;
  readonly format?: ColumnFormat;
  /** of words for [no, yes], which are 0 and 1 */
  readonly labels?: readonly [string, string];
}

/** One channel for each category of training. */
export interface SeriesCategory {
  readonly kind: 'category';
  readonly name: string;
  readonly categories: readonly string[];
  readonly format?: ColumnFormat;
}

/** All that it takes to make windows of new readings as those of training were made. */
export interface SeriesPipeline {
  /** null: rows are in order, each a step */
  readonly time: ({ readonly name: string } & { readonly clock: SeriesClock }) | null;
  readonly key: readonly string[];
  /** the keys of training, joined by `keyOf`; absent: too many to keep */
  readonly keys?: readonly string[];
  readonly grid: Grid;
  /** most readings have a step of their own */
  readonly single: boolean;
  readonly zone: string;
  readonly history: number;
  readonly horizon: number;
  readonly gap: number;
  /** steps that are filled at most */
  readonly fill: number;
  /** of steps that are readings: how far apart two in one window may be, in the unit of the times; absent: any */
  readonly longest?: number;
  readonly filling: Filling;
  /** 1: none */
  readonly season: number;
  readonly columns: readonly SeriesColumn[];
  /** names of columns known in advance, in the order of `columns` */
  readonly known: readonly string[];
  readonly calendar: readonly CalendarInput[];
  /** the names of the features that the windows are */
  readonly windows: { readonly history: string; readonly known?: string };
}
