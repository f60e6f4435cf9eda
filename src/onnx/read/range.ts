import { isNode, isSymbolic, leaves } from '../../graph';
import type { GraphNode } from '../../graph/types';

/**
 * Value ranges of whole numbers in a graph. ONNX computes indices with 64 bits and images with 8. Here both are int32,
 * which is right as long as no number leaves its type in the file.
 */
export type Range = readonly [lo: number, hi: number];

export const INT32: Range = [-(2 ** 31), 2 ** 31 - 1];
const UNKNOWN: Range = [-Infinity, Infinity];

export const within = ([lo, hi]: Range, [least, most]: Range): boolean => lo >= least && hi <= most;

const known = new WeakMap<GraphNode, Range>();

/** The smallest and the largest value of a node of whole numbers or booleans; infinite if unknown. */
export function rangeOf(node: GraphNode): Range {
  let range = known.get(node);
  if (!range) {
    range = node.dtype === 'float32' ? UNKNOWN : node.dtype === 'bool' ? [0, 1] : compute(node);
    known.set(node, range);
  }
  return range;
}

const union = (ranges: readonly Range[]): Range => [
  Math.min(...ranges.map(([lo]) => lo)),
  Math.max(...ranges.map(([, hi]) => hi)),
];
/** over all combinations of ends; 0 · ∞ is 0 */
function corners([a, b]: Range, [c, d]: Range, f: (x: number, y: number) => number): Range {
  const all = [f(a, c), f(a, d), f(b, c), f(b, d)].map(v => (Number.isNaN(v) ? 0 : v));
  return [Math.min(...all), Math.max(...all)];
}

function compute(node: GraphNode): Range {
  if (isNode(node, leaves.constant)) return ends(node.attributes.data);
  const { inputs, shape } = node;
  const of = (i: number): Range => rangeOf(inputs[i]!);
  switch (node.op.name) {
    case 'input':
      return INT32;
    case 'cast':
      return of(0);
    case 'argmax': {
      const length = inputs[0]!.shape.at(-1)!;
      return [0, isSymbolic(length) ? INT32[1] : length - 1];
    }
    case 'add':
      return corners(of(0), of(1), (a, b) => a + b);
    case 'sub':
      return corners(of(0), of(1), (a, b) => a - b);
    case 'mul':
      return corners(of(0), of(1), (a, b) => a * b);
    case 'neg':
      return [-of(0)[1], -of(0)[0]];
    case 'abs':
      return [0, Math.max(Math.abs(of(0)[0]), Math.abs(of(0)[1]))];
    case 'sign':
      return [-1, 1];
    case 'maximum':
      return [Math.max(of(0)[0], of(1)[0]), Math.max(of(0)[1], of(1)[1])];
    case 'minimum':
      return [Math.min(of(0)[0], of(1)[0]), Math.min(of(0)[1], of(1)[1])];
    case 'where':
      return union([of(1), of(2)]);
    case 'pad':
      return union([of(0), [0, 0]]);
    case 'concatenate':
      return union(inputs.map(rangeOf));
    case 'sum': {
      const count = coefficientOf(inputs[0]!) / Math.max(1, coefficientOf({ shape }));
      return corners(of(0), [count, count], (a, b) => a * b);
    }
    case 'max':
    case 'min':
    case 'reshape':
    case 'transpose':
    case 'broadcastTo':
    case 'slice':
    case 'gather':
      return of(0);
    case 'pick':
      return inputs[0]!.op.name === 'split' ? rangeOf(inputs[0]!.inputs[0]!) : UNKNOWN;
    default:
      return UNKNOWN;
  }
}

const coefficientOf = ({ shape }: Pick<GraphNode, 'shape'>): number =>
  shape.reduce((product: number, d) => product * (isSymbolic(d) ? Infinity : d), 1);

function ends(data: ArrayLike<number>): Range {
  let [lo, hi] = [Infinity, -Infinity];
  for (let i = 0; i < data.length; i++) {
    lo = Math.min(lo, data[i]!);
    hi = Math.max(hi, data[i]!);
  }
  return [lo, hi];
}
