import { anomalyScorer } from '../anomaly';
import { ownUnit } from '../data/pipeline/decode';
import type { AnomalyReport, Pipeline } from '../spec';
import type { Dataset } from '../values/dataset';
import type { Model } from '../values/model';
import type { RawOutput } from './types';

/** Windows whose scores are drawn. */
const MOST = 500;
/** One reading in a hundred, and in a thousand. */
const SHARES = [0.01, 0.001] as const;

/** How well a model of normal readings finds faults, and how usual these rows are for it; undefined: it knows no normal readings. */
export function anomalyReport(
  { body: { calibration } }: Model,
  { series, targets }: Pipeline,
  {
    dataset,
    rows,
    outputs,
  }: { readonly dataset: Dataset; readonly rows: Int32Array; readonly outputs: readonly RawOutput[] },
): AnomalyReport | undefined {
  const record = calibration?.anomaly;
  const judge = record && series && anomalyScorer(record, series).for(dataset.body.columns);
  if (!record || !judge) return undefined;
  const read = outputs.map(({ raw, reader, target: name }, i) => {
    const target = targets.find(known => known.name === name) ?? targets[i]!;
    const own = ownUnit(target);
    return raw && reader ? (at: number) => own(reader.read(raw, at * reader.outputs).value, 0) : null;
  });
  if (read.length !== record.sensors.length || read.includes(null)) return undefined;
  const answers = Array.from(rows, (row, at) =>
    judge(
      row,
      Float64Array.from(read, of => of!(at)),
    ),
  );
  const above = SHARES.filter(normal => normal * record.normal.rows >= 1).map(normal => ({
    normal,
    share: answers.filter(({ unusual }) => unusual <= normal).length / answers.length,
  }));
  const { measure, quality } = record;
  return {
    ...{ measure, windows: rows.length, above, scores: answers.slice(-MOST).map(({ score }) => score) },
    ...(quality && { quality }),
  };
}
