import { rewritesFor } from '../engine/rewrites';
import { dependents, input, inputName, rebuild, runPasses, topological } from '../graph';
import type { GraphNode } from '../graph/types';
import type { InputPort } from '../inference/ports';
import { buildForward, isInput } from '../network';
import { elements } from '../shape';
import type { NetworkSpec } from '../spec';
import type { Player } from './players';

/** Numbers of a row with respect to which the gradient is taken: an encoded input, or the embedding of an index. */
export interface Point {
  readonly width: number;
  /** the numbers of each column */
  readonly parts: readonly { readonly player: number; readonly from: number; readonly width: number }[];
}

export interface PointNode extends Point {
  /** the input of the cut graph */
  readonly node: GraphNode;
  /** what it reads: an input of the network, by its place, or what a table gives for an index */
  readonly reads: number | GraphNode;
}

/**
 * The forward pass, cut at the points where its gradient is taken: the inputs, and behind each lookup of an index, which
 * has no gradient itself. null: not every column can be reached so.
 */
export function cutAtPoints(network: NetworkSpec, inputs: readonly InputPort[], players: readonly Player[]) {
  const forward = buildForward(network, { training: false });
  const outputs = runPasses(forward.outputs, rewritesFor('wasm'));
  const order = topological(outputs);
  const ids = network.layers.filter(isInput).map(({ id }) => id);
  const entered = ids.flatMap(id => forward.inputs[id] ?? []);
  const points: PointNode[] = [];
  const replaced = new Map<GraphNode, GraphNode>();
  const atInputs: PointNode[] = [];
  for (const [port, { name, dtype, shape }] of inputs.entries()) {
    const node = entered.find(one => inputName(one) === name);
    if (!node) return null;
    const own = players.flatMap(({ parts }, player) =>
      parts.filter(part => part.input === port).map(({ from, width }) => ({ player, from, width })),
    );
    const below = dependents(order, [node]);
    const tables = order.filter(({ op, inputs: [table, index] }) => {
      return op.name === 'gather' && below.has(index!) && !below.has(table!);
    });
    if (tables.length === 0) {
      if (dtype !== 'float32') return null;
      atInputs.push({ node, reads: port, width: elements(shape), parts: own });
      continue;
    }
    if (own.length !== 1) return null;
    for (const table of tables) {
      const vectors = input(`vectors ${replaced.size}`, table.shape);
      replaced.set(table, vectors);
      const width = elements(table.shape.slice(1) as number[]);
      points.push({ node: vectors, reads: table, width, parts: [{ player: own[0]!.player, from: 0, width }] });
    }
  }
  return { forward, entered, points: [...points, ...atInputs], outputs: rebuild(outputs, replaced) };
}
