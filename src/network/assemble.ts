import { createHash } from 'node:crypto';
import { parseArguments } from '../catalogue/arguments';
import type { LayerEntry } from '../catalogue/entry';
import { TensorwireError } from '../errors';
import { describeAppended } from './describe';
import { entryOf, naming, snake } from './layer';
import type { CallSpec, LayerSpec, NetworkSpec, OutputSpec } from './spec';

/** How a network grows on the canvas: layers append as the message passes, branches join. All functions are pure. */

export const emptyNetwork = (): NetworkSpec => ({ layers: [], calls: [], heads: [], outputs: [], path: [] });

/** What a layer node says of itself. Arguments are raw, as forms and messages give them; no label: `dense`, `dense_1`, … */
export interface NewLayer {
  readonly id: string;
  readonly className: string;
  readonly label?: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/**
 * The network with one more layer, called on `inputs` (call ids; default: the heads). Shapes are checked where those of
 * the inputs are known. A layer that is already there with the same settings is shared: it gets one more call.
 * Throws a TensorwireError that names the layer's label; `details.layer` is its id.
 */
export function appendLayer(spec: NetworkSpec, added: NewLayer, inputs?: readonly string[]): NetworkSpec {
  const label = added.label?.trim() || freeLabel(spec, added.className);
  const entry = entryOf({ ...added, label });
  const args = naming(added.id, label, () => parseArguments(entry.arguments, added.args, label));
  const layer = shared(spec, { id: added.id, className: added.className, label, args });
  const inbound = entry.inputs === 'none' ? [] : (inputs ?? spec.heads);
  checkInputs(layer, entry, inbound);
  const call: CallSpec = { id: callId(layer.id, inbound), layer: layer.id, inputs: inbound };
  const next: NetworkSpec = {
    layers: spec.layers.some(l => l.id === layer.id) ? spec.layers : [...spec.layers, layer],
    calls: spec.calls.some(c => c.id === call.id) ? spec.calls : [...spec.calls, call],
    heads: [...(entry.inputs === 'none' ? spec.heads : spec.heads.filter(head => !inbound.includes(head))), call.id],
    outputs: spec.outputs,
    path: [...spec.path, layer.id],
  };
  describeAppended(spec, next);
  return next;
}

/** The branches as one network: the union of layers and calls by id, with the heads and outputs in the given order. */
export function joinNetworks(specs: readonly NetworkSpec[]): NetworkSpec {
  const layers = new Map<string, LayerSpec>();
  const calls = new Map<string, CallSpec>();
  for (const spec of specs) {
    for (const layer of spec.layers) {
      checkSame(layers.get(layer.id) ?? layer, layer);
      layers.set(layer.id, layers.get(layer.id) ?? layer);
    }
    for (const call of spec.calls) calls.set(call.id, call);
  }
  const outputs = new Map(specs.flatMap(spec => spec.outputs).map(output => [JSON.stringify(output), output]));
  return {
    layers: [...layers.values()],
    calls: [...calls.values()],
    heads: specs.flatMap(spec => spec.heads),
    outputs: [...outputs.values()],
    path: [...new Set(specs.flatMap(spec => spec.path))],
  };
}

export const addOutput = (spec: NetworkSpec, output: OutputSpec): NetworkSpec => ({
  ...spec,
  outputs: [...spec.outputs.filter(o => o.call !== output.call || o.append?.id !== output.append?.id), output],
});

/**
 * The network with an output at its head, whose last Dense (`append`) is made by `resolveOutputs` as soon as the target is
 * known. Throws where there is no head, or more than one.
 */
export function appendOutput(
  spec: NetworkSpec,
  append: { readonly id: string; readonly label: string },
  output: Omit<OutputSpec, 'call' | 'append'> = {},
): NetworkSpec {
  const layer = { ...append, className: 'Dense', args: {} };
  checkInputs(layer, entryOf(layer), spec.heads);
  const added = addOutput(spec, { ...output, call: spec.heads[0]!, append });
  return { ...added, path: [...spec.path, append.id] };
}

/** Short and the same on every branch: the same layer on the same inputs is the same call. */
const callId = (layer: string, inputs: readonly string[]): string =>
  createHash('sha1')
    .update([layer, ...inputs].join('\n'))
    .digest('hex')
    .slice(0, 12);

function freeLabel(spec: NetworkSpec, className: string): string {
  const base = className === 'InputLayer' ? 'input' : snake(className);
  const taken = new Set(spec.layers.map(layer => layer.label));
  for (let i = 0; ; i++) {
    const label = i === 0 ? base : `${base}_${i}`;
    if (!taken.has(label)) return label;
  }
}

function checkInputs(layer: LayerSpec, entry: LayerEntry, inputs: readonly string[]): void {
  const fail = (problem: string): never => {
    throw new TensorwireError(layer.label, problem, {
      layer: layer.id,
      expected: entry.inputs,
      received: inputs.length,
    });
  };
  if (entry.inputs !== 'none' && inputs.length === 0)
    fail('has no input: a network begins with an input node, and this layer comes before any');
  if (entry.inputs === 'one' && inputs.length > 1)
    fail(`takes one input, received ${inputs.length} branches; join them with a merge layer first`);
  if (entry.inputs === 'many' && inputs.length < 2) fail('joins two or more branches, received one');
}

/** The layer as the network has it, if it has it. */
function shared(spec: NetworkSpec, layer: LayerSpec): LayerSpec {
  const there = spec.layers.find(l => l.id === layer.id);
  if (there === undefined) return layer;
  checkSame(there, layer);
  return there;
}

function checkSame(a: LayerSpec, b: LayerSpec): void {
  if (a === b) return;
  const settings = ({ className, args }: LayerSpec): string => JSON.stringify([className, args]);
  if (settings(a) !== settings(b))
    throw new TensorwireError(
      b.label,
      'arrives with different settings on two branches: a shared layer has one set of weights and one of settings',
      { layer: b.id },
    );
}
