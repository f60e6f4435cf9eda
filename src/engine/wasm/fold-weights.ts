import {
  bodyOf,
  type Graph,
  type GraphNode,
  input,
  inputName,
  isNode,
  isSymbolic,
  ops,
  rebuild,
  topological,
} from '../../graph';
import type { Feeds } from '../../spec';
import type { Results } from '../engine';

/**
 * What depends only on weights is computed once, by `run`, and becomes a weight: transposed kernels, √ of variances.
 */
export function foldWeights(
  { inputs, outputs }: Graph,
  weights: Feeds,
  run: (graph: Graph, feeds: Feeds) => Results,
): { graph: Graph; weights: Feeds } {
  const roots = Object.values(outputs);
  const order = topological(roots);
  const known = new Set<GraphNode>();
  for (const node of order)
    if (node.op.name === 'input' ? Object.hasOwn(weights, inputName(node)) : isKnown(node)) known.add(node);
  function isKnown(node: GraphNode): boolean {
    if (node.op.name === 'constant') return true;
    return node.inputs.length > 0 && !byBatch(node) && node.inputs.every(i => known.has(i));
  }

  const readBy = new Set(order.filter(node => !known.has(node)).flatMap(node => node.inputs));
  const made = order.filter(
    node => known.has(node) && !node.outputs && !isLeaf(node) && (readBy.has(node) || roots.includes(node)),
  );
  const names = made.map((_, i) => `prepared ${i}`);
  const fixed = inputs.filter(node => Object.hasOwn(weights, inputName(node)));
  const first = { inputs: fixed, outputs: Object.fromEntries(made.map((node, i) => [names[i]!, node])) };
  const values = made.length > 0 ? run(first, weights) : {};
  const standsFor = new Map(made.map((node, i) => [node, input(names[i]!, values[names[i]!]!.shape, node.dtype)]));
  const now = rebuild(roots, standsFor);
  const used = topological(now).filter(node => node.op.name === 'input');
  const fed = inputs.filter(node => !Object.hasOwn(weights, inputName(node)));
  const all = { ...weights, ...values };
  return {
    graph: {
      inputs: [...fed, ...used.filter(node => !fed.includes(node))],
      outputs: Object.fromEntries(Object.keys(outputs).map((name, i) => [name, now[i]!])),
    },
    weights: Object.fromEntries(used.filter(n => !fed.includes(n)).map(n => [inputName(n), all[inputName(n)]!])),
  };
}

/** Does it depend on the number of rows? */
const byBatch = (node: GraphNode): boolean =>
  isNode(node, ops.sizeOf) ||
  [node.shape, ...(node.outputs ?? []).map(o => o.shape)].some(s => s.some(isSymbolic)) ||
  topological(bodyOf(node)?.outputs ?? []).some(byBatch);

const isLeaf = ({ op: { name: op }, inputs }: GraphNode): boolean =>
  op === 'input' || op === 'constant' || (op === 'broadcastTo' && isLeaf(inputs[0]!));
