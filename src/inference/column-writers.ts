import { categoriesOf } from '../data';
import type { AtPlace } from '../data/pipeline/array-scale';
import { plainRange } from '../data/pipeline/far';
import { isScale, scaler } from '../data/pipeline/scales';
import type { ColumnPipeline } from '../spec';

/** Writes a value of one column into a row of the network's input; false: it does not know this value, and the general path answers. */
export type Write = (value: unknown, out: Float32Array, row: number) => boolean;

/** A number well within the range of float32; not NaN, not Infinity. */
const isSafe = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) < 1e30;

/**
 * Writes safe numbers in sequence, or stops at another value. With their own length as the bound it takes 1.0 µs for
 * 1000, with a given size 1.4.
 */
function writeAll(values: readonly unknown[], out: Float32Array, at: number): boolean {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!isSafe(value)) return false;
    out[at + i] = value;
  }
  return true;
}

/** Writes the index of a category seen in training. */
export function indexWriter(column: ColumnPipeline): Write {
  const numbers = column.type === 'integer';
  const index = new Map<unknown, number>();
  categoriesOf(column)!.forEach((category, i) => void index.set(numbers ? Number(category) : category, i + 1));
  return (value, out, row) => {
    const found = index.get(typeof value === 'boolean' ? String(value) : value);
    if (found !== undefined) out[row] = found;
    return found !== undefined;
  };
}

/**
 * Writes a column's value at offset `at` of its row, or returns false for an unknown value. undefined: the column
 * always takes the general path.
 */
export function writerOf({ transform }: ColumnPipeline, at: number): Write | undefined {
  if (isScale(transform)) {
    const scale = scaler(transform);
    // the general path warns of a number far from the training data
    const [low, high] = plainRange(transform);
    return (value, out, row) => {
      if (typeof value !== 'number' || !(value >= low && value <= high)) return false;
      out[row + at] = scale(value);
      return true;
    };
  }
  if (transform.kind === 'one-hot') {
    const place = new Map(transform.categories.map((category, i) => [category, at + i]));
    return (value, out, row) => {
      const found = typeof value === 'string' ? place.get(value) : undefined;
      if (found !== undefined) out[row + found] = 1;
      return found !== undefined;
    };
  }
  if (transform.kind === 'boolean') {
    const [no, yes] = transform.labels;
    return (value, out, row) => {
      const word = typeof value === 'boolean' ? String(value) : value;
      if (word === yes) out[row + at] = 1;
      return word === yes || word === no;
    };
  }
  return undefined;
}

/** The same for a flat array; an array with several axes takes the general path. */
export function arrayWriter({ shape }: ColumnPipeline, at: number, scale: AtPlace | null): Write | undefined {
  if (shape.length !== 1) return undefined;
  const [size] = shape;
  const fits = (value: unknown): value is readonly unknown[] => Array.isArray(value) && value.length === size;
  if (scale === null) return (value, out, row) => fits(value) && writeAll(value, out, row + at);
  return (value, out, row) => {
    if (!fits(value) || !writeAll(value, out, row + at)) return false;
    // From float32 values, as on the general path.
    for (let i = 0; i < value.length; i++) out[row + at + i] = scale(out[row + at + i]!, i);
    return true;
  };
}
