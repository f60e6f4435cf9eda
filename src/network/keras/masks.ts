import { TensorwireError } from '../../errors';
import { apart, type Topology } from './inline';
import type { ReadLayer } from './parse';

/**
 * Keras 3 writes the mask of a Masking or an Embedding as ops beside the layers, `NotEqual` and `Any`, and passes it to
 * later layers. Here masks belong to the values themselves. Such ops are left out if they compute exactly that mask;
 * any other mask is rejected.
 */
interface MaskOf {
  /** the place that is compared */
  readonly source: string;
  /** the value of absent steps */
  readonly absent: unknown;
  /** of steps with several numbers: any of them may differ */
  readonly any: boolean;
}

export function withoutMasks(model: Topology): Topology {
  const byName = new Map(model.layers.map(layer => [layer.name, layer]));
  for (const layer of model.layers)
    for (const { masks, inputs } of layer.calls)
      for (const mask of masks) {
        const given = maskAt(mask, byName);
        if (!given || !inputs.some(input => comesFrom(given, input, byName)))
          throw new TensorwireError(
            layer.name,
            'is given a mask that is not the one of its input. Masks come from Masking, or from Embedding with mask_zero',
            { argument: 'mask' },
          );
      }
  return { ...model, layers: withoutUnread(model) };
}

type Layers = ReadonlyMap<string, ReadLayer>;

function maskAt(place: string, layers: Layers): MaskOf | null {
  const [name, at] = apart(place);
  const layer = layers.get(name);
  const call = layer?.calls[at];
  const [input] = call?.inputs ?? [];
  if (!layer || !call || input === undefined) return null;
  if (layer.className === 'NotEqual' && call.numbers.length === 1)
    return { source: input, absent: call.numbers[0], any: false };
  if (layer.className !== 'Any' || layer.config.axis !== -1 || layer.config.keepdims === true) return null;
  const inner = maskAt(input, layers);
  return inner && !inner.any ? { ...inner, any: true } : null;
}

/** Does a layer before this place have this mask? */
function comesFrom(mask: MaskOf, place: string, layers: Layers, seen = new Set<string>()): boolean {
  if (seen.has(place)) return false;
  seen.add(place);
  const [name, at] = apart(place);
  const layer = layers.get(name);
  const inputs = layer?.calls[at]?.inputs ?? [];
  const { className, config } = layer ?? {};
  const makes =
    (className === 'Masking' && mask.any && config?.mask_value === mask.absent) ||
    (className === 'Embedding' && !mask.any && config?.mask_zero === true && mask.absent === 0);
  return (makes && inputs[0] === mask.source) || inputs.some(input => comesFrom(mask, input, layers, seen));
}

const OPS = new Set(['NotEqual', 'Any']);

/** The layers without mask ops that nothing reads any more. */
function withoutUnread({ layers, outputs }: Topology): readonly ReadLayer[] {
  const read = new Set(
    [...outputs, ...layers.flatMap(l => l.calls.flatMap(call => call.inputs))].map(p => apart(p)[0]),
  );
  const left = layers.filter(({ className, name }) => !OPS.has(className) || read.has(name));
  return left.length === layers.length ? left : withoutUnread({ layers: left, inputs: [], outputs });
}
