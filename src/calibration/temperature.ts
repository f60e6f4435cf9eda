/**
 * Temperature scaling: logits are divided by one number, so that probabilities agree with the share of right answers.
 * Source: Guo et al. 2017, "On calibration of modern neural networks".
 */

/** Probabilities count as at least this: the smallest that softmax gives in float32, apart from 0. */
const LEAST = 1e-37;
/** A sigmoid in float32 comes no closer to 1 than this. */
const CLOSEST = 1e-7;
/** The range of temperatures. */
const [COLDEST, HOTTEST] = [0.05, 20];
/** The standard deviation of the prior of log temperature, whose mean is 0: a few rows must not change much. */
const PRIOR = 0.5;

/** Rows of probabilities [rows, width]; `width` 1 or `each`: every number is a probability by itself (sigmoid). */
export interface Probabilities {
  readonly data: Float32Array;
  readonly width: number;
  readonly each: boolean;
}

/**
 * The temperature with the largest likelihood of the true classes, by golden-section search on its logarithm (the loss
 * is convex in 1 / temperature). `truth`: the class of each row, or with `each` 0 or 1 beside every probability; −1:
 * unknown. 1 where nothing is known.
 */
export function fitTemperature(probabilities: Probabilities, truth: ArrayLike<number>): number {
  const { data, width, each } = probabilities;
  const logs = Float64Array.from(data, each ? logit : p => Math.log(Math.max(p, LEAST)));
  const loss = (logTemperature: number): number => {
    const inverse = Math.exp(-logTemperature);
    let sum = logTemperature ** 2 / (2 * PRIOR ** 2);
    if (each) {
      for (let i = 0; i < logs.length; i++)
        if (truth[i]! >= 0) sum += softplus(logs[i]! * inverse) - truth[i]! * logs[i]! * inverse;
      return sum;
    }
    for (let row = 0; row * width < logs.length; row++)
      if (truth[row]! >= 0)
        sum += logSum(logs, row * width, width, inverse) - logs[row * width + truth[row]!]! * inverse;
    return sum;
  };
  return Math.exp(smallest(loss, Math.log(COLDEST), Math.log(HOTTEST)));
}

/** The probabilities at this temperature; the order of classes is kept. At 1 they are returned unchanged. */
export function atTemperature({ data, width, each }: Probabilities, temperature: number): Float32Array {
  if (temperature === 1) return data;
  const inverse = 1 / temperature;
  const out = new Float32Array(data.length);
  if (each) {
    for (let i = 0; i < data.length; i++) out[i] = 1 / (1 + Math.exp(-logit(data[i]!) * inverse));
    return out;
  }
  for (let from = 0; from < data.length; from += width) {
    let sum = 0;
    for (let i = from; i < from + width; i++) {
      const p = data[i]!;
      sum += out[i] = p > LEAST ? p ** inverse : LEAST ** inverse;
    }
    for (let i = from; i < from + width; i++) out[i]! /= sum;
  }
  return out;
}

function logit(p: number): number {
  const clipped = Math.min(1 - CLOSEST, Math.max(CLOSEST, p));
  return Math.log(clipped / (1 - clipped));
}

const softplus = (z: number): number => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

function logSum(logs: Float64Array, from: number, width: number, inverse: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = from; i < from + width; i++) most = Math.max(most, logs[i]! * inverse);
  let sum = 0;
  for (let i = from; i < from + width; i++) sum += Math.exp(logs[i]! * inverse - most);
  return most + Math.log(sum);
}

/** The minimum of a unimodal function between two numbers, by golden-section search. Source: Kiefer 1953. */
function smallest(f: (x: number) => number, from: number, to: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  let [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
  let [atLeft, atRight] = [f(left), f(right)];
  while (high - low > 1e-4)
    if (atLeft <= atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - ratio * (high - low);
      atLeft = f(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + ratio * (high - low);
      atRight = f(right);
    }
  return (low + high) / 2;
}
