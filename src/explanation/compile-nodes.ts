import { openModel } from '../engine/wasm';
import { inputName, topological } from '../graph';
import type { GraphNode } from '../graph/types';
import { type Forward, weightFeeds } from '../network';
import type { HostTensor } from '../spec';
import type { WeightArray } from '../values/model';

/** A program of these nodes, with the model's weights compiled in; `run` asks for every other input that they read. */
export function compileNodes(
  nodes: readonly GraphNode[],
  fed: readonly GraphNode[],
  keys: Forward['weights'],
  weights: Readonly<Record<string, WeightArray>>,
) {
  const reached = new Set(topological(nodes));
  const read = fed.filter(node => reached.has(node));
  const held = keys.filter(({ node }) => reached.has(node));
  const program = openModel(
    {
      inputs: [...read, ...held.map(({ node }) => node)],
      outputs: Object.fromEntries(nodes.map((node, i) => [String(i), node])),
    },
    weightFeeds(held, weights),
  );
  return {
    async run(feed: (input: GraphNode) => HostTensor): Promise<readonly Float32Array[]> {
      const results = await program.run(Object.fromEntries(read.map(node => [inputName(node), feed(node)])));
      return nodes.map((_, i) => results[i]!.data as Float32Array);
    },
    dispose: () => program.dispose(),
  };
}
