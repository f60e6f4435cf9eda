import type { Engine } from '../engine/engine';
import { nameOf } from '../engine/feeds';
import { buildForward, entryOf } from '../network';
import { elements } from '../shape';
import type { CallSpec, Feeds, NetworkSpec } from '../spec';
import type { WeightArray } from '../values/model';
import { float32 } from './packing';
import type { Prepared } from './prepared';

type Weights = Readonly<Record<string, WeightArray>>;

/** The most rows to which a layer adapts; if there are more, they are sampled evenly. */
const MOST_ROWS = 100_000;

/**
 * The initial weights, including those that layers compute from the training rows (`adapt` of their entries), in the
 * order of the network: a layer sees the output of the layers before it. A layer that is not trainable adapts too, as in
 * Keras. A model that is trained further keeps its own.
 */
export async function adapted(job: Prepared, engine: Engine, weights: Weights): Promise<Weights> {
  if (job.plan.initial) return weights;
  let found = weights;
  const layers = new Map(job.network.layers.map(layer => [layer.id, layer]));
  const done = new Set<string>();
  for (const call of job.network.calls) {
    const layer = layers.get(call.layer)!;
    const { adapt } = entryOf(layer);
    if (!adapt || done.has(layer.id)) continue;
    done.add(layer.id);
    const { rows, shape } = await reaching(job, engine, call, found);
    const values = Object.entries(adapt(layer.args, rows, shape)).map(([name, data]) => {
      const key = `${layer.id}/${name}`;
      return [key, { ...found[key]!, data }] as const;
    });
    found = { ...found, ...Object.fromEntries(values) };
  }
  return found;
}

/** The inputs of a call, for the training rows. */
async function reaching(
  { network, train }: Prepared,
  engine: Engine,
  call: CallSpec,
  weights: Weights,
): Promise<{ rows: Float32Array; shape: readonly number[] }> {
  const before: NetworkSpec = { ...network, outputs: [], heads: call.inputs };
  const forward = buildForward(before, { training: false });
  const every = Math.max(1, Math.ceil(train.rows / MOST_ROWS));
  const count = Math.ceil(train.rows / every);
  const feeds: Record<string, Feeds[string]> = {};
  for (const [id, node] of Object.entries(forward.inputs)) {
    const { data, shape } = train.features[id]!;
    const width = elements(shape.slice(1));
    const taken = data instanceof Int32Array ? new Int32Array(count * width) : new Float32Array(count * width);
    for (let i = 0; i < count; i++) taken.set(data.subarray(i * every * width, (i * every + 1) * width), i * width);
    feeds[nameOf(node)] = { data: taken, shape: [count, ...shape.slice(1)], dtype: node.dtype as 'float32' | 'int32' };
  }
  for (const { key, node } of forward.weights) feeds[nameOf(node)] = float32(weights[key]!.data, weights[key]!.shape);
  const [reached] = forward.outputs;
  const given = feeds[Object.values(forward.inputs).includes(reached!) ? nameOf(reached!) : ''];
  if (given) return { rows: Float32Array.from(given.data), shape: given.shape };
  const inputs = [...Object.values(forward.inputs), ...forward.weights.map(w => w.node)];
  const program = await engine.compile({ inputs, outputs: { reaching: reached! } });
  try {
    const { reaching } = await program.run(feeds);
    return { rows: reaching!.data as Float32Array, shape: reaching!.shape };
  } finally {
    await program.dispose();
  }
}
