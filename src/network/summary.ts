import type { LayerSpec, LayerSummary, NetworkSpec, NetworkSummary } from '../spec';
import { describeNetwork } from './describe';
import { type Arriving, type CallDescription, costOfCall } from './describe-call';

/** More layers are not told one by one. */
const MOST_LAYERS = 400;

const BYTES = { float32: 4, int32: 4, bool: 1 } as const;

/** Each layer of a network with its output shape, parameters, multiply-adds and activations, as Keras's `summary` has it. */
export function summarizeNetwork(spec: NetworkSpec): NetworkSummary {
  const { calls, parameters } = describeNetwork(spec);
  const layers = new Map(spec.layers.map(layer => [layer.id, layer]));
  const outputs = new Set(spec.outputs.map(({ call }) => call));
  const uses = new Map<string, number>();
  for (const { layer } of spec.calls) uses.set(layer, (uses.get(layer) ?? 0) + 1);
  const shown = spec.calls.slice(0, MOST_LAYERS).map(({ id, layer, inputs }): LayerSummary => {
    const own = layers.get(layer)!;
    const { shape, dtype, parameters } = calls[id]!;
    const row = rowOf(shape);
    return {
      ...{ id, layer, label: own.label, className: own.className, inputs, shape: row, dtype, parameters },
      multiplyAdds: cost(
        own,
        inputs.map(input => calls[input]!),
      ),
      activationBytes: row && BYTES[dtype] * row.reduce((product, size) => product * size, 1),
      ...{ calls: uses.get(layer)!, output: outputs.has(id) },
    };
  });
  return {
    layers: shown,
    moreLayers: spec.calls.length - shown.length,
    parameters,
    multiplyAdds: total(shown.map(one => one.multiplyAdds)),
    activationBytes: total(shown.map(one => one.activationBytes)),
  };
}

/** Without the batch; null where a size is not known. */
function rowOf(shape: CallDescription['shape']): readonly number[] | null {
  const row = shape?.slice(1) ?? null;
  return row?.every(size => typeof size === 'number') ? (row as number[]) : null;
}

const cost = (layer: LayerSpec, inputs: readonly Arriving[]): number | null =>
  layer.className === 'InputLayer' ? 0 : costOfCall(layer, inputs);

const total = (parts: readonly (number | null)[]): number | null =>
  parts.reduce<number | null>((sum, part) => (sum === null || part === null ? null : sum + part), 0);
