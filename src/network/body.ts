import { checkLimit } from '../graph';
import type { CallSpec, LayerSpec } from '../spec';
import { toList } from './chain';
import { type CallDescription, describeCall } from './describe-call';
import { type Labels, withLabel } from './labels';
import { entryOf, naming } from './layer';
import { PersistentMap } from './persistent-map';
import { checkSame, checkShared, type LayerDescription } from './shared-layers';

/**
 * The layers and calls of a network, without its heads and outputs. It grows by one call at a time and is immutable.
 */

/** What a network has in addition to the one that it grew from: one call, and its layer if this is its first call. */
interface Step {
  readonly before: Step | null;
  /** number of steps up to this one */
  readonly depth: number;
  readonly layer: LayerSpec;
  readonly first: boolean;
  readonly call: CallSpec;
}

/** The layers and calls of a network, with their descriptions. */
export interface Body {
  readonly last: Step | null;
  readonly layers: PersistentMap<{ readonly spec: LayerSpec; readonly description: LayerDescription }>;
  readonly calls: PersistentMap<CallDescription>;
  readonly labels: Labels;
  /** the sum over layers with known parameters, and the number of the others */
  readonly parameters: { readonly known: number; readonly unknown: number };
}

export const EMPTY: Body = {
  last: null,
  layers: PersistentMap.empty(),
  calls: PersistentMap.empty(),
  labels: PersistentMap.empty(),
  parameters: { known: 0, unknown: 0 },
};

/** All steps, from the first to the last. */
export const stepsOf = ({ last }: Body): Step[] => toList(last, step => step);

/** The body with one more call, and its layer if that is new. An existing call changes nothing. */
export function appendCall(body: Body, layer: LayerSpec, call: CallSpec): Body {
  if (body.calls.has(call.id)) return body;
  return add(
    body,
    layer,
    call,
    describeCall(
      layer,
      call.inputs.map(id => body.calls.get(id)!),
    ),
  );
}

/** All steps of one body, then those that only the other one has. Throws if a layer has different settings in them. */
export function union(a: Body, b: Body): Body {
  const more: Step[] = [];
  let [inA, inB] = [a.last, b.last];
  while (inA !== inB) {
    if ((inB?.depth ?? 0) >= (inA?.depth ?? 0)) {
      more.push(inB!);
      inB = inB!.before;
    } else inA = inA!.before;
  }
  if (inA === a.last) return b;
  return more.reduceRight((body, { layer, call }) => {
    const there = body.layers.get(layer.id)?.spec;
    if (there) checkSame(there, layer);
    return body.calls.has(call.id) ? body : add(body, there ?? layer, call, b.calls.get(call.id)!);
  }, a);
}

function add(body: Body, layer: LayerSpec, call: CallSpec, found: CallDescription): Body {
  const earlier = body.layers.get(layer.id)?.description;
  if (earlier?.weights && found.weights)
    checkShared(layer, earlier.weights, found.weights, () => leadsBack(body, layer, call));
  const description: LayerDescription = {
    label: layer.label,
    shape: found.shape,
    parameters: found.parameters,
    weights: earlier?.weights ?? found.weights,
  };
  const known = body.parameters.known + (found.parameters ?? 0) - (earlier?.parameters ?? 0);
  naming(layer.id, layer.label, () => checkLimit('parameters', known, 'the network up to here', 'parameters'));
  const layers = entryOf(layer).indices ? readByIndex(body, call) : body.layers;
  const step = { before: body.last, depth: (body.last?.depth ?? 0) + 1, layer, first: !earlier, call };
  return {
    last: step,
    layers: layers.with(layer.id, { spec: layer, description }),
    calls: body.calls.with(call.id, found),
    labels: earlier ? body.labels : withLabel(body.labels, layer.label),
    parameters: {
      known,
      unknown: body.parameters.unknown + unknown(found) - (earlier ? unknown(earlier) : 0),
    },
  };
}

/** Is the call made on a result of the same layer? */
function leadsBack(body: Body, { id }: LayerSpec, { inputs }: CallSpec): boolean {
  const before = new Set(inputs);
  for (const { call } of stepsOf(body).reverse()) {
    if (!before.has(call.id)) continue;
    if (call.layer === id) return true;
    for (const input of call.inputs) before.add(input);
  }
  return false;
}

/** Inputs whose categories are read by index show the shape of indices. */
function readByIndex(body: Body, { inputs }: CallSpec): Body['layers'] {
  const taken = stepsOf(body).filter(({ call }) => inputs.includes(call.id));
  return taken.reduce((layers, { layer: { id }, call }) => {
    const shape = body.calls.get(call.id)?.byIndex?.shape;
    const { spec, description } = layers.get(id)!;
    return shape ? layers.with(id, { spec, description: { ...description, shape } }) : layers;
  }, body.layers);
}

const unknown = ({ parameters }: { readonly parameters: number | null }): number => (parameters === null ? 1 : 0);
