import { anomalyRecord } from '../anomaly';
import { normalSensors, ownUnit, periodLength } from '../data';
import type { Engine } from '../engine/engine';
import type { AnomalyRecord, Column, SeriesPipeline, TensorColumn } from '../spec';
import type { Dataset } from '../values/dataset';
import type { WeightArray } from '../values/model';
import { answeredOn } from './answered';
import { featuresFor, type Prepared, tableFor } from './prepared';

/** Validation windows that say which scores are normal: the latest ones, without gaps, so that runs of high scores are seen. */
const MOST = 100_000;

/** Of a network that learned what readings of series normally are: how unusual others are. undefined: it learned something else. */
export async function normalOf(
  { network, pipeline }: Prepared,
  engine: Engine,
  weights: Readonly<Record<string, WeightArray>>,
  dataset: Dataset,
): Promise<AnomalyRecord | undefined> {
  const { series } = pipeline;
  const found = normalSensors(pipeline);
  if (found === null || series === undefined) return undefined;
  const sensors = found.map(({ name }) => name);
  const { columns } = dataset.body;
  const validation = dataset.indices('validation').slice(-MOST);
  const begins = beginnings(columns, series);
  const record = await anomalyRecord({
    ...{ columns, series, sensors, validation, begins: at => begins(validation[at]!, validation[at - 1]!) },
    train: dataset.indices('train'),
    interval: periodLength(series, columns),
    async expected(rows, windows) {
      const { objectives, table } = tableFor(network, pipeline, dataset, rows);
      const features = windows && featuresFor(network, pipeline, withWindows(columns, windows, rows), places(rows));
      const { answered } = await answeredOn(
        { network, objectives },
        engine,
        weights,
        features ? { ...table, features } : table,
        MOST,
      );
      const out = new Float64Array(rows.length * sensors.length);
      for (const { target, reader, outputs } of answered) {
        const [at, own] = [sensors.indexOf(target.name), ownUnit(target)];
        for (let row = 0; row < rows.length; row++)
          out[row * sensors.length + at] = own(reader.read(outputs, row * reader.outputs).value, 0);
      }
      return out;
    },
  });
  return record ?? undefined;
}

const places = (rows: Int32Array): Int32Array => Int32Array.from(rows.keys());

/** The columns of these rows, with other windows. */
const withWindows = (columns: readonly Column[], windows: TensorColumn, rows: Int32Array): Column[] =>
  columns.map((column): Column => {
    if (column.name === windows.name) return windows;
    if (column.type === 'tensor') {
      const { starts } = column; // the windows of series share their numbers
      return starts ? { ...column, starts: Int32Array.from(rows, row => starts[row]!) } : column;
    }
    if (column.type === 'ignored' || (column.type === 'text' && column.labels === undefined)) return column;
    if (column.labels !== undefined) return { ...column, data: Int32Array.from(rows, row => column.data[row]!) };
    return { ...column, data: Float64Array.from(rows, row => column.data[row]!) };
  });

/** Does the reading of a row not follow that of the row before: is it of another series, after a hole, or some steps later by the stride? */
function beginnings(
  columns: readonly Column[],
  { key, windows }: SeriesPipeline,
): (row: number, before: number) => boolean {
  const keys = columns.filter(({ name }) => key.includes(name));
  const { starts, shape } = columns.find(({ name }) => name === windows.history) as TensorColumn;
  const step = shape[1]!;
  return (row, before) =>
    row !== before + 1 ||
    (starts !== undefined && starts[row]! - starts[before]! !== step) ||
    keys.some(({ data }) => data[row] !== data[before]);
}
