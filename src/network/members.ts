import { input, topological } from '../graph';
import type { LayerSpec, NetworkSpec, OutputSpec } from '../spec';
import { appendLayer } from './assemble';
import { describeNetwork } from './describe';
import { buildForward, neededCalls } from './forward';
import { withOutputHeads } from './incremental';

/**
 * An ensemble: the network repeated `members` times, each with its own weights, and the mean of their answers as each
 * output. What has nothing to learn before the first weights is shared: inputs, encodings. An output that is already a
 * mean of members gets that many times more.
 */
export function withMembers(spec: NetworkSpec, members: number): NetworkSpec {
  if (members === 1) return spec;
  const inCommon = commonCalls(spec);
  const layers = new Map(spec.layers.map(layer => [layer.id, layer]));
  let network = spec;
  const append = (layer: LayerSpec, inputs: readonly string[]): string => {
    network = appendLayer(withOutputHeads(network, { heads: inputs }), layer, inputs);
    return network.heads.at(-1)!;
  };
  const own = spec.outputs.map(output => membersOf(spec, output));
  const ends = own.map(calls => [...calls]);
  const means = new Set(spec.outputs.flatMap(({ call, members }) => (members ? [call] : [])));
  const first = freeNumber(spec, members - 1, 1 + Math.max(...own.map(calls => calls.length)));
  for (let copy = first; copy < first + members - 1; copy++) {
    const callOf = new Map<string, string>();
    for (const { id, layer, inputs } of spec.calls.filter(call => !means.has(call.id)))
      callOf.set(
        id,
        inCommon.has(id)
          ? id
          : append(
              copyOf(layers.get(layer)!, copy),
              inputs.map(input => callOf.get(input)!),
            ),
      );
    for (const [i, calls] of own.entries()) ends[i]!.push(...calls.map(call => callOf.get(call)!));
  }
  const once = { ...network, calls: network.calls.filter(call => !means.has(call.id)) };
  return withMeans(
    once,
    spec.outputs.map((output, i) => [{ ...output, call: own[i]![0]! }, ends[i]!]),
  );
}

/**
 * A resolved network in which several outputs predict the same target, as an ensemble that answers with their mean and
 * whose members are trained separately.
 */
export function asMembers(spec: NetworkSpec): NetworkSpec {
  const groups = new Map<string, OutputSpec[]>();
  for (const output of spec.outputs) {
    const question = JSON.stringify(output.target ? [output.target, output.task] : output.call);
    groups.set(question, [...(groups.get(question) ?? []), output]);
  }
  if (groups.size === spec.outputs.length) return spec;
  const means = [...groups.values()].map(
    group => [group[0]!, group.flatMap(output => membersOf(spec, output))] as const,
  );
  return withMeans(spec, means);
}

/** Each output as the mean of these calls. */
export function withMeans(
  spec: NetworkSpec,
  means: readonly (readonly [OutputSpec, readonly string[]])[],
): NetworkSpec {
  let network = spec;
  const outputs = means.map(([output, calls]) => {
    if (calls.length === 1) return output;
    const { id, label } = spec.layers.find(layer => layer.id === layerOf(spec, output.call))!;
    const mean = { id: `${id}-members`, className: 'Average', label: `${label} members`, args: {} };
    network = appendLayer(withOutputHeads(network, { heads: calls }), mean, calls);
    return { ...output, call: network.heads.at(-1)!, members: true as const };
  });
  return withOutputHeads(network, { outputs, heads: outputs.map(output => output.call) });
}

/** The calls that an output is the mean of; else its own call. */
export const membersOf = ({ calls }: NetworkSpec, { call, members }: OutputSpec): readonly string[] =>
  members ? calls.find(({ id }) => id === call)!.inputs : [call];

const layerOf = ({ calls }: NetworkSpec, id: string): string => calls.find(call => call.id === id)!.layer;

/** The first of so many consecutive numbers, from `least` on, with which no copy gets the id of another layer. */
function freeNumber({ layers }: NetworkSpec, copies: number, least: number): number {
  const taken = new Set(layers.map(({ id }) => id));
  const isFree = (number: number): boolean => layers.every(({ id }) => !taken.has(idOf(id, number)));
  let first = least;
  for (let number = least; number < first + copies; number++) if (!isFree(number)) first = number + 1;
  return first;
}

const idOf = (layer: string, copy: number): string => `${layer}-${copy}`;
const copyOf = (layer: LayerSpec, copy: number): LayerSpec => ({
  ...layer,
  id: idOf(layer.id, copy),
  label: `${layer.label} ${copy}`,
});

/** An ensemble of those members for which `isKept` is true, by index; one member alone is a plain network. */
export function onlyMembers(spec: NetworkSpec, isKept: (member: number) => boolean): NetworkSpec {
  const means = new Set(spec.outputs.flatMap(({ call, members }) => (members ? [call] : [])));
  const calls = spec.calls.map(call =>
    means.has(call.id) ? { ...call, inputs: call.inputs.filter((_, member) => isKept(member)) } : call,
  );
  const outputs = spec.outputs.map(({ members, ...output }) => {
    const ends = membersOf({ ...spec, calls }, { ...output, ...(members && { members }) });
    return ends.length === 1 ? { ...output, call: ends[0]! } : { ...output, members: true as const };
  });
  const heads = outputs.map(({ call }) => call);
  const needed = neededCalls({ ...spec, calls, outputs, heads });
  const layers = new Set(needed.map(({ layer }) => layer));
  return { ...spec, layers: spec.layers.filter(({ id }) => layers.has(id)), calls: needed, outputs, heads };
}

/** The index of the member that each layer belongs to, by layer id. Layers of no member or of several are absent. */
export function memberOfLayers(spec: NetworkSpec): ReadonlyMap<string, number> {
  const found = new Map<string, Set<number>>();
  for (const output of spec.outputs.filter(({ members }) => members))
    for (const [member, call] of membersOf(spec, output).entries())
      for (const { layer } of neededCalls({ ...spec, outputs: [], heads: [call] }))
        found.set(layer, (found.get(layer) ?? new Set()).add(member));
  return new Map([...found].flatMap(([layer, [member, ...others]]) => (others.length === 0 ? [[layer, member!]] : [])));
}

/** The calls that all members share: nothing in them or before them is trained, or random. */
function commonCalls(spec: NetworkSpec): ReadonlySet<string> {
  const { layers: described } = describeNetwork(spec);
  const layers = new Map(spec.layers.map(layer => [layer.id, layer]));
  const found = new Set<string>();
  for (const { id, layer, inputs } of spec.calls) {
    const weights = Object.values(described[layer]!.weights ?? {});
    const own = layers.get(layer)!;
    const isFixed =
      own.trainable === false ||
      (weights.every(({ trainable }) => trainable === false) && own.className !== 'BatchNormalization');
    if (inputs.every(before => found.has(before)) && isFixed) found.add(id);
  }
  // The results of dropout, noise, and attention with dropout depend on the key of the step.
  const key = input('key', [], 'int32');
  const { outputs } = buildForward({ ...spec, outputs: [], heads: [...found] }, { training: true, key });
  return new Set([...found].filter((_, i) => !topological([outputs[i]!]).includes(key)));
}
