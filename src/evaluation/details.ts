import { largest, ownUnit } from '../data/pipeline/decode';
import { encodeTarget, targetNumbers } from '../data/pipeline/target';
import type { ClassCurves, Column, Costs, Pipeline, ReportData, TargetPipeline } from '../spec';
import type { Dataset } from '../values/dataset';

import { calibrationOf } from './curves/calibration';
import { averagePrecision, liftCurve, precisionRecallCurve, rocArea, rocCurve, thinned } from './curves/curves';
import { type Ranking, rankingOf } from './curves/ranking';
import { thresholdTable } from './curves/thresholds';
import { ResidualColumns, residualsOf } from './residuals';
import { groupsOf, type RowGroup } from './slices/groups';
import { slicesOf } from './slices/slices';
import { worstRows } from './worst-rows';

/** What a report may contain besides metrics: curves, slices, the worst rows. */
export type Details = Pick<ReportData, 'curves' | 'calibration' | 'thresholds' | 'residuals' | 'slices' | 'worstRows'>;

/** Rows with the model's answers. */
export interface Answered {
  readonly target: TargetPipeline;
  readonly pipeline: Pipeline;
  readonly dataset: Dataset;
  readonly rows: Int32Array;
  /** [rows, width]: probabilities of each class, or numbers as the network returns them */
  readonly values: Float32Array;
  readonly costs: Costs;
}

/** Curves are drawn for at most this many classes, those with the most rows. All have their areas. */
const MOST_DRAWN = 12;
/** Each class needs a sort of all rows. */
const MOST_CLASSES = 100;

export function detailsOf(answered: Answered): Details {
  const { task } = answered.target;
  if (task === 'regression') return numberDetails(answered);
  return task === 'multi-label' ? labelDetails(answered) : classDetails(answered);
}

function classDetails(answered: Answered): Details {
  const { target, dataset, rows, values, costs } = answered;
  const classes = target.classes!;
  const count = classes.length;
  const actual = encodeTarget(target, 'index', dataset, rows).data;
  const probability = (i: number, c: number): number => values[i * count + c]!;
  const predicted = Int32Array.from(rows, (_, i) => largest(values.subarray(i * count, (i + 1) * count)));
  const wrong = Float64Array.from(rows, (_, i) => Number(predicted[i] !== actual[i]));
  const ranking = (c: number): Ranking =>
    rankingOf(
      Uint8Array.from(actual, code => Number(code === c)),
      Float64Array.from(rows, (_, i) => probability(i, c)),
    );
  const isBinary = count === 2;
  const rankings = (isBinary ? [1] : mostFrequent(actual, count)).map(c => ({
    label: classes[c]!,
    ranking: ranking(c),
  }));
  const calibration = isBinary
    ? calibrationOf(
        actual,
        Float64Array.from(rows, (_, i) => probability(i, 1)),
      )
    : calibrationOf(
        wrong.map(isWrong => 1 - isWrong),
        Float64Array.from(rows, (_, i) => probability(i, predicted[i]!)),
      );
  const tell = (i: number) => ({
    actual: classes[actual[i]!]!,
    predicted: classes[predicted[i]!]!,
    probability: probability(i, actual[i]!),
  });
  return {
    curves: curvesOf(rankings),
    calibration,
    ...(isBinary && { thresholds: thresholdTable(rankings[0]!.ranking, classes[1]!, costs) }),
    slices: slicesOf(groupsIn(answered), wrong, 'accuracy'),
    worstRows: worstRows(
      Float64Array.from(rows, (_, i) => 1 - probability(i, actual[i]!)),
      rows,
      columnsOf(answered),
      tell,
    ),
  };
}

