import {
  type Arriving,
  appendLayer,
  argumentsIn,
  badArgument,
  type CanvasNode,
  describedCall,
  describeLayer,
  type Family,
  type LayerEntry,
  layerStatus,
  layersOf,
  Network,
  type NetworkSpec,
  type NewLayer,
  parseArguments,
} from '../../src';
import type { NodeContext } from './define';

/** What a node's form offers: the layers of a family, and the one that a new node is. */
export interface Choice {
  readonly of: { readonly family: Family };
  readonly first: string;
}

/** The layer that a node's settings ask for, with its arguments as they were given. */
export interface Chosen {
  readonly entry: LayerEntry;
  readonly args: Readonly<Record<string, unknown>>;
  /** the arguments, checked */
  readonly values: Readonly<Record<string, unknown>>;
  /** what the data say beside them */
  readonly found?: NewLayer['found'];
}

/**
 * Reads `layer` (the Keras class) and the arguments of that class from a node's configuration, and checks them.
 * Throws a TensorwireError: the node shows it at once, without waiting for a message.
 */
export function chooseLayer(live: NodeContext, { of: { family }, first }: Choice): Chosen {
  const known = layersOf(family);
  const wanted = live.config.layer || first;
  const entry = known.find(({ className }) => className === wanted);
  if (!entry)
    throw badArgument(live.subject, 'layer', `one of ${known.map(k => k.className).join(', ')}`, live.config.layer);
  const args = argumentsIn(entry.arguments, live.config);
  return { entry, args, values: parseArguments(entry.arguments, args, live.subject) };
}

/** The network with this node's layer on it, called on its heads. What comes in and goes out is noted for the form. */
export function append(live: NodeContext, { entry, args, found }: Chosen, spec: NetworkSpec): NetworkSpec {
  const arriving = entry.inputs === 'none' ? [] : spec.heads.map(head => arrivingAt(spec, head));
  live.canvas.sights.arrived(live.id, arriving);
  const next = appendLayer(spec, { id: live.id, className: entry.className, label: live.name, args, found });
  live.canvas.sights.gave(live.id, arrivingAt(next, next.heads.at(-1)!));
  // An input that this layer reads by index shows the shape that it has now.
  if (entry.indices)
    for (const { id, className } of spec.layers)
      if (className === 'InputLayer') showLayer(live.canvas.members.get(id), next);
  return next;
}
export const arrivingAt = (spec: NetworkSpec, call: string): Arriving => {
  const { shape, dtype, byIndex } = describedCall(spec, call)!;
  return { shape, dtype, ...(byIndex && { byIndex }) };
};

/** A network as a value, with the layer's shape and parameters on the node's status. */
export function passOn(live: NodeContext, spec: NetworkSpec): Network {
  showLayer({ id: live.id, status: live.show }, spec);
  return new Network(spec);
}

function showLayer(node: Pick<CanvasNode, 'id' | 'status'> | undefined, spec: NetworkSpec): void {
  const layer = node && describeLayer(spec, node.id);
  if (layer) node.status(layerStatus(layer.shape, layer.parameters));
}
