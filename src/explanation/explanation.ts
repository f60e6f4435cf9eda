import type { Counterfactual } from './counterfactual';
import type { Curve, Surface } from './dependence';
import type { ColumnImportance } from './importance';
import type { Reason } from './reasons';
import type { Method } from './request';

/** The explanation of the answer to one row. */
export interface ExplainedRow {
  readonly target: string;
  readonly label?: string;
  /** the class's probability, or the number in its own unit */
  readonly value: number;
  /** the mean answer of the background rows */
  readonly base: number;
  /** largest first; they add up to value − base */
  readonly contributions: readonly Omit<Reason, 'text'>[];
  readonly text: string;
}

export interface ExplainedChange {
  readonly target: string;
  readonly label?: string;
  readonly value: number;
  /** null: none was found */
  readonly counterfactual: (Counterfactual & { readonly label?: string }) | null;
  readonly text: string;
}

export interface Importance {
  readonly target: string;
  readonly label?: string;
  readonly method: Method;
  /** the metric that falls; absent for attributions */
  readonly metric?: string;
  readonly rows: number;
  readonly importance: readonly ColumnImportance[];
}

/** What counts at which place of a picture or a step of a sequence. */
export interface HeatMap {
  readonly target: string;
  readonly label?: string;
  readonly value: number;
  readonly method: 'grad-cam' | 'occlusion';
  /** the picture or the sequence */
  readonly column: string;
  /** Grad-CAM: whose channels were looked at */
  readonly layer?: string;
  /** occlusion: the size of a window */
  readonly patch?: readonly number[];
  /** what occlusion put in its place: the mean of the background rows, or 0 of the encoded numbers */
  readonly baseline?: 'mean' | 'zero';
  /**
   * [height][width] or [steps]. Occlusion: by how much the answer falls where the place is hidden, in the unit of `value`;
   * Grad-CAM: at least 0, without a unit
   */
  readonly map: readonly (readonly number[])[] | readonly number[];
  /** the array itself: [height][width] (of three channels [height][width][3]) or [steps][features] */
  readonly input: readonly (readonly (number | readonly number[])[])[];
  /** the least box around all places with at least half of the largest number; null: no place counts */
  readonly most: { readonly from: readonly number[]; readonly to: readonly number[] } | null;
  readonly text: string;
}

export type Explanation = ExplainedRow | ExplainedChange | Importance | Curve | Surface | HeatMap;
