import { createHash } from 'node:crypto';
import { parseArguments } from '../catalogue/arguments';
import type { LayerEntry } from '../catalogue/entry';
import { about, TensorwireError } from '../errors';
import type { Appended, CallSpec, InputArgs, LayerSpec, NetworkSpec, OutputSpec } from '../spec';
import { appendCall, type Body, EMPTY, union } from './body';
import { pathOf } from './chain';
import { incrementalOf, specOf, withOutputHeads } from './incremental';
import { freeLabel } from './labels';
import { entryOf, naming, snake } from './layer';
import { checkSame } from './shared-layers';

/**
 * How a network grows on the canvas: layers are appended as the message passes, branches are joined. All functions are
 * pure.
 */

export const emptyNetwork = (): NetworkSpec => specOf(EMPTY, { heads: [], outputs: [] }, null);

/**
 * A layer as its node declares it. Arguments are raw, as forms and messages give them; no label: `dense`, `dense_1`, …
 */
export interface NewLayer extends Omit<LayerSpec, 'label'> {
  readonly label?: string;
  /** what the data add to the arguments of an input */
  readonly found?: Pick<InputArgs, 'categories'>;
}

/**
 * The network with one more layer, called on `inputs` (call ids; default: the heads). Shapes are checked as far as
 * those of the inputs are known. If the layer exists already with the same settings, it is shared: it gets one more
 * call. Throws a TensorwireError that names the layer's label; `details.layer` is its id.
 */
export function appendLayer(spec: NetworkSpec, added: NewLayer, inputs?: readonly string[]): NetworkSpec {
  const { body, path } = incrementalOf(spec);
  const label = added.label?.trim() || freeLabel(body.labels, baseLabel(added.className));
  const entry = entryOf({ ...added, label });
  const given = naming(added.id, label, () => parseOnce(entry, added.args, label));
  const args = added.found ? { ...given, ...added.found } : given;
  const { found: _, ...own } = added;
  const layer = shared(body, { ...own, label, args });
  const inbound = entry.inputs === 'none' ? [] : (inputs ?? spec.heads);
  checkInputs(layer, entry, inbound);
  const call: CallSpec = { id: callIdOf(layer.id, inbound), layer: layer.id, inputs: inbound };
  const heads = entry.inputs === 'none' ? spec.heads : spec.heads.filter(head => !inbound.includes(head));
  return specOf(
    appendCall(body, layer, call),
    { heads: [...heads, call.id], outputs: spec.outputs, recipe: spec.recipe },
    { id: layer.id, before: path },
  );
}

/** The branches as one network: the union of layers and calls by id, with the heads and outputs in the given order. */
export function joinNetworks(specs: readonly NetworkSpec[]): NetworkSpec {
  const passed = new Set(specs.flatMap(spec => spec.path));
  return withOutputHeads(joinBranches(specs), { path: pathOf(passed) });
}

/** The same as one branch: the paths of the branches end here. */
export function joinBranches(specs: readonly NetworkSpec[]): NetworkSpec {
  const [first = EMPTY, ...others] = specs.map(spec => incrementalOf(spec).body);
  const outputs = new Map(specs.flatMap(spec => spec.outputs).map(output => [JSON.stringify(output), output]));
  return specOf(
    others.reduce(union, first),
    {
      heads: specs.flatMap(spec => spec.heads),
      outputs: [...outputs.values()],
      recipe: specs.find(spec => spec.recipe)?.recipe,
    },
    null,
  );
}

export const addOutput = (spec: NetworkSpec, output: OutputSpec): NetworkSpec =>
  withOutputHeads(spec, {
    outputs: [...spec.outputs.filter(o => o.call !== output.call || o.append?.id !== output.append?.id), output],
  });

/**
 * The network with an output at its head; its last Dense layer (`append`) is made by `resolveOutputs` when the target
 * is known. Throws unless there is exactly one head.
 */
export function appendOutput(
  spec: NetworkSpec,
  append: Appended,
  output: Omit<OutputSpec, 'call' | 'append'> = {},
): NetworkSpec {
  const layer = { ...append, className: 'Dense', args: append.args ?? {} };
  checkInputs(layer, entryOf(layer), spec.heads);
  const added = addOutput(spec, { ...output, call: spec.heads[0]!, append });
  return withOutputHeads(added, { path: { id: append.id, before: incrementalOf(spec).path } });
}

/**
 * Checked arguments from raw ones. The raw ones of a node are one immutable object for all messages, so they are parsed
 * once.
 */
function parseOnce(entry: LayerEntry, raw: NewLayer['args'], label: string): LayerSpec['args'] {
  const known = parsed.get(raw);
  if (known?.entry === entry) return known.args;
  const args = about(label, () => parseArguments(entry.arguments, raw));
  parsed.set(raw, { entry, args });
  return args;
}
const parsed = new WeakMap<object, { readonly entry: LayerEntry; readonly args: LayerSpec['args'] }>();

/** Short, and the same on every branch: the same layer on the same inputs is the same call. */
export const callIdOf = (layer: string, inputs: readonly string[]): string =>
  createHash('sha1')
    .update([layer, ...inputs].join('\n'))
    .digest('hex')
    .slice(0, 12);

const baseLabel = (className: string): string => (className === 'InputLayer' ? 'input' : snake(className));

/** Throws unless a layer can be called on so many inputs. */
export function checkInputs(layer: LayerSpec, entry: LayerEntry, inputs: readonly string[]): void {
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

/** The existing layer with this id, if there is one. */
function shared(body: Body, layer: LayerSpec): LayerSpec {
  const there = body.layers.get(layer.id)?.spec;
  if (there === undefined) return layer;
  checkSame(there, layer);
  return there;
}
