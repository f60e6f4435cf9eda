import type { Column, TensorColumn } from '../../spec';
import type { SeriesKeys } from './keys';
import type { Layout } from './layout';
import type { Answer, Channels } from './read-series';
import type { Reach } from './settings';
import { answerOf } from './windows';

/** The columns of a dataset of windows. */

/** Windows as views: each begins at a step of the series, whose numbers they share. */
export function windowColumn(
  name: string,
  { data, width }: Channels,
  ends: Int32Array,
  firstOf: (end: number) => number,
  steps: number,
): TensorColumn {
  const starts = new Int32Array(new SharedArrayBuffer(4 * ends.length));
  for (let i = 0; i < ends.length; i++) starts[i] = firstOf(ends[i]!) * width;
  return { name, type: 'tensor', data, shape: [steps, width], starts };
}

/** What is predicted from each window: a number, a label, or all steps of the horizon. */
export function targetColumn({ column, values }: Answer, ends: Int32Array, reach: Reach): Column {
  const { name, format } = column;
  const made = { name, ...(format && { format }) };
  const count = ends.length;
  if (reach.horizon > 1) {
    const data = new Float32Array(new SharedArrayBuffer(4 * values.length));
    data.set(values);
    const starts = new Int32Array(new SharedArrayBuffer(4 * count));
    for (let i = 0; i < count; i++) starts[i] = answerOf(ends[i]!, reach)[0];
    return { ...made, type: 'tensor', data, shape: [reach.horizon], starts };
  }
  const at = (i: number): number => values[answerOf(ends[i]!, reach)[0]]!;
  if (column.labels !== undefined) {
    const data = new Int32Array(new SharedArrayBuffer(4 * count));
    for (let i = 0; i < count; i++) data[i] = at(i);
    return { ...made, type: column.type, data, labels: column.labels };
  }
  const data = new Float64Array(new SharedArrayBuffer(8 * count));
  for (let i = 0; i < count; i++) data[i] = at(i);
  return { ...made, type: 'number', data };
}

/** The key of each window. */
export const keyColumns = (names: readonly string[], { values }: SeriesKeys, seriesOf: Int32Array): Column[] =>
  names.map((name, at) => {
    const labels = [...new Set(values.map(own => own[at]!))].filter(label => label !== '').sort();
    const places = new Map(labels.map((label, place) => [label, place]));
    const data = new Int32Array(new SharedArrayBuffer(4 * seriesOf.length));
    for (let i = 0; i < data.length; i++) data[i] = places.get(values[seriesOf[i]!]![at]!) ?? -1;
    return { name, type: 'category', data, labels };
  });

/** The time at which each window ends; it is not a feature. */
export function timeOfWindows(name: string, { times }: Layout, ends: Int32Array): Column {
  const data = new Float64Array(new SharedArrayBuffer(8 * ends.length));
  for (let i = 0; i < ends.length; i++) data[i] = times[ends[i]!]!;
  return { name, type: 'date', data };
}
