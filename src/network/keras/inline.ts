import { TensorwireError } from '../../errors';
import { checkGiven } from './given';
import type { ReadCall, ReadLayer } from './parse';

/** Layers with their calls, and the places where a model begins and ends. A place is the result of a call. */
export interface Topology {
  readonly layers: readonly ReadLayer[];
  /** names of the input layers, in order */
  readonly inputs: readonly string[];
  /** places */
  readonly outputs: readonly string[];
}

/** Calls of the layers of nested models, which a file of a few lines can multiply. */
const MOST_NESTED_CALLS = 100_000;

/**
 * A model without nested models: the layers of an inner model become layers of the outer one, called as often as the
 * inner model, and named after both, `inner_dense`. Layers that pass on their input (Identity) are left out.
 *
 *   outer  x → inner → dense         inner  in → dense → end         x → inner_dense → inner_end → dense
 */
export function inlined(
  { layers, inputs, outputs }: Topology,
  budget: { left: number } = { left: MOST_NESTED_CALLS },
): Topology {
  const taken = new Set(layers.map(layer => layer.name));
  /** the replacement of each place */
  const instead = new Map<string, string>();
  const flat = layers.flatMap(layer => {
    if (layer.className === 'Identity') {
      layer.calls.forEach((call, i) => void instead.set(`${layer.name}:${i}`, call.inputs[0] ?? ''));
      return [];
    }
    if (!layer.inner) return [layer];
    checkGiven(layer, []);
    const inner = inlined(layer.inner, budget);
    const [output, ...others] = inner.outputs;
    if (output === undefined || others.length > 0)
      throw new TensorwireError(layer.name, `is a model with ${inner.outputs.length} outputs; one is supported`);
    const called = inner.layers.filter(l => !inner.inputs.includes(l.name));
    budget.left -= layer.calls.length * called.reduce((sum, one) => sum + one.calls.length, 0);
    if (budget.left < 0)
      throw new TensorwireError(
        layer.name,
        `makes more than ${MOST_NESTED_CALLS} calls of the layers of models in models; the file is not of a model`,
      );
    const names = new Map(called.map(l => [l.name, freeName(`${layer.name}_${l.name}`, taken)]));
    const counts = new Map(called.map(l => [l.name, l.calls.length]));
    /** a place of the inner model, in the outer model's call i */
    const placeIn = (place: string, i: number): string => {
      const [name, call] = apart(place);
      const input = inner.inputs.indexOf(name);
      if (input >= 0) return layer.calls[i]!.inputs[input] ?? '';
      return `${names.get(name)}:${i * (counts.get(name) ?? 0) + call}`;
    };
    layer.calls.forEach((_, i) => void instead.set(`${layer.name}:${i}`, placeIn(output, i)));
    return called.map(
      (one): ReadLayer => ({
        ...one,
        name: names.get(one.name)!,
        path: [layer.name, ...(one.path ?? [one.name])],
        ...(layer.config.trainable === false && { config: { ...one.config, trainable: false } }),
        calls: layer.calls.flatMap((_, i) =>
          one.calls.map((call): ReadCall => ({ ...call, ...moved(call, place => placeIn(place, i)) })),
        ),
      }),
    );
  });
  const found = (place: string): string => {
    const other = instead.get(place);
    return other === undefined ? place : found(other);
  };
  return {
    layers: flat.map(layer => ({ ...layer, calls: layer.calls.map(call => ({ ...call, ...moved(call, found) })) })),
    inputs,
    outputs: outputs.map(found),
  };
}

const moved = ({ inputs, masks }: ReadCall, to: (place: string) => string): Pick<ReadCall, 'inputs' | 'masks'> => ({
  inputs: inputs.map(to),
  masks: masks.map(to),
});

/** A place as a layer and the number of its call. */
export function apart(place: string): readonly [name: string, call: number] {
  const at = place.lastIndexOf(':');
  return [place.slice(0, at), Number(place.slice(at + 1))];
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  while (taken.has(name)) name += '_';
  taken.add(name);
  return name;
}
