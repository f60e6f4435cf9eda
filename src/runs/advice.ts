import type { RunCurves, RunSummary } from '../spec';

/** With fewer epochs, curves suggest nothing. */
const FEWEST = 5;
/**
 * A validation loss has turned if it lost this share of what it had gained; with less, it only wavers around its best.
 */
const TURNED = 0.05;
/** A training whose loss is not below this share of the first epoch's has not learned. */
const HARDLY = 0.99;
/** The last part of the epochs, and the share by which a loss that improves there is not finished. */
const AT_THE_END = 0.2;
const STILL = 0.01;
/** A curve jumps if this share of its steps goes up, each by at least a tenth of what was learned. */
const JUMPS = 0.2;
const JUMP = 0.1;

type Values = readonly (number | null)[];
const defined = (values: Values = []): number[] => values.filter(value => value !== null);

/** `0.0123`; as short as a person would write it */
const figure = (n: number): string => String(Number(n.toPrecision(3)));

/**
 * What the curves of a run suggest, in English sentences that name the setting to change. These are the usual rules for
 * reading learning curves: a jumping loss means a learning rate that is too high; a validation loss that turns while
 * the training loss falls is overfitting; a loss that still falls at the end was stopped too soon.
 */
export function adviceFor(run: RunSummary, { epochs, metrics }: RunCurves): string[] {
  const notes: string[] = [];
  const loss = defined(metrics.loss);
  const validation = defined(metrics.val_loss);
  const { learningRate, restoreBestWeights, earlyStopping } = run.settings;
  const isOver = run.state === 'finished' || run.state === 'stopped';
  const learned = loss.length >= FEWEST;
  const rate = typeof learningRate === 'number' ? learningRate : null;

  if (learned && (jumps(loss) || diverged(loss))) {
    if (rate === null) notes.push('The loss jumps: it learns too fast. Lower the learning rate of the optimizer node');
    else
      notes.push(
        `The loss jumps: it learns too fast. Lower the learning rate of the optimizer node, from ${figure(rate)} to ${figure(rate / 10)}`,
      );
  } else if (learned && Math.min(...loss) > loss[0]! - (1 - HARDLY) * Math.abs(loss[0]!)) {
    if (rate === null) notes.push('The loss hardly falls: raise the learning rate of the optimizer node');
    else
      notes.push(
        `The loss hardly falls: raise the learning rate of the optimizer node, from ${figure(rate)} to ${figure(rate * 10)}`,
      );
  }

  const turned = learned ? turn(epochs, metrics) : null;
  if (turned !== null && run.settings.recipe !== undefined && restoreBestWeights === true) {
    // with a recipe there are no layers to change, and the best weights were kept
    notes.push(
      `After epoch ${turned} it only learns the training rows by heart. The model has the weights of its best epoch; more rows would help`,
    );
  } else if (turned !== null) {
    notes.push(
      `Overfitting since epoch ${turned}: it learns the training rows by heart. Add a dropout layer, use fewer units or add data`,
    );
    if (isOver && restoreBestWeights !== true && earlyStopping !== true)
      notes.push('The model has the weights of the last epoch: switch on "restore best weights" of the train node');
  }

  const monitored = validation.length > 0 ? validation : loss;
  // the schedule of a recipe ends with the smallest steps: it was not stopped too soon
  const isOpen = run.settings.recipe === undefined && turned === null && improves(monitored);
  if (run.state === 'finished' && run.epoch >= run.epochs && isOpen)
    notes.push(`Still improving when it ended: set more epochs in the train node than ${run.epochs}`);

  if (run.worth && run.worth.verdict !== 'better') {
    if (run.worth.verdict === 'unclear')
      notes.push(`Only perhaps better than guessing: ${run.worth.rows} validation rows are too few to tell. Add data`);
    else
      notes.push(
        'No better than guessing: look whether the columns say anything of the target, and whether the target is the right one',
      );
  }
  if (isOver && run.data.validation === 0 && !run.folds)
    notes.push(
      'Without validation rows nothing tells what it has learned from what it knows by heart: set validation of the dataset node, to 0.2 for example',
    );
  return notes;
}

/** Does it go up and down by much more than it falls? */
function jumps(loss: readonly number[]): boolean {
  const span = Math.max(...loss) - Math.min(...loss);
  if (span === 0) return false;
  const ups = loss.filter((value, i) => i > 0 && value - loss[i - 1]! > JUMP * span).length;
  return ups > JUMPS * (loss.length - 1) && ups >= 3;
}

/** Is it far above its start, or above an earlier value? */
function diverged(loss: readonly number[]): boolean {
  const first = loss[0]!;
  return first > 0 && loss.at(-1)! > 2 * first;
}

/** The epoch from which the validation loss rises while the training loss falls; null: none. */
function turn(epochs: readonly number[], { loss, val_loss }: RunCurves['metrics']): number | null {
  if (!loss || !val_loss) return null;
  const values = defined(val_loss);
  const last = values.at(-1);
  const least = Math.min(...values);
  if (values.length < FEWEST || last === undefined || last - least <= TURNED * (values[0]! - least)) return null;
  const at = val_loss.indexOf(least);
  const [then, now] = [loss[at], loss.at(-1)];
  return then != null && now != null && now < then ? epochs[at]! : null;
}

/** Is the best of the last epochs better than the best before? */
function improves(values: readonly number[]): boolean {
  if (values.length < FEWEST) return false;
  const from = Math.floor(values.length * (1 - AT_THE_END));
  const before = Math.min(...values.slice(0, from));
  return Math.min(...values.slice(from)) < before - STILL * Math.abs(before);
}
