/**
 * Temperature scaling: logits divided by one number, which makes probabilities as large as the share of right answers.
 * Source: Guo et al. 2017, "On calibration of modern neural networks".
 */

/** Probabilities are taken for at least this: a softmax in float32 gives no smaller ones, but 0. */
const LEAST = 1e-37;
/** … and a sigmoid cannot come closer to 1. */
const CLOSEST = 1e-7;
/** The range of temperatures. */
const [COLDEST, HOTTEST] = [0.05, 20];
/** Without rows the logarithm of the temperature is 0, give or take so much: a few rows must not say much. */
const PRIOR = 0.5;

/** Rows of probabilities [rows, width]; `width` 1 or `each`: every number is a probability by itself (sigmoid). */
export interface Probabilities {
  readonly data: Float32Array;
  readonly width: number;
  readonly each: boolean;
}

/**
 * The temperature under which the true classes are likeliest, by golden-section search on its logarithm (the loss is
 * convex in 1 / temperature). `truth`: the class of each row, or for `each` 0 or 1 beside every probability; −1: not
 * known. 1 where nothing is known.
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

/** The probabilities at this temperature; the order of classes stays. At 1 they are the very same numbers. */
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

/** Where a function of one valley between two numbers is smallest. Source: Kiefer 1953. */
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
