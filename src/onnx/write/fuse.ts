import { isNode, type NodeOf, products, same, type Transposes } from '../../graph';
import type { GraphNode } from '../../graph/types';
import { fusedMultiplyAdd } from './fused-multiply-add';
import type { OnnxEmitter } from './lowering/rule';
import { addsInPlace, scatterAdd } from './lowering/scatter';

/** Writes a node together with what it absorbed; `value` returns the name of a node written before. */
type Write = (emit: OnnxEmitter, value: (node: GraphNode) => string) => string;

/** A node that is not written by its op's lowering, but together with nodes that it reads. */
export interface Fusion {
  /** what they are written as, `Gemm` */
  readonly as: string;
  /** the nodes that it makes unnecessary, unless others use them too */
  readonly absorbs: readonly GraphNode[];
  readonly write: Write;
}

interface Fusions {
  readonly replaced: ReadonlyMap<GraphNode, Fusion>;
  /** nodes that are not written, because all their users are in `replaced` */
  readonly absorbed: ReadonlySet<GraphNode>;
}

/**
 * Matrix products of two dimensions as Gemm = op(A)·op(B) + C, which ONNX Runtime does in one pass: a transposed
 * operand is read in place (transA, transB), and an addition whose other operand fits becomes C. Likewise, an addition
 * to the result of a scatter becomes the scatter's start. In a training step (`own`), sums of long rows take one pass.
 */
export function fuse(order: readonly GraphNode[], outputs: readonly GraphNode[], own: boolean): Fusions {
  const uses = count([...order.flatMap(node => node.inputs), ...outputs]);
  const gemms = new Map<GraphNode, Gemm>(order.filter(isProduct).map(node => [node, gemmOf(node)]));
  const replaced = new Map<GraphNode, Fusion>();
  const absorbed = new Set<GraphNode>();

  const folded = count([...gemms.values()].flatMap(gemm => gemm.transposes));
  for (const [transpose, times] of folded) if (times === uses.get(transpose)) absorbed.add(transpose);
  for (const [node, gemm] of gemms)
    replaced.set(node, {
      as: 'Gemm',
      absorbs: gemm.transposes,
      write: (emit, value) => writeGemm(emit, value, gemm),
    });

  for (const node of order) {
    if (node.op.name !== 'add') continue;
    const onePass = own ? fusedMultiplyAdd(node, uses) : null;
    if (onePass) {
      absorbed.add(onePass.product);
      replaced.set(node, { as: onePass.as, absorbs: [onePass.product], write: onePass.write });
      continue;
    }
    const product = node.inputs.find(input => gemms.has(input) && uses.get(input) === 1);
    const other = node.inputs.find(input => input !== product);
    if (!product || !other || !same(product.shape, node.shape) || absorbed.has(product)) {
      addInPlace(node);
      continue;
    }
    absorbed.add(product);
    const gemm = gemms.get(product)!;
    replaced.set(node, {
      as: 'Gemm',
      absorbs: [...gemm.transposes, product],
      write: (emit, value) => writeGemm(emit, value, gemm, value(other)),
    });
  }
  return { replaced, absorbed };

  /** Scatters onto the other operand of the addition instead of onto zeros. */
  function addInPlace(node: GraphNode): void {
    const scattered = node.inputs.filter(addsInPlace).findLast(input => uses.get(input) === 1 && !absorbed.has(input));
    const other = node.inputs.find(input => input !== scattered);
    if (!scattered || !other || !same(other.shape, node.shape) || !same(scattered.shape, node.shape)) return;
    absorbed.add(scattered);
    const [dy, indices] = scattered.inputs as [GraphNode, GraphNode];
    replaced.set(node, {
      as: 'a scatter in place',
      absorbs: [scattered],
      write: (emit, value) => scatterAdd(emit, scattered, [value(dy), value(indices)], value(other)),
    });
  }
}

interface Gemm {
  readonly a: GraphNode;
  readonly b: GraphNode;
  readonly transA: boolean;
  readonly transB: boolean;
  /** transpositions that the product makes unnecessary */
  readonly transposes: readonly GraphNode[];
}

const isProduct = (node: GraphNode): node is NodeOf<Transposes> =>
  isNode(node, products.matmul) && node.inputs.every(input => input.shape.length === 2 && input.dtype === 'float32');

function gemmOf(node: NodeOf<Transposes>): Gemm {
  const { transposeA, transposeB } = node.attributes;
  const [a, b] = node.inputs as [GraphNode, GraphNode];
  const transposes = [...new Set([a, b])].filter(input => input.op.name === 'transpose');
  const under = (x: GraphNode) => (x.op.name === 'transpose' ? x.inputs[0]! : x);
  return {
    a: under(a),
    b: under(b),
    transA: transposeA !== (a.op.name === 'transpose'),
    transB: transposeB !== (b.op.name === 'transpose'),
    transposes: a === b ? [...transposes, ...transposes] : transposes,
  };
}

function writeGemm(emit: OnnxEmitter, value: (node: GraphNode) => string, gemm: Gemm, c?: string): string {
  const inputs = [value(gemm.a), value(gemm.b), ...(c === undefined ? [] : [c])];
  return emit.op('Gemm', inputs, {
    ...(gemm.transA && { transA: { int: 1 } }),
    ...(gemm.transB && { transB: { int: 1 } }),
  });
}

function count(nodes: readonly GraphNode[]): Map<GraphNode, number> {
  const counts = new Map<GraphNode, number>();
  for (const node of nodes) counts.set(node, (counts.get(node) ?? 0) + 1);
  return counts;
}
