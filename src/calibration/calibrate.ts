import { largest } from '../data/pipeline/decode';
import type { Calibration, TargetCalibration, TargetPipeline } from '../spec';
import { doubtGroups } from './doubt';
import { componentsOf, fitNovelty } from './novelty';
import { type Matrix, rowsOf } from './principal';
import type { NumberReader } from './reading';
import { conformityScores } from './scores';
import { classScore, labelsScore } from './sets';
import { fitSpread } from './spread';
import { atTemperature, fitTemperature, type Probabilities } from './temperature';

/** One target on the calibration rows: the network's outputs and the true values. */
export interface Answered {
  readonly target: TargetPipeline;
  readonly reader: NumberReader;
  /** [rows, width] as the network gives it */
  readonly outputs: Float32Array;
  /** class indices [rows], one-hot or 0 and 1 [rows, width], or numbers [rows, width] as the loss takes them */
  readonly truth: ArrayLike<number>;
}

/** With fewer calibration rows than this, the training rows too say which distances are usual. */
const ENOUGH = 200;

/** Softmax in float32 may exceed 1 by this much. */
const ROUNDING = 1e-6;

/** Calibrates a model on rows that it was not trained on. Null: there is no such row. */
export function calibrate(
  answered: readonly Answered[],
  rows: number,
  features: { readonly training: Matrix; readonly calibration: Matrix },
): Calibration | null {
  if (rows === 0) return null;
  const novelty = noveltyOf(features.training, features.calibration);
  const components = novelty ? componentsOf(features.calibration, novelty) : new Float64Array(0);
  const found = answered.flatMap(one => {
    const calibrated = calibrateTarget(one, rows, components);
    return calibrated ? [[one.target.name, calibrated] as const] : [];
  });
  return { version: 1, rows, targets: Object.fromEntries(found), ...(novelty && { novelty }) };
}

/** A target's outputs as probabilities; null: the outputs are numbers. */
export function probabilitiesIn(
  { task, classes }: TargetPipeline,
  data: Float32Array,
  rows: number,
): Probabilities | null {
  if (task === 'regression') return null;
  const width = data.length / Math.max(1, rows);
  return { data, width, each: task === 'multi-label' || (width === 1 && classes?.length !== 1) };
}

function noveltyOf(training: Matrix, calibration: Matrix) {
  if (rowsOf(calibration) >= ENOUGH) return fitNovelty(training, calibration);
  const [even, odd] = [everySecond(training, 0), everySecond(training, 1)];
  const others = new Float32Array(odd.data.length + calibration.data.length);
  others.set(odd.data);
  others.set(calibration.data, odd.data.length);
  return fitNovelty(even, { data: others, width: training.width });
}

function everySecond({ data, width }: Matrix, first: 0 | 1): Matrix {
  const count = Math.ceil((data.length / Math.max(1, width) - first) / 2);
  const taken = new Float32Array(Math.max(0, count) * width);
  for (let i = 0; i < count; i++)
    taken.set(data.subarray((2 * i + first) * width, (2 * i + first + 1) * width), i * width);
  return { data: taken, width };
}

function calibrateTarget(one: Answered, rows: number, components: Float64Array): TargetCalibration | null {
  const probabilities = probabilitiesIn(one.target, one.outputs, rows);
  if (probabilities === null) return numbers(one, rows, components);
  // The user's own last layer, trained with CategoricalHinge, may give any number: then there is no temperature.
  if (!probabilities.data.every(p => p >= 0 && p <= 1 + ROUNDING)) return null;
  return one.target.task === 'multi-label'
    ? labels(probabilities, one.truth, rows)
    : classes(probabilities, one.truth, rows);
}

function classes(probabilities: Probabilities, truth: ArrayLike<number>, rows: number): TargetCalibration | null {
  const { width } = probabilities;
  const per = truth.length / rows;
  if (per !== 1 && per !== width) return null;
  const index =
    per === 1
      ? truth
      : Array.from({ length: rows }, (_, row) =>
          largest(Array.from({ length: width }, (_, i) => truth[row * width + i]!)),
        );
  const temperature = fitTemperature(probabilities, index);
  const scaled = bothOf(atTemperature(probabilities, temperature), width);
  const count = Math.max(2, width);
  const scores: number[] = [];
  const likeliest: number[] = [];
  for (let row = 0; row < rows; row++)
    if (index[row]! >= 0) {
      scores.push(classScore(scaled, row * count, count, index[row]!));
      likeliest.push(Math.max(...scaled.subarray(row * count, (row + 1) * count)));
    }
  const doubt = doubtGroups(likeliest, scores);
  return known({ kind: 'class', temperature, scores: conformityScores(scores), ...(doubt && { doubt }) });
}

/** A sigmoid [rows, 1] as the probabilities of both classes [rows, 2]; others as they are. */
export function bothOf(data: Float32Array, width: number): Float32Array {
  if (width !== 1) return data;
  const both = new Float32Array(2 * data.length);
  for (let i = 0; i < data.length; i++) {
    both[2 * i] = 1 - data[i]!;
    both[2 * i + 1] = data[i]!;
  }
  return both;
}

function labels(probabilities: Probabilities, truth: ArrayLike<number>, rows: number): TargetCalibration | null {
  const { width } = probabilities;
  if (truth.length !== rows * width) return null;
  const temperature = fitTemperature(probabilities, truth);
  const scaled = atTemperature(probabilities, temperature);
  const scores = Array.from({ length: rows }, (_, row) => labelsScore(scaled, truth, row * width, width));
  return known({ kind: 'labels', temperature, scores: conformityScores(scores) });
}

function numbers(
  { outputs, truth, reader }: Answered,
  rows: number,
  components: Float64Array,
): TargetCalibration | null {
  const width = truth.length / rows;
  if (outputs.length !== rows * width * reader.outputs) return null;
  const outside = new Float64Array(rows * width);
  const widths = new Float64Array(width);
  for (let i = 0; i < outside.length; i++) {
    const { low, high, scale } = reader.read(outputs, i * reader.outputs);
    outside[i] = Math.max(low - truth[i]!, truth[i]! - high) / scale;
    widths[i % width]! += Math.abs(outside[i]!) / rows;
  }
  // An element that is always right has no error: its width cannot be a multiple of it.
  for (let i = 0; i < width; i++) if (!(widths[i]! > 0)) widths[i] = 1;
  const scores = outside.map((value, i) => value / widths[i % width]!);
  const fitted = reader.outputs === 1 && width === 1 ? fitSpread(scores, components) : null;
  const followed = fitted ? scores.map((score, row) => score / fitted.factors[row]!) : scores;
  return known({
    kind: 'number',
    // The elements of a row are not independent of each other: a row counts as one score.
    scores: { ...conformityScores(followed), rows },
    widths: Array.from(widths),
    ...(fitted && { spread: fitted.spread }),
  });
}

/** A network that has diverged gives NaN, from which no promise follows. */
const known = <T extends TargetCalibration>(found: T): T | null =>
  found.scores.values.length > 0 && found.scores.values.every(Number.isFinite) ? found : null;