function labelDetails(answered: Answered): Details {
  const { target, dataset, rows, values } = answered;
  const labels = target.classes!;
  const count = labels.length;
  const actual = encodeTarget(target, 'number', dataset, rows).data;
  const losses = Float64Array.from(rows, (_, i) =>
    meanOf(count, k => Math.abs(actual[i * count + k]! - values[i * count + k]!)),
  );
  const wrong = Float64Array.from(rows, (_, i) =>
    meanOf(count, k => Number(Number(values[i * count + k]! >= 0.5) !== actual[i * count + k])),
  );
  const column = (of: ArrayLike<number>, k: number) => Float64Array.from(rows, (_, i) => of[i * count + k]!);
  const rankings = labels
    .slice(0, MOST_CLASSES)
    .map((label, k) => ({ label, ranking: rankingOf(column(actual, k), column(values, k)) }));
  const named = (of: ArrayLike<number>, i: number) => labels.filter((_, k) => of[i * count + k]! >= 0.5);
  return {
    curves: curvesOf(rankings),
    calibration: calibrationOf(actual, values),
    slices: slicesOf(groupsIn(answered), wrong, 'accuracy'),
    worstRows: worstRows(losses, rows, columnsOf(answered), i => ({
      actual: named(actual, i),
      predicted: named(values, i),
    })),
  };
}

function numberDetails(answered: Answered): Details {
  const { target, dataset, rows, values } = answered;
  const own = ownUnit(target);
  const actual = targetNumbers(target, dataset, rows);
  const width = actual.length / rows.length;
  const predicted = Float64Array.from(values, (value, i) => own(value, i % width));
  const errors = Float64Array.from(rows, (_, i) =>
    meanOf(width, k => Math.abs(actual[i * width + k]! - predicted[i * width + k]!)),
  );
  if (width > 1) return { slices: slicesOf(groupsIn(answered), errors, 'mae') };
  const residuals = actual.map((value, i) => value - predicted[i]!);
  const columns = new ResidualColumns(residuals);
  const slices = slicesOf(
    groupsIn(answered, groups => columns.add(groups)),
    errors,
    'mae',
  );
  return {
    residuals: residualsOf(actual, predicted, residuals, columns),
    slices,
    worstRows: worstRows(errors, rows, columnsOf(answered), i => ({
      actual: actual[i]!,
      predicted: predicted[i]!,
      residual: actual[i]! - predicted[i]!,
    })),
  };
}

function curvesOf(rankings: readonly { readonly label: string; readonly ranking: Ranking }[]): ClassCurves[] {
  return rankings.map(({ label, ranking }, i): ClassCurves => {
    const [rocAuc, precision] = [rocArea(ranking), averagePrecision(ranking)];
    return {
      label,
      positives: ranking.positives,
      ...(!Number.isNaN(rocAuc) && { rocAuc }),
      ...(!Number.isNaN(precision) && { averagePrecision: precision }),
      ...(i < MOST_DRAWN && {
        roc: thinned(rocCurve(ranking)),
        precisionRecall: thinned(precisionRecallCurve(ranking)),
        lift: thinned(liftCurve(ranking)),
      }),
    };
  });
}

/** Classes with the most rows first, equal ones in their order. */
function mostFrequent(actual: ArrayLike<number>, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (let i = 0; i < actual.length; i++) counts[actual[i]!]!++;
  const order = counts.map((_, c) => c).sort((a, b) => counts[b]! - counts[a]! || a - b);
  return order.slice(0, MOST_CLASSES);
}

/** The columns that the model reads. */
function columnsOf({ pipeline, dataset }: Answered): readonly Column[] {
  const read = new Set([...pipeline.features, ...(pipeline.lookups ?? [])].map(({ name }) => name));
  return dataset.body.columns.filter(({ name }) => read.has(name));
}

/**
 * The groups of one column after the other: those of all columns would take as much memory as the data. `look` sees
 * them too.
 */
function* groupsIn(answered: Answered, look?: (groups: readonly RowGroup[]) => void): Iterable<readonly RowGroup[]> {
  for (const column of columnsOf(answered)) {
    const groups = groupsOf(column, answered.rows);
    look?.(groups);
    yield groups;
  }
}

function meanOf(count: number, value: (k: number) => number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += value(k);
  return sum / count;
}
