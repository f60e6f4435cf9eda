import { nested, ownUnit } from '../data/pipeline/decode';
import type { Calibration, TargetPipeline } from '../spec';
import { bothOf } from './calibrate';
import type { TargetOf } from './calibrated-output';
import { quantileByDoubt } from './doubt';
import { conformalQuantile, largestConfidence, pValue } from './scores';
import { classSet, labelSet } from './sets';

/** How sure an answer is. */
export interface Certainty {
  /**
   * for a number, in its own unit: the true value lies in it with the requested confidence; for an array: two arrays
   */
  readonly interval?: readonly [low: unknown, high: unknown] | null;
  /**
   * for a class: contains the true one with the requested confidence; for several labels: all true ones. Likeliest
   * first.
   */
  readonly set?: readonly string[] | null;
  /** the share of training rows that are at least as unusual; null: unknown */
  readonly unusual: number | null;
  /** the set has one label, the answer, or the interval is narrow enough; and the row is not unusual */
  readonly sure: boolean;
}

export interface CertaintyOptions {
  /** between 0 and 1 */
  readonly confidence: number;
  /** the largest width of an interval, in the target's own unit, at which a number is sure; default: no limit */
  readonly widest?: number;
  /** for two classes, the probability from which the second is the answer; default: more than 0.5 */
  readonly threshold?: number;
}

/** A row with a smaller p-value is not sure. */
const UNUSUAL = 0.01;

/** The outputs of a prediction run for one row of a target. */
export interface Given {
  /** the network's outputs; the row begins at `rawFrom` */
  readonly raw: Float32Array;
  readonly rawFrom: number;
  /** what `calibratedOutput` makes of them; the row is `width` numbers from `from` on */
  readonly data: Float32Array;
  readonly from: number;
  readonly width: number;
  /** the p-value of the row's distance; null: unknown */
  readonly unusual: number | null;
  /** the expected error of the row as a multiple of the mean error */
  readonly factor: number;
}

/** Prepared once for a model, a target and a confidence. */
export type CertaintyOf = (given: Given) => Certainty;

export function certaintyOf(
  of: TargetOf,
  { confidence, widest = Number.POSITIVE_INFINITY, threshold }: CertaintyOptions,
): CertaintyOf {
  const { target, calibration } = of;
  if (!calibration) {
    const nothing = target.task === 'regression' ? { interval: null } : { set: null };
    return ({ unusual }) => ({ ...nothing, unusual, sure: false });
  }
  if (calibration.kind === 'class')
    return classes(target, quantileByDoubt(calibration.scores, calibration.doubt, confidence), threshold);
  const quantile = conformalQuantile(calibration.scores, confidence);
  return calibration.kind === 'labels' ? labels(target, quantile) : intervals(of, calibration.widths, quantile, widest);
}

/** A row that is not unusual, or of which this is unknown. */
export const isUsual = (unusual: number | null): boolean => unusual === null || unusual >= UNUSUAL;

function classes(
  { classes: names = [] }: TargetPipeline,
  quantile: (likeliest: number) => number,
  threshold?: number,
): CertaintyOf {
  return ({ data, from, width, unusual }) => {
    const [all, at] = width === 1 ? [bothOf(data.subarray(from, from + 1), 1), 0] : [data, from];
    const likeliest = Math.max(...all.subarray(at, at + names.length));
    const found = classSet(all, at, names.length, quantile(likeliest));
    // With a threshold, the answer may be the less likely class, which need not be in the set.
    const answer = threshold === undefined || names.length !== 2 ? found[0] : Number(all[at + 1]! >= threshold);
    const isClear = found.length === 1 && found[0] === answer;
    return { set: found.map(i => names[i]!), unusual, sure: isClear && isUsual(unusual) };
  };
}

function labels({ classes: names = [] }: TargetPipeline, quantile: number): CertaintyOf {
  return ({ data, from, width, unusual }) => {
    const found = labelSet(data, from, width, quantile);
    const called = names.filter((_, i) => data[from + i]! >= 0.5).length;
    const isClear = called === found.length && found.every(i => data[from + i]! >= 0.5);
    return { set: found.map(i => names[i]!), unusual, sure: isClear && isUsual(unusual) };
  };
}

function intervals(
  { target, reader }: TargetOf,
  widths: readonly number[],
  quantile: number,
  widest: number,
): CertaintyOf {
  const own = ownUnit(target);
  const isArray = target.type === 'tensor';
  return ({ raw, rawFrom, width, unusual, factor }) => {
    const lows: number[] = [];
    const highs: number[] = [];
    let most = 0;
    for (let place = 0; place < width; place++) {
      const { value, low, high, scale } = reader.read(raw, rawFrom + place * reader.outputs);
      const reach = quantile * widths[place]! * scale * factor;
      // A negative reach narrows the interval between the quantiles, but never past the value itself.
      const from = ends(own(Math.min(value, low - reach), place), low - reach);
      const to = ends(own(Math.max(value, high + reach), place), high + reach);
      lows.push(from);
      highs.push(to);
      most = Math.max(most, to - from);
    }
    const sure = most <= widest && most < Number.POSITIVE_INFINITY && isUsual(unusual);
    if (!isArray) return { interval: [lows[0]!, highs[0]!], unusual, sure };
    return { interval: [nested(lows, target.shape), nested(highs, target.shape)], unusual, sure };
  };
}

/** An end that is infinite for the network is infinite in every unit. */
const ends = (own: number, end: number): number => (Number.isFinite(end) ? own : end);

/** What a model's calibration cannot support at a confidence, in sentences. `byFolds`: it was cross-validated. */
export function certaintyNotes(
  calibration: Calibration | null,
  targets: readonly TargetOf[],
  confidence: number,
  byFolds = false,
): string[] {
  const notes: string[] = [];
  if (!calibration) {
    notes.push(
      byFolds
        ? 'it cannot tell how sure it is: its cross-validation did not calibrate it. Train it again'
        : 'it cannot tell how sure it is: it was trained without validation rows. Give them a share in the dataset node, and train it again',
    );
    return notes;
  }
  if (!calibration.novelty)
    notes.push(
      'it cannot tell how unusual a row is: the numbers that its last layer is given are too many, or the same for all training rows',
    );
  for (const { target, calibration: own } of targets) {
    if (!own)
      notes.push(`it cannot tell how sure it is of "${target.name}": its errors on the validation rows are not known`);
    else if (confidence > largestConfidence(own.scores) + 1e-9) {
      const [needed, rows] = [fewest(confidence), own.scores.rows];
      if (own.kind === 'number')
        notes.push(
          `a confidence of ${confidence} needs at least ${needed} validation rows, it had ${rows}: its intervals are unlimited`,
        );
      else
        notes.push(
          `a confidence of ${confidence} needs at least ${needed} validation rows, it had ${rows}: its sets hold every label`,
        );
    }
  }
  return notes;
}

const fewest = (confidence: number): number => Math.ceil(confidence / (1 - confidence) - 1e-9);

/** The p-value of a row's distance; null: the model has no measure of novelty. */
export const unusualOf = (calibration: Calibration | null, distance: number): number | null =>
  calibration?.novelty ? pValue(calibration.novelty.scores, distance) : null;
