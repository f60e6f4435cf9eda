import { Pacer } from '../data/pace';
import { inputName } from '../graph';
import type { GraphNode } from '../graph/types';
import type { Rows } from '../inference/batcher';
import { portsOf } from '../inference/ports';
import { buildForward, describeNetwork } from '../network';
import { distribution } from '../network/distribution';
import { elements } from '../shape';
import type { ActivationSummary, Activations, CallSpec, LayerSpec } from '../spec';
import type { Explained } from './attributor';
import { compileNodes } from './compile-nodes';
import type { Explainer } from './explainer';

export interface ActivationsRequest {
  readonly method: 'activations';
}

/** Calls whose activations are told. */
const MOST_CALLS = 60;
/** Numbers that are kept in memory at once, 4 bytes each. */
const MOST_NUMBERS = 8_000_000;

interface Observed {
  readonly call: CallSpec;
  readonly layer: LayerSpec;
  /** of one row */
  readonly shape: readonly number[];
}

/**
 * What each layer of a trained network gives for encoded rows, in inference: moments, a histogram, and how many of its
 * units are 0 for every row, as those of a relu that has died. A layer that passes its input on, as Dropout does here, is
 * left out. Of many or large layers fewer are told, and for fewer rows.
 */
export async function activationsOf(
  { network, pipeline, weights }: Explained,
  rows: number,
  inputs: readonly Rows[],
): Promise<Activations> {
  const { calls: described } = describeNetwork(network);
  const layers = new Map(network.layers.map(layer => [layer.id, layer]));
  const computed = network.calls.flatMap((call): Observed[] => {
    const layer = layers.get(call.layer)!;
    const { shape, dtype } = described[call.id]!;
    if (layer.className === 'InputLayer' || shape === null || dtype !== 'float32') return [];
    return [{ call, layer, shape: shape.slice(1).map(Number) }];
  });
  const forward = buildForward(
    { ...network, outputs: [], heads: computed.map(({ call }) => call.id) },
    { training: false },
  );
  const seen = new Set<GraphNode>(Object.values(forward.inputs));
  const told = computed.flatMap((one, i) => {
    const node = forward.outputs[i]!;
    if (seen.has(node)) return [];
    seen.add(node);
    return [{ ...one, node }];
  });
  const shown = told.slice(0, MOST_CALLS);
  if (shown.length === 0) return { rows, calls: 0, layers: [] };
  const ofRow = shown.reduce((sum, { shape }) => sum + elements(shape), 0);
  const count = Math.max(1, Math.min(rows, Math.floor(MOST_NUMBERS / ofRow)));
  const ports = portsOf(network, pipeline).inputs;
  const nodes = shown.map(({ node }) => node);
  const program = compileNodes(nodes, Object.values(forward.inputs), forward.weights, weights);
  try {
    const found = await program.run(node => {
      const port = ports.findIndex(({ name }) => name === inputName(node));
      const { shape, dtype } = ports[port]!;
      return { data: inputs[port]!.data.subarray(0, count * elements(shape)), shape: [count, ...shape], dtype };
    });
    const pacer = new Pacer();
    const summaries: ActivationSummary[] = [];
    for (const [i, { layer, shape }] of shown.entries()) {
      const data = found[i]!;
      summaries.push({
        ...{ layer: layer.id, label: layer.label, className: layer.className, shape },
        ...unitsOf(data, layer, shape),
        ...(await distribution(data, pacer)),
      });
    }
    return { rows: count, calls: told.length, layers: summaries };
  } finally {
    await program.dispose();
  }
}

/** The units of a layer's output, and those that are 0 everywhere. `data`: [rows, …shape] */
function unitsOf(data: Float32Array, { args }: LayerSpec, shape: readonly number[]) {
  const isFirst = 'dataFormat' in args && args.dataFormat === 'channels_first';
  const units = (isFirst ? shape[0] : shape.at(-1)) ?? 1;
  /** numbers of one unit that lie beside each other */
  const run = isFirst ? elements(shape) / units : 1;
  const isAlive = new Uint8Array(units);
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) isAlive[Math.floor(i / run) % units] = 1;
  return { units, dead: units - isAlive.reduce((sum, alive) => sum + alive, 0) };
}

/** The activations of a model's network for its background rows. Throws where the model keeps none. */
export function backgroundActivations(explainer: Explainer): Promise<Activations> {
  const { columns, rows } = explainer.background;
  const all = Int32Array.from({ length: rows }, (_, row) => row);
  return explainer.activations(rows, explainer.encode(columns, all));
}
