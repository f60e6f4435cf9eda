import { mixKey, uniformSequence } from '../graph/counter-hash';
import { elements } from '../shape';
import type { Background, Column, Pipeline } from '../spec';
import type { Dataset } from '../values/dataset';
import { startOf } from './table/array-rows';

/** The training rows that a model keeps: its explanations compare a row with them. */
export const BACKGROUND_ROWS = 100;
/** Long rows are fewer, but at least this many. */
const LEAST_ROWS = 10;
/** Numbers of all rows together: one megabyte. */
export const BACKGROUND_NUMBERS = 2 ** 18;

/**
 * The feature columns of up to 100 training rows, drawn without replacement from their own random stream. With long
 * rows there are fewer; null if even ten rows would be too large, or there are no training rows.
 */
export function drawBackground(
  dataset: Dataset,
  { features }: Pick<Pipeline, 'features'>,
  seed: number,
): Background | null {
  const train = dataset.indices('train');
  const width = features.reduce((sum, { type, shape }) => sum + (type === 'tensor' ? elements(shape) : 1), 0);
  const most = Math.min(BACKGROUND_ROWS, Math.floor(BACKGROUND_NUMBERS / Math.max(1, width)));
  if (train.length === 0 || most < LEAST_ROWS) return null;
  const rows = drawn(train, Math.min(most, train.length), uniformSequence(mixKey(seed, 0x6261636b)));
  const byName = new Map(dataset.body.columns.map(column => [column.name, column]));
  return { rows: rows.length, columns: features.map(({ name }) => rowsOf(byName.get(name)!, rows)) };
}

/** The first steps of a Fisher–Yates shuffle, sorted. */
function drawn(all: Int32Array, count: number, random: () => number): Int32Array {
  const order = all.slice();
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(random() * (order.length - i));
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order.slice(0, count).sort();
}

/** Some rows of a column, with only the labels that occur in them; in shared memory. */
export function rowsOf(column: Column, rows: Int32Array): Column {
  if (column.type === 'ignored' || column.texts !== undefined) return column;
  if (column.type === 'tensor') {
    const width = elements(column.shape);
    const data = new Float32Array(new SharedArrayBuffer(4 * width * rows.length));
    const start = startOf(column);
    rows.forEach((row, i) => {
      data.set(column.data.subarray(start(row), start(row) + width), i * width);
    });
    return {
      name: column.name,
      type: 'tensor',
      data,
      shape: column.shape,
      ...(column.format && { format: column.format }),
    };
  }
  if (column.labels === undefined) {
    const data = new Float64Array(new SharedArrayBuffer(8 * rows.length));
    rows.forEach((row, i) => {
      data[i] = column.data[row]!;
    });
    return { ...column, data };
  }
  const labels: string[] = [];
  const codes = new Map<number, number>();
  const data = new Int32Array(new SharedArrayBuffer(4 * rows.length));
  rows.forEach((row, i) => {
    const old = column.data[row]!;
    let code = old < 0 ? -1 : codes.get(old);
    if (code === undefined) {
      code = labels.push(column.labels[old]!) - 1;
      codes.set(old, code);
    }
    data[i] = code;
  });
  return { ...column, data, labels };
}
