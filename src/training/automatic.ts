import type { AutomaticTraining, OptimizerSpec, SplitRows } from '../spec';

/** The most weight updates of a training; none of the tables on which this was tried needed as many. */
const MOST_STEPS = 20_000;
/** The number of steps if nothing stops the training: most of those tables were learned then, but not their noise. */
const ENOUGH_STEPS = 1_000;
const EPOCHS = { least: 10, most: 500 };
/** Rows per step: small tables need many steps; large ones need many rows in each, to be done in time. */
const BATCH = { least: 32, most: 256, stepsInEpoch: 200 };
/** Epochs of patience; with fewer, there are too few steps to tell a plateau from the end. */
const PATIENCE = { least: 10, most: 40, steps: 300 };

/**
 * What `auto` means for a network that was made by hand, by the number of rows. A batch is a 200th of the training
 * rows, as a power of 2 from 32 to 256. With validation rows, the training ends when their loss has not improved for
 * about 300 steps, from 10 to 40 epochs, and keeps the best weights; it takes at most 20,000 steps, and from 10 to 500
 * epochs. Without them, or if a schedule ends the learning rate with the last epoch, nothing stops it, and it takes
 * about 1,000 steps.
 */
export function automaticTraining(
  { training, validation }: SplitRows,
  { schedule }: Pick<OptimizerSpec, 'schedule'> = {},
): AutomaticTraining {
  const batchSize = within(BATCH, 2 ** Math.round(Math.log2(Math.max(1, training) / BATCH.stepsInEpoch)));
  const steps = Math.max(1, Math.ceil(training / batchSize));
  const earlyStopping = validation > 0 && schedule === undefined;
  return {
    epochs: within(EPOCHS, Math.ceil((earlyStopping ? MOST_STEPS : ENOUGH_STEPS) / steps)),
    batchSize,
    earlyStopping,
    patience: within(PATIENCE, Math.ceil(PATIENCE.steps / steps)),
    restoreBestWeights: validation > 0,
  };
}

const within = ({ least, most }: { readonly least: number; readonly most: number }, value: number): number =>
  Math.min(most, Math.max(least, value));

/** Settings of a training, of which some may be `auto`. */
export type LeftToTraining = { readonly [K in keyof AutomaticTraining]: AutomaticTraining[K] | 'auto' };

/** The settings, with automatic values in place of `auto`. */
export function decided(given: LeftToTraining, automatic: AutomaticTraining): AutomaticTraining {
  const one = <K extends keyof AutomaticTraining>(name: K) => (given[name] === 'auto' ? automatic[name] : given[name]);
  return {
    epochs: one('epochs') as number,
    batchSize: one('batchSize') as number,
    earlyStopping: one('earlyStopping') as boolean,
    patience: one('patience') as number,
    restoreBestWeights: one('restoreBestWeights') as boolean,
  };
}

/** What a training will do for settings that are `auto`, in sentences; none if no setting is. */
export function automaticWords(
  given: LeftToTraining,
  automatic: AutomaticTraining,
  rows: SplitRows,
  isFromRecipe: boolean,
): readonly string[] {
  const { epochs, batchSize, earlyStopping, patience, restoreBestWeights } = decided(given, automatic);
  const size = Math.min(batchSize, Math.max(1, rows.training));
  const notes: string[] = [];
  const isAuto = (name: keyof AutomaticTraining): boolean => given[name] === 'auto';
  if (isAuto('epochs'))
    notes.push(
      earlyStopping
        ? `At most ${counted(epochs)} epochs, each of which goes through the ${counted(rows.training)} training rows`
        : `Trains for ${counted(epochs)} epochs, each of which goes through the ${counted(rows.training)} training rows`,
    );
  if (isAuto('batchSize'))
    notes.push(`Batches of ${size} rows: ${counted(Math.ceil(rows.training / size))} steps in an epoch`);
  if (isAuto('earlyStopping') && !earlyStopping) notes.push('Does not stop before the last epoch');
  if (earlyStopping && (isAuto('earlyStopping') || isAuto('patience')))
    notes.push(`Stops when the validation loss has not improved for ${counted(patience)} epochs`);
  if (restoreBestWeights && isAuto('restoreBestWeights'))
    notes.push('Keeps the weights of the epoch with the smallest validation loss');
  if (notes.length > 0)
    notes.push(
      isFromRecipe ? 'So says the recipe of the network' : 'So says the number of rows: the network has no recipe',
    );
  return notes;
}

const counted = (n: number): string => n.toLocaleString('en-US');
