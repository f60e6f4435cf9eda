import { coefficient, isSymbolic } from './dimensions';
import { type Attributes, type Inputs, type NodeOf, type Op, several } from './op';
import type { ops } from './ops';
import { binaries } from './ops/binary';
import { unaries } from './ops/unary';
import { topological } from './traverse';
import type { GraphNode, Shape } from './types';

/**
 * Are the rows of a batch independent? Then it may be computed in pieces, and separate requests may be computed
 * together. A value keeps rows apart if each row has its own part along the one symbolic axis, in order, in each of
 * `blocks` blocks. [4*N, 3] may be one block, or 4 blocks with all rows each, which is how recurrent layers arrange
 * their steps. An op that is not known to keep rows apart is taken to mix them.
 */

const openAxis = (shape: Shape): number => shape.findIndex(isSymbolic);
const isOpen = ({ shape }: GraphNode): boolean => shape.some(isSymbolic);
const product = (shape: Shape): number => shape.reduce((all: number, d) => all * coefficient(d), 1);

/** Along all other axes. */
const notAlong = (x: GraphNode, axes: readonly number[]): boolean => !axes.includes(openAxis(x.shape));

/** The axis counted from the end, where operands are aligned for broadcasting. */
const fromEnd = ({ shape }: GraphNode): number => openAxis(shape) - shape.length;
const sameAxis = (node: GraphNode): boolean => node.inputs.filter(isOpen).every(x => fromEnd(x) === fromEnd(node));

/** Whether a node keeps rows apart if its inputs do. */
type Rule<A = Attributes> = { independent(node: NodeOf<A>, inputs: Inputs): boolean }['independent'];
type Rules = { readonly [K in keyof typeof ops]?: (typeof ops)[K] extends Op<infer A> ? Rule<A> : never };

const always: Rule = () => true;
const byAxis: Rule<{ axis: number }> = ({ attributes: { axis } }, [x]) => notAlong(x, [axis]);
const byAxes: Rule<{ axes: readonly number[] }> = ({ attributes: { axes } }, [x]) => notAlong(x, axes);
const alongLast: Rule = (_, [x]) => notAlong(x, [x.shape.length - 1]);
/** The first axis is the batch, and no other operand has one. */
const byImages: Rule = (_, [x, ...others]) => openAxis(x.shape) === 0 && !others.some(isOpen);

const rules: Rules = {
  input: always,
  cast: always,
  positive: always,
  pick: always,
  transpose: always,
  oneHot: always,
  broadcastTo: sameAxis,
  reshape: always, // `mixing` tracks the blocks
  slice: byAxis,
  pad: byAxis,
  concatenate: (node, inputs) => inputs.every(x => isOpen(x) && notAlong(x, [node.attributes.axis])),
  split: byAxis,
  sum: byAxes,
  max: byAxes,
  min: byAxes,
  argmax: alongLast,
  softmax: alongLast,
  logSoftmax: alongLast,
  layerNorm: (node, inputs) => !inputs.slice(1).some(isOpen) && alongLast(node, inputs),
  matmul({ attributes: { transposeA, transposeB } }, [a, b]) {
    const inner = [transposeA ? -2 : -1, transposeB ? -1 : -2];
    return ![a, b].some((x, i) => isOpen(x) && fromEnd(x) === inner[i]);
  },
  attend: (_, inputs) => inputs.every(x => isOpen(x) && openAxis(x.shape) < x.shape.length - 2),
  gather: ({ attributes: { axis } }, [x, indices]) => (isOpen(x) ? !isOpen(indices) && notAlong(x, [axis]) : true),
  scatterAdd({ attributes: { axis, rows } }, [dy, indices]) {
    const at = openAxis(dy.shape);
    return !isSymbolic(rows) && isOpen(dy) && (at < axis || at >= axis + indices.shape.length);
  },
  conv: byImages,
  convInputGradient: byImages,
  maxPool: byImages,
  /** step by step, not row by row */
  scan({ attributes: { body, length } }, inputs) {
    const wants = [...body.carry, ...body.elements, ...body.captures];
    const apart = inputs.every((x, i) => !isOpen(x) || isOpen(wants[i]!));
    return !isSymbolic(length) && apart && mixing(body.outputs) === null;
  },
};
const byName: Readonly<Record<string, Rule>> = rules;

/** The blocks of a reshaped value, or null if rows no longer begin where they began. */
function blocksIn(shape: Shape, from: Shape, blocks: number): number | null {
  const axis = openAxis(shape);
  const found = (product(from.slice(0, openAxis(from))) * blocks) / product(shape.slice(0, axis));
  return Number.isInteger(found) && coefficient(shape[axis]!) % found === 0 ? found : null;
}

/** The first node that mixes rows of the batch or uses their number; null if there is none. */
export function mixing(outputs: readonly GraphNode[]): GraphNode | null {
  const blocks = new Map<GraphNode, number>();
  for (const node of topological(outputs)) {
    if (node.op.name === 'sizeOf') return node;
    const results: readonly Shape[] = [node.shape, ...(node.outputs ?? []).map(o => o.shape)];
    const open = node.inputs.filter(x => blocks.has(x));
    if (open.length === 0 && !results.some(shape => shape.some(isSymbolic))) continue;
    const whole = results.every(shape => shape.filter(isSymbolic).length === 1) || node.op.name === 'scan';
    const elementwise = node.op.name in unaries || node.op.name in binaries;
    const rule = byName[node.op.name] ?? (elementwise ? sameAxis : () => false);
    if (!whole || !rule(node, several(node.inputs))) return node;
    const [first = 1, ...others] = open.map(x => blocks.get(x)!);
    if (others.some(other => other !== first) || (node.op.name === 'scan' && first !== 1)) return node;
    const [x] = open;
    const found = node.op.name === 'reshape' && x ? blocksIn(node.shape, x.shape, first) : first;
    if (found === null) return node;
    blocks.set(node, found);
  }
  return outputs.find(output => (blocks.get(output) ?? 1) !== 1) ?? null;
}
