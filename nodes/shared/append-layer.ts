import {
  type Arriving,
  appendLayer,
  type CanvasNode,
  type ChosenClass,
  describedCall,
  describeLayer,
  type LayerEntry,
  layerStatus,
  Network,
  type NetworkSpec,
  type NewLayer,
  TensorwireError,
} from '../../src';
import type { NodeContext } from './define';

/** The layer chosen by a node's settings, and what the data add to it. */
export interface ChosenLayer extends Omit<ChosenClass<LayerEntry>, 'values'> {
  readonly found?: NewLayer['found'];
}

/** The network with this node's layer appended to its heads. What comes in and goes out is recorded for the form. */
export function append(live: NodeContext, { entry, args, found }: ChosenLayer, spec: NetworkSpec): NetworkSpec {
  if (spec.recipe && entry.inputs !== 'none')
    throw new TensorwireError(
      live.subject,
      `the network that comes is complete, from the recipe of ${spec.recipe.name}: only an output node or train may follow it. Remove this layer, or wire layers instead of the recipe`,
      { argument: 'network', layer: live.id },
    );
  const arriving = entry.inputs === 'none' ? [] : spec.heads.map(head => arrivingAt(spec, head));
  live.canvas.observedShapes.recordInputs(live.id, arriving);
  const next = appendLayer(spec, { id: live.id, className: entry.className, label: live.name, args, found });
  live.canvas.observedShapes.recordOutput(live.id, arrivingAt(next, next.heads.at(-1)!));
  // An input that this layer reads by index now shows the shape of indices.
  if (entry.indices)
    for (const { id, className } of spec.layers)
      if (className === 'InputLayer') showLayer(live.canvas.members.get(id), next);
  return next;
}
export const arrivingAt = (spec: NetworkSpec, call: string): Arriving => {
  const { shape, dtype, byIndex } = describedCall(spec, call)!;
  return { shape, dtype, ...(byIndex && { byIndex }) };
};

/** A network as a value; sets the node's status to the layer's shape and parameters. */
export function passOn(live: NodeContext, spec: NetworkSpec): Network {
  showLayer({ id: live.id, status: live.show }, spec);
  return new Network(spec);
}

function showLayer(node: Pick<CanvasNode, 'id' | 'status'> | undefined, spec: NetworkSpec): void {
  const layer = node && describeLayer(spec, node.id);
  if (layer) node.status(layerStatus(layer.shape, layer.parameters));
}
