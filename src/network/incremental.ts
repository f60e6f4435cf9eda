import { checkLimit } from '../graph';
import type { CallSpec, LayerSpec, NetworkSpec } from '../spec';
import { type CallDescription, describeCall } from './describe-call';
import { entryOf, naming } from './layer';
import { PersistentMap } from './persistent-map';
import { checkSame, checkShared, type LayerDescription } from './shared-layers';

/**
 * How networks grow from one another without copying what they have. A NetworkSpec is plain data, lists of layers and
 * calls; one that was made here has its lists made when they are first read, and beside it (in a WeakMap) stands what it
 * is made of: a chain of steps that it shares with all networks that begin as it does, and maps of what is found in them.
 * A chain of n layers costs n steps, each the same, however long the chain has become.
 */

/** What a network has more than the one that it was made from: one call, and its layer where this is its first. */
interface Step {
  readonly before: Step | null;
  /** steps up to here */
  readonly depth: number;
  readonly layer: LayerSpec;
  readonly first: boolean;
  readonly call: CallSpec;
}

/** The layers and calls of a network, all of them described. */
export interface Body {
  readonly last: Step | null;
  readonly layers: PersistentMap<{ readonly spec: LayerSpec; readonly description: LayerDescription }>;
  readonly calls: PersistentMap<CallDescription>;
  /** the labels that are taken; for `dense` also the first number with which `dense_1`, … may be free */
  readonly labels: PersistentMap<number>;
  /** of all layers whose parameters are known, and how many are not */
  readonly parameters: { readonly known: number; readonly unknown: number };
}

export const EMPTY: Body = {
  last: null,
  layers: PersistentMap.empty(),
  calls: PersistentMap.empty(),
  labels: PersistentMap.empty(),
  parameters: { known: 0, unknown: 0 },
};

/** The ids of the nodes that a network has passed, the last first. */
export interface Path {
  readonly id: string;
  readonly before: Path | null;
}
export function pathOf(ids: Iterable<string>): Path | null {
  let path: Path | null = null;
  for (const id of ids) path = { id, before: path };
  return path;
}

interface Grown {
  readonly body: Body;
  readonly path: Path | null;
}
const grown = new WeakMap<NetworkSpec, Grown>();

/** The network of a body. */
export function specOf(body: Body, { heads, outputs }: Ends, path: Path | null): NetworkSpec {
  const [layers, calls] = [
    once(() => stepsOf(body).flatMap(({ first, layer }) => (first ? [layer] : []))),
    once(() => stepsOf(body).map(({ call }) => call)),
  ];
  const passed = once(() => toList(path, at => at.id));
  // Own properties, so that copies and JSON have them too.
  const spec: NetworkSpec = {
    get layers() {
      return layers();
    },
    get calls() {
      return calls();
    },
    heads,
    outputs,
    get path() {
      return passed();
    },
  };
  grown.set(spec, { body, path });
  return spec;
}
type Ends = Pick<NetworkSpec, 'heads' | 'outputs'>;

/**
 * What a network is made of. One that came as data (from a file, another process) is described here.
 * Throws a TensorwireError with the label of the layer at fault; `details.layer` is its id.
 */
export function incrementalOf(spec: NetworkSpec): Grown {
  const known = grown.get(spec);
  if (known) return known;
  const layers = new Map(spec.layers.map(layer => [layer.id, layer]));
  const body = spec.calls.reduce((body, call) => appendCall(body, layers.get(call.layer)!, call), EMPTY);
  const found = { body, path: pathOf(spec.path) };
  grown.set(spec, found);
  return found;
}

/** The same layers and calls with other ends or another path. */
export function withOutputHeads(
  spec: NetworkSpec,
  change: Partial<Ends> & { readonly path?: Path | null },
): NetworkSpec {
  const { body, path } = incrementalOf(spec);
  return specOf(
    body,
    { heads: spec.heads, outputs: spec.outputs, ...change },
    change.path === undefined ? path : change.path,
  );
}

/** The body with one more call, and its layer where that is new. A call that is there already changes nothing. */
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

/** All steps of one body, then those that only the other has. Throws where a layer has other settings there. */
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
    labels: earlier ? body.labels : taken(body.labels, layer.label),
    parameters: {
      known,
      unknown: body.parameters.unknown + unknown(found) - (earlier ? unknown(earlier) : 0),
    },
  };
}

/** Is the call made on what the same layer gave before? */
function leadsBack(body: Body, { id }: LayerSpec, { inputs }: CallSpec): boolean {
  const before = new Set(inputs);
  for (const { call } of stepsOf(body).reverse()) {
    if (!before.has(call.id)) continue;
    if (call.layer === id) return true;
    for (const input of call.inputs) before.add(input);
  }
  return false;
}

/** Inputs whose categories a layer looks up have the shape that these have by index. */
function readByIndex(body: Body, { inputs }: CallSpec): Body['layers'] {
  const taken = stepsOf(body).filter(({ call }) => inputs.includes(call.id));
  return taken.reduce((layers, { layer: { id }, call }) => {
    const shape = body.calls.get(call.id)?.byIndex?.shape;
    const { spec, description } = layers.get(id)!;
    return shape ? layers.with(id, { spec, description: { ...description, shape } }) : layers;
  }, body.layers);
}

const unknown = ({ parameters }: { readonly parameters: number | null }): number => (parameters === null ? 1 : 0);

/** `base`, else `base_1`, `base_2`, …: the first that no layer has. */
export function freeLabel({ labels }: Body, base: string): string {
  let number = labels.get(base);
  if (number === undefined) return base;
  while (labels.has(`${base}_${number}`)) number++;
  return `${base}_${number}`;
}

function taken(labels: PersistentMap<number>, label: string): PersistentMap<number> {
  const numbered = /^(.+)_([1-9]\d*)$/.exec(label);
  const [base, number] = [numbered?.[1] ?? '', Number(numbered?.[2])];
  const counted = labels.get(base) === number ? labels.with(base, number + 1) : labels;
  return counted.has(label) ? counted : counted.with(label, 1);
}

const stepsOf = ({ last }: Body): Step[] => toList(last, step => step);

/** From the first to the last. */
function toList<N extends { readonly before: N | null }, T>(last: N | null, value: (node: N) => T): T[] {
  const list: T[] = [];
  for (let at = last; at; at = at.before) list.push(value(at));
  return list.reverse();
}

export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
