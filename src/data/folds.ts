import { badArgument, Problem } from '../errors';
import type { Column, ColumnPipeline, Pipeline, Scaling, Splitting, TargetPipeline } from '../spec';
import { Dataset, DatasetBody } from '../values/dataset';
import { fitFeature, fitTarget } from './pipeline/fit';
import { isScale, scalingOf } from './pipeline/scales';
import { type Fold, type FoldRequest, foldsByGroup, foldsByTime, shuffledFolds } from './split/folds';
import { classCodes } from './targets';

/** A dataset whose rows, except the test rows, are divided into folds. */
export interface Folds {
  /** one for each fold, which is its only test rows */
  readonly datasets: readonly Dataset[];
  /** all these rows for training; the test rows are unchanged */
  readonly whole: Dataset;
}

export interface FoldOptions {
  /** All folds have the pipeline of `whole`, so that their models can be one ensemble. */
  readonly onePipeline?: boolean;
}

const [TRAIN, VALIDATION, TEST, NONE] = [0, 1, 2, 3];

/**
 * Divides the training and validation rows into folds for cross-validation, by the same rule by which the dataset was
 * split: by time, by group, or else at random, with classes stratified. The test rows are in none. Of the rows outside a
 * fold, the same share as in the dataset are validation rows. Means, ranges and whatever else is fitted to numbers are
 * fitted again on the training rows of each fold; categories and classes are taken from the dataset. Throws a Problem if a
 * fold would be empty, if a fold or what its model learns from would lack a class, and for a split that says nothing
 * about folds.
 */
export async function foldsOf(
  dataset: Dataset,
  folds: number,
  seed: number,
  { onePipeline = false }: FoldOptions = {},
): Promise<Folds> {
  const { columns, targets, split } = dataset.body;
  const target = columns.find(({ name }) => name === targets[0])!;
  const [training, validation] = [dataset.indices('train'), dataset.indices('validation')];
  const rows = new Int32Array([...training, ...validation]);
  const isClass = dataset.pipeline.targets[0]?.task !== 'regression';
  const classes = isClass ? (classCodes(target)?.codes ?? undefined) : undefined;
  checkCount(folds, rows.length);
  const share = validation.length / Math.max(1, rows.length);
  const request = { rows, folds, validation: share, ...(classes && { classes }), seed };
  const dealt = await dealtBy(request, dataset.body.splitting, target);
  if (classes) checkClasses(dealt, rows, target, classes);
  const all = Uint8Array.from(split, code => (code === VALIDATION ? TRAIN : code));
  const whole = refitted(dataset, all);
  const datasets = dealt.map(fold => {
    const own = new Uint8Array(dataset.rows).fill(NONE);
    for (const row of fold.train) own[row] = TRAIN;
    for (const row of fold.validation) own[row] = VALIDATION;
    for (const row of fold.test) own[row] = TEST;
    return onePipeline ? withSplit(whole, own) : refitted(dataset, own);
  });
  return { datasets, whole };
}

async function dealtBy(request: FoldRequest, splitting: Splitting | undefined, target: Column): Promise<Fold[]> {
  if (splitting?.by === 'time') return foldsByTime(request, splitting);
  if (splitting?.by === 'group') return foldsByGroup(request, splitting.key!);
  if (splitting?.by === 'column')
    throw new Problem(
      'folds need a dataset that is split at random, stratified, by time or by group: a column with train, validation and test does not tell which rows belong together. Split the dataset in another way, or leave folds empty',
      { argument: 'folds', received: request.folds },
    );
  if (request.classes) checkStratified(request, target);
  return shuffledFolds(request);
}

function checkCount(folds: number, rows: number): void {
  const most = Math.floor(rows / 2);
  if (folds > most)
    throw badArgument(
      'folds',
      `at most ${most} for the ${rows} training and validation rows, two for each fold`,
      folds,
    );
}

function checkStratified({ rows, folds, classes }: FoldRequest, target: Column): void {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(classes![row]!, (counts.get(classes![row]!) ?? 0) + 1);
  for (const [code, count] of counts)
    if (code >= 0 && count < folds)
      throw badArgument(
        'folds',
        `at most ${count}, so that no fold is without the class "${target.labels?.[code] ?? code}" of the target "${target.name}", which has ${count} training and validation rows`,
        folds,
      );
}

/** Folds by time or group take the classes as they come. */
function checkClasses(folds: readonly Fold[], rows: Int32Array, target: Column, classes: Int32Array): void {
  const all = new Set(Array.from(rows, row => classes[row]!));
  const lacking = (held: readonly number[]) => {
    const found = new Set(held.map(row => classes[row]!));
    const code = [...all].find(one => one >= 0 && !found.has(one));
    return code === undefined ? null : (target.labels?.[code] ?? String(code));
  };
  const details = { argument: 'folds', received: folds.length };
  for (const [i, { train, test }] of folds.entries()) {
    const unlearned = lacking(train);
    if (unlearned !== null)
      throw new Problem(
        `folds must be fewer than ${folds.length}: before or outside of fold ${i + 1} no row of the class "${unlearned}" of the target "${target.name}" is left to learn from`,
        details,
      );
    const unseen = lacking(test);
    if (unseen !== null)
      throw new Problem(
        `folds must be fewer than ${folds.length}: fold ${i + 1} has no row of the class "${unseen}" of the target "${target.name}"`,
        details,
      );
  }
}

/** The dataset with another split, refitted to its training rows. */
function refitted(dataset: Dataset, split: Uint8Array): Dataset {
  const { columns, pipeline } = dataset.body;
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
  return withSplit(dataset, split, again);
}

function withSplit({ body }: Dataset, split: Uint8Array, pipeline = body.pipeline): Dataset {
  const { columns, targets, fingerprint, source, dropped, sampleWeight, findings, splitting } = body;
  return new Dataset(
    new DatasetBody(
      ...([columns, targets, split, pipeline, fingerprint, source, dropped, sampleWeight] as const),
      ...([findings, splitting] as const),
    ),
  );
}

/** Does its transform depend on the rows, apart from the categories? */
const isLearned = ({ transform: { kind } }: ColumnPipeline): boolean => !['one-hot', 'index', 'boolean'].includes(kind);

/** The scaling that a column has, so that the same is chosen again; undefined: there is none to choose. */
function scalingFor({ transform }: ColumnPipeline): Scaling | undefined {
  const scales = transform.kind === 'positions' ? transform.scales : isScale(transform) ? [transform] : [];
  const [scaling, ...others] = new Set(scales.map(scalingOf));
  return others.length === 0 ? scaling : undefined;
}
