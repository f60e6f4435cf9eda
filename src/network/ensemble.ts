import type { InputLayer, LayerSpec, NetworkSpec } from '../spec';
import { appendLayer, type NewLayer } from './assemble';
import { withOutputHeads } from './incremental';
import { isInput } from './layer';
import { membersOf, withMeans } from './members';

/**
 * Trained networks that predict the same targets, as one network whose answers are the means of theirs: each network that
 * answers counts the same. Inputs are shared. The other layers get the id that `memberLayer` makes of theirs.
 */
export function ensembleOf(specs: readonly NetworkSpec[]): NetworkSpec {
  let network: NetworkSpec = { layers: [], calls: [], heads: [], outputs: [], path: [] };
  const append = (layer: NewLayer, inputs: readonly string[]): string => {
    network = appendLayer(withOutputHeads(network, { heads: inputs }), layer, inputs);
    return network.heads.at(-1)!;
  };
  const ends = specs[0]!.outputs.map((): string[] => []);
  for (const [member, spec] of specs.entries()) {
    const layers = new Map(spec.layers.map(layer => [layer.id, layer]));
    const means = new Set(spec.outputs.flatMap(({ call, members }) => (members ? [call] : [])));
    const callOf = new Map<string, string>();
    for (const { id, layer, inputs } of spec.calls) {
      if (means.has(id)) continue;
      const known = layers.get(layer)!;
      const own = isInput(known) ? asNew(known) : renamed(known, member);
      const before = inputs.map(input => callOf.get(input)!);
      callOf.set(id, append(own, before));
    }
    for (const [i, output] of spec.outputs.entries())
      ends[i]!.push(...membersOf(spec, output).map(call => callOf.get(call)!));
  }
  return withMeans(
    network,
    specs[0]!.outputs.map((output, i) => [{ ...output, call: ends[i]![0]! }, ends[i]!]),
  );
}

/** An input as its node declares it: what the data added is apart from the arguments. */
function asNew({ args: { categories, ...args }, ...input }: InputLayer): NewLayer {
  return { ...input, args, ...(categories !== undefined && { found: { categories } }) };
}

/** The id in an ensemble of a member's layer. */
export const memberLayer = (id: string, member: number): string => `${id}-fold${member + 1}`;

const renamed = (layer: LayerSpec, member: number): LayerSpec => ({
  ...layer,
  id: memberLayer(layer.id, member),
  label: `${layer.label} of fold ${member + 1}`,
});
