import { coefficient, isSymbolic } from './dimensions';
import { binaries } from './ops/binary';
import { unaries } from './ops/unary';
import { bodyOf } from './scan/body';
import { topological } from './traverse';
import type { Dim, GraphNode, Shape } from './types';

/**
 * Is a batch so many rows that have nothing to do with each other? Then it may be computed in pieces, and rows that come
 * apart may be computed together. A value keeps its rows apart where each row of the batch has a part of its own along the
 * one symbolic axis, in order, in each of so many blocks: of [4*N, 3] the rows of one block, or of 4, each with all rows,
 * as a recurrent layer has its steps. What is not known to keep them apart is taken to mix them.
 */

const openAxis = (shape: Shape): number => shape.findIndex(isSymbolic);
const isOpen = ({ shape }: GraphNode): boolean => shape.some(isSymbolic);
const product = (shape: Shape): number => shape.reduce((all: number, d) => all * coefficient(d), 1);

/** Along all other axes. */
const notAlong = (x: GraphNode, axes: readonly number[]): boolean => !axes.includes(openAxis(x.shape));

/** The axis seen from the end, where operands are aligned for broadcasting. */
const fromEnd = ({ shape }: GraphNode): number => openAxis(shape) - shape.length;
const sameAxis = (node: GraphNode): boolean => node.inputs.filter(isOpen).every(x => fromEnd(x) === fromEnd(node));

type Axes = { readonly axis: number; readonly axes: readonly number[] };
type Rule = (node: GraphNode, inputs: readonly GraphNode[]) => boolean;

const byAxis: Rule = ({ attributes }, [x]) => notAlong(x!, [(attributes as Axes).axis]);
const alongLast: Rule = (_, [x]) => notAlong(x!, [x!.shape.length - 1]);
/** The first axis is the batch, and nothing else has one. */
const byImages: Rule = (_, [x, ...others]) => openAxis(x!.shape) === 0 && !others.some(isOpen);

const rules: Readonly<Record<string, Rule>> = {
  input: () => true,
  cast: () => true,
  positive: () => true,
  pick: () => true,
  transpose: () => true,
  oneHot: () => true,
  broadcastTo: sameAxis,
  reshape: () => true, // `mixing` follows the blocks
  slice: byAxis,
  pad: byAxis,
  concatenate: (node, inputs) => inputs.every(x => isOpen(x) && byAxis(node, [x])),
  split: byAxis,
  sum: ({ attributes }, [x]) => notAlong(x!, (attributes as Axes).axes),
  max: ({ attributes }, [x]) => notAlong(x!, (attributes as Axes).axes),
  min: ({ attributes }, [x]) => notAlong(x!, (attributes as Axes).axes),
  argmax: alongLast,
  softmax: alongLast,
  logSoftmax: alongLast,
  layerNorm: (node, [x, ...vectors]) => !vectors.some(isOpen) && alongLast(node, [x!]),
  matmul(node, [a, b]) {
    const { transposeA, transposeB } = node.attributes as { transposeA: boolean; transposeB: boolean };
    const inner = [transposeA ? -2 : -1, transposeB ? -1 : -2];
    return ![a!, b!].some((x, i) => isOpen(x) && fromEnd(x) === inner[i]);
  },
  attend: (_, inputs) => inputs.every(x => isOpen(x) && openAxis(x.shape) < x.shape.length - 2),
  gather: (node, [x, indices]) => {
    const { axis } = node.attributes as Axes;
    return isOpen(x!) ? !isOpen(indices!) && notAlong(x!, [axis]) : true;
  },
  scatterAdd(node, [dy, indices]) {
    const { axis, rows } = node.attributes as Axes & { rows: Dim };
    const at = openAxis(dy!.shape);
    return !isSymbolic(rows) && isOpen(dy!) && (at < axis || at >= axis + indices!.shape.length);
  },
  conv: byImages,
  convInputGradient: byImages,
  maxPool: byImages,
  /** step by step, and not row by row */
  scan(node, inputs) {
    const body = bodyOf(node)!;
    const { length } = node.attributes as { length: Dim };
    const wants = [...body.carry, ...body.elements, ...body.captures];
    const apart = inputs.every((x, i) => !isOpen(x) || isOpen(wants[i]!));
    return !isSymbolic(length) && apart && mixing(body.outputs) === null;
  },
};

/** The blocks of a value that is arranged anew, or null where rows do not begin where they began. */
function blocksIn(shape: Shape, from: Shape, blocks: number): number | null {
  const axis = openAxis(shape);
  const found = (product(from.slice(0, openAxis(from))) * blocks) / product(shape.slice(0, axis));
  return Number.isInteger(found) && coefficient(shape[axis]!) % found === 0 ? found : null;
}

/** The first node where rows of the batch meet, or where their number comes in; null where there is none. */
export function mixing(outputs: readonly GraphNode[]): GraphNode | null {
  const blocks = new Map<GraphNode, number>();
  for (const node of topological(outputs)) {
    if (node.op.name === 'sizeOf') return node;
    const results: readonly Shape[] = [node.shape, ...(node.outputs ?? []).map(o => o.shape)];
    const open = node.inputs.filter(x => blocks.has(x));
    if (open.length === 0 && !results.some(shape => shape.some(isSymbolic))) continue;
    const whole = results.every(shape => shape.filter(isSymbolic).length === 1) || node.op.name === 'scan';
    const elementwise = node.op.name in unaries || node.op.name in binaries;
    const rule = rules[node.op.name] ?? (elementwise ? sameAxis : () => false);
    if (!whole || !rule(node, node.inputs)) return node;
    const [first = 1, ...others] = open.map(x => blocks.get(x)!);
    if (others.some(other => other !== first) || (node.op.name === 'scan' && first !== 1)) return node;
    const [x] = open;
    const found = node.op.name === 'reshape' && x ? blocksIn(node.shape, x.shape, first) : first;
    if (found === null) return node;
    blocks.set(node, found);
  }
  return outputs.find(output => (blocks.get(output) ?? 1) !== 1) ?? null;
}
