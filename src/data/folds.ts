import { badArgument } from '../errors';
import type { Column, ColumnPipeline, Pipeline, Scaling, TargetPipeline } from '../spec';
import { Dataset, DatasetBody } from '../values/dataset';
import { Pacer } from './pace';
import { fitFeature, fitTarget } from './pipeline/fit';
import { isScale, scalingOf } from './pipeline/scales';
import { shuffled, splitSequence } from './split/random';
import { classCodes } from './targets';

/** A dataset whose rows, except the test rows, are divided into folds. */
export interface Folds {
  /** one for each fold, which is its only test rows */
  readonly datasets: readonly Dataset[];
  /** all these rows for training; the test rows are unchanged */
  readonly whole: Dataset;
}

/**
 * Divides the training and validation rows into folds for cross-validation; the test rows are in none. Of the rows
 * outside a fold, the same share as in the dataset are validation rows. With classes, each fold has about the same
 * share of each. Means, ranges and whatever else is fitted to numbers are fitted again on the training rows of each
 * fold; categories and classes are taken from the dataset. Throws a TensorwireError if a fold would be empty or would
 * lack a class.
 */
export async function foldsOf(dataset: Dataset, folds: number, seed: number): Promise<Folds> {
  const target = dataset.body.columns.find(({ name }) => name === dataset.body.targets[0])!;
  const [training, validation] = [dataset.indices('train'), dataset.indices('validation')];
  const rows = new Int32Array([...training, ...validation]);
  const share = validation.length / Math.max(1, rows.length);
  const isClass = dataset.pipeline.targets[0]?.task !== 'regression';
  const classes = isClass ? classCodes(target) : null;
  checkFolds(folds, rows, target, classes?.codes);
  const order = await shuffled(rows, splitSequence(seed), new Pacer());
  // dealt out class by class, so that every fold gets its share of each
  const dealt = classes ? order.sort((a, b) => classes.codes[a]! - classes.codes[b]!) : order;
  const datasets = Array.from({ length: folds }, (_, fold) => {
    const split = new Uint8Array(dataset.rows).fill(NONE);
    const others = dealt.filter((row, i) => {
      if (i % folds === fold) split[row] = TEST;
      return i % folds !== fold;
    });
    others.forEach((row, i) => {
      // every n-th row, so that each class gets its share
      split[row] = Math.floor((i + 1) * share) > Math.floor(i * share) ? VALIDATION : TRAIN;
    });
    return refitted(dataset, split);
  });
  const all = Uint8Array.from(dataset.body.split, code => (code === VALIDATION ? TRAIN : code));
  return { datasets, whole: refitted(dataset, all) };
}
const [TRAIN, VALIDATION, TEST, NONE] = [0, 1, 2, 3];

function checkFolds(folds: number, rows: Int32Array, target: Column, codes: Int32Array | undefined): void {
  const most = Math.floor(rows.length / 2);
  if (folds > most)
    throw badArgument(
      'folds',
      `at most ${most} for the ${rows.length} training and validation rows, two for each fold`,
      folds,
    );
  if (!codes || !target.labels) return;
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(codes[row]!, (counts.get(codes[row]!) ?? 0) + 1);
  for (const [code, count] of counts)
    if (code >= 0 && count < folds)
      throw badArgument(
        'folds',
        `at most ${count}, so that no fold is without the class "${target.labels[code]}" of the target "${target.name}", which has ${count} training and validation rows`,
        folds,
      );
}

/** The dataset with another split, refitted to its training rows. */
function refitted(dataset: Dataset, split: Uint8Array): Dataset {
  const { columns, targets, pipeline, fingerprint, source, dropped, sampleWeight, findings } = dataset.body;
  const train = Int32Array.from([...split.keys()].filter(row => split[row] === TRAIN));
  const columnOf = (name: string): Column => columns.find(column => column.name === name)!;
  const feature = (known: ColumnPipeline): ColumnPipeline => {
    if (!isLearned(known)) return known;
    const found = fitFeature(columnOf(known.name), train, scalingFor(known));
    // a column that is constant or missing here must not change the shape of the rows
    return found && String(found.shape) === String(known.shape) ? { ...known, transform: found.transform } : known;
  };
  const output = (known: TargetPipeline): TargetPipeline =>
    known.task === 'regression' && isLearned(known)
      ? { ...known, transform: fitTarget(columnOf(known.name), train, scalingFor(known)).transform }
      : known;
  const again: Pipeline = {
    ...pipeline,
    features: pipeline.features.map(feature),
    targets: pipeline.targets.map(output),
  };
  const body = new DatasetBody(
    ...([columns, targets, split, again, fingerprint, source, dropped, sampleWeight, findings] as const),
  );
  return new Dataset(body);
}

/** Does its transform depend on the rows, apart from the categories? */
const isLearned = ({ transform: { kind } }: ColumnPipeline): boolean => !['one-hot', 'index', 'boolean'].includes(kind);

/** The scaling that a column has, so that the same is chosen again; undefined: there is none to choose. */
function scalingFor({ transform }: ColumnPipeline): Scaling | undefined {
  const scales = transform.kind === 'positions' ? transform.scales : isScale(transform) ? [transform] : [];
  const [scaling, ...others] = new Set(scales.map(scalingOf));
  return others.length === 0 ? scaling : undefined;
}
