import type { Engine } from '../engine/engine';
import { entryOf } from '../network';
import type { CallSpec, NetworkSpec } from '../spec';
import type { WeightArray } from '../values/model';
import type { Prepared } from './prepared';
import { resultsOn } from './results-on';

type Weights = Readonly<Record<string, WeightArray>>;

/** The most rows to which a layer adapts; if there are more, they are sampled evenly. */
const MOST_ROWS = 100_000;

/**
 * The initial weights, including those that layers compute from the training rows (`adapt` of their entries), in the
 * order of the network, as a layer sees the output of the layers before it. One that is called in several places sees the
 * rows of all of them, except those that come from itself. A layer that is not trainable adapts too, as in Keras. A model
 * that is trained further keeps its own, and so does a pretrained layer.
 */
export async function adapted(job: Prepared, engine: Engine, weights: Weights): Promise<Weights> {
  if (job.plan.initial) return weights;
  let found = weights;
  const layers = new Map(job.network.layers.map(layer => [layer.id, layer]));
  const adapting = [...layers.values()]
    .filter(layer => entryOf(layer).adapt && !layer.pretrained)
    .map(layer => ({ layer, calls: callsBefore(job.network, layer.id) }))
    .filter(({ calls }) => calls.length > 0);
  const last = (calls: readonly CallSpec[]): number => job.network.calls.indexOf(calls.at(-1)!);
  for (const { layer, calls } of adapting.sort((a, b) => last(a.calls) - last(b.calls))) {
    const parts: Reaching[] = [];
    for (const call of calls) parts.push(await reaching(job, engine, call, found));
    const { rows, shape } = joined(parts);
    const values = Object.entries(entryOf(layer).adapt!(layer.args, rows, shape)).map(([name, data]) => {
      const key = `${layer.id}/${name}`;
      return [key, { ...found[key]!, data }] as const;
    });
    found = { ...found, ...Object.fromEntries(values) };
  }
  return found;
}

/** The calls of a layer that nothing reaches which comes from the layer itself. */
function callsBefore({ calls }: NetworkSpec, layer: string): CallSpec[] {
  const behind = new Set<string>();
  for (const call of calls)
    if (call.inputs.some(input => behind.has(input) || calls.find(({ id }) => id === input)!.layer === layer))
      behind.add(call.id);
  return calls.filter(call => call.layer === layer && !behind.has(call.id));
}

interface Reaching {
  readonly rows: Float32Array;
  readonly shape: readonly number[];
}

/** The rows of several calls, one after another. A layer's calls have one shape, but for the batch and steps. */
function joined(parts: readonly Reaching[]): Reaching {
  const [first, ...others] = parts;
  if (others.length === 0) return first!;
  const rows = new Float32Array(parts.reduce((sum, part) => sum + part.rows.length, 0));
  let from = 0;
  for (const part of parts) {
    rows.set(part.rows, from);
    from += part.rows.length;
  }
  const width = first!.shape.at(-1)!;
  return { rows, shape: [rows.length / width, width] };
}

/** The inputs of a call, for the training rows. */
async function reaching(
  { network, train }: Prepared,
  engine: Engine,
  call: CallSpec,
  weights: Weights,
): Promise<Reaching> {
  const [reached] = await resultsOn(engine, { ...network, outputs: [], heads: call.inputs }, weights, train, {
    most: MOST_ROWS,
  });
  return { rows: reached!.data, shape: reached!.shape };
}
