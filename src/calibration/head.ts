import {
  abs,
  add,
  concatenate,
  constant,
  exp,
  type GraphNode,
  matmul,
  maximum,
  min,
  minimum,
  mul,
  sign,
  sqrt,
  sub,
  sum,
} from '../graph';
import type { Calibration, Novelty, Spread } from '../spec';
import { vectors } from './features';

/** The targets whose expected error depends on the row, in the order of the columns of `confidenceHead`. */
export const spreadTargets = ({ targets }: Calibration): readonly string[] =>
  Object.keys(targets).filter(name => spreadOf(targets[name]!) !== null);

const spreadOf = (target: Calibration['targets'][string]): Spread | null =>
  target.kind === 'number' ? (target.spread ?? null) : null;

/**
 * What a network computes for its confidence in the same run: the squared distance of each row to the nearest center of
 * the training rows, and the expected error of each target in `spreadTargets`. Features [N, …] → [N, 1 + targets].
 */
export function confidenceHead(features: GraphNode, novelty: Novelty, calibration: Calibration): GraphNode {
  const { mean, projection, centers, components } = novelty;
  const width = mean.length;
  const count = centers.length / components;
  const shift = Float64Array.from({ length: components }, (_, k) =>
    mean.reduce((total, value, i) => total - value * projection[i * components + k]!, 0),
  );
  const x = vectors(features);
  const roots = mul(sign(x), sqrt(abs(x)));
  const z = add(matmul(roots, numbers(projection, [width, components])), numbers(shift, [1, components]));
  const lengths = Float64Array.from({ length: count }, (_, c) =>
    centers.slice(c * components, (c + 1) * components).reduce((total, value) => total + value ** 2, 0),
  );
  const products = matmul(z, numbers(centers, [count, components]), { transposeB: true });
  const apart = min(sub(numbers(lengths, [1, count]), mul(products, 2)), [1], true);
  const distance = maximum(add(apart, sum(mul(z, z), [1], true)), 0);
  const errors = spreadTargets(calibration).map(name => expected(z, spreadOf(calibration.targets[name]!)!));
  return errors.length === 0 ? distance : concatenate([distance, ...errors], 1);
}

function expected(z: GraphNode, { bias, weights, least, most }: Spread): GraphNode {
  const exponent = add(matmul(z, numbers(weights, [weights.length, 1])), bias);
  return exp(minimum(maximum(exponent, least), most));
}

const numbers = (values: ArrayLike<number>, shape: readonly number[]): GraphNode =>
  constant(Float32Array.from(values), shape);
