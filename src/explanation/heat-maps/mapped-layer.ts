import { badArgument, TensorwireError } from '../../errors';
import { describedCall, entryOf } from '../../network';
import type { CallSpec, LayerSpec, NetworkSpec, OutputSpec } from '../../spec';

/** A layer whose channels lie at places of the input: [N, …sides, channels], or the channels first. */
export interface MappedLayer {
  readonly label: string;
  readonly sides: readonly number[];
  readonly channelAxis: number;
  /** by member of an ensemble: the call of the layer, and the end of the member; otherwise one */
  readonly calls: readonly { readonly layer: string; readonly end: string }[];
}

/** The layer of this label, or the last convolution, on the way to an output. */
export function mappedLayers(model: string, network: NetworkSpec, output: OutputSpec, label: string): MappedLayer {
  const calls = new Map(network.calls.map(call => [call.id, call]));
  const layers = new Map(network.layers.map(layer => [layer.id, layer]));
  const layerOf = (call: CallSpec): LayerSpec => layers.get(call.layer)!;
  const ends = output.members ? calls.get(output.call)!.inputs : [output.call];
  const found = ends.flatMap(end => {
    const upstream = upstreamOf(network, end).toReversed();
    const own = upstream.find(call =>
      label === '' ? entryOf(layerOf(call)).family === 'convolution' : layerOf(call).label === label,
    );
    return own ? [{ call: own, end }] : [];
  });
  const [first] = found;
  if (!first && label === '')
    throw new TensorwireError(model, 'has no convolution, whose channels Grad-CAM shows. Use the method occlusion', {
      argument: 'method',
    });
  const names = [...new Set(ends.flatMap(end => upstreamOf(network, end).map(call => layerOf(call).label)))];
  if (!first) throw badArgument('layer', `empty, or a layer of the model (${names.join(', ')})`, label);
  // without the batch; of a trained network all are known
  const shape = (describedCall(network, first.call.id)?.shape ?? []).slice(1).map(Number);
  const layer = layerOf(first.call);
  if (shape.length < 2 || shape.length > 3)
    throw badArgument(
      'layer',
      'a layer whose result has one or two sides and channels, as a convolution of sequences or pictures',
      `${layer.label} with [${shape.join(', ')}]`,
    );
  const isFirst = layer.args.dataFormat === 'channels_first';
  return {
    label: layer.label,
    sides: isFirst ? shape.slice(1) : shape.slice(0, -1),
    channelAxis: isFirst ? 1 : shape.length,
    calls: found.map(({ call, end }) => ({ layer: call.id, end })),
  };
}

/** The calls that an end needs, in order, without the end itself. */
function upstreamOf({ calls }: NetworkSpec, end: string): readonly CallSpec[] {
  const needed = new Set([end]);
  for (const call of calls.toReversed()) if (needed.has(call.id)) for (const id of call.inputs) needed.add(id);
  return calls.filter(call => needed.has(call.id) && call.id !== end);
}
