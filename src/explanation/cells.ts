import { dateText } from '../data/cell/dates';
import type { Background, Column, ColumnPipeline } from '../spec';
import type { Level } from './words';

/** The value of a column in a row as a user knows it: a number, a text, a date as ISO 8601, null where it is missing. */
export type Cell = number | string | null;

export function cellOf(column: Column, row: number): Cell {
  const { type, data, labels } = column;
  if (type === 'tensor' || type === 'ignored' || column.texts !== undefined) return null;
  const value = data[row]!;
  if (labels) return value < 0 ? null : labels[value]!;
  if (Number.isNaN(value)) return null;
  return type === 'date' ? dateText(value) : value;
}

/** `Flipper Length (mm)` as `Flipper Length` and `mm`; `body_mass` as `body mass`. */
export function titleOf({ name, format }: Pick<ColumnPipeline, 'name' | 'format'>): {
  readonly title: string;
  readonly unit: string;
} {
  const [, title, unit] = /^(.*\S)\s*[([]([^()[\]]{1,16})[)\]]$/.exec(name) ?? [];
  const words = (title ?? name).replaceAll('_', ' ').trim();
  return { title: words === '' ? name : words, unit: unit ?? format?.unit ?? '' };
}

/** Six significant digits: enough for a value in a sentence. */
export const shortNumber = (value: number, digits = 6): string => String(Number(value.toPrecision(digits)));

/** Where a value lies among the quartiles of a column in the background rows. */
export type Levels = (value: number) => Level;

/**
 * Above the upper quartile is high, below the lower one low. If half of a column has one value, that value is neither.
 */
export function levelsOf({ columns }: Background): ReadonlyMap<string, Levels> {
  const found = new Map<string, Levels>();
  for (const { name, type, data } of columns) {
    if (type !== 'number' && type !== 'integer') continue;
    const sorted = Float64Array.from(data.filter(value => !Number.isNaN(value))).sort();
    if (sorted.length === 0) continue;
    const [lower, upper] = [0.25, 0.75].map(share => sorted[Math.floor(share * (sorted.length - 1))]!);
    found.set(name, value => (value > upper! ? 'high' : value < lower! ? 'low' : null));
  }
  return found;
}
