/**
 * Milliseconds per training step of small networks, batch 32, Adam, 32 steps a run: the engine alone, with steps built
 * by hand. `ENGINE=onnx-wasm node --import tsx bench/step.ts`
 */
import { chooseEngine, type EngineName, type Feeds, type HostTensor } from '../src/engine';
import * as g from '../src/graph';
import { packWeights } from '../src/training/packing';

const BATCH = 32;
const STEPS = 32;
const BEST_OF = 40;
const NETWORKS: Record<string, readonly number[]> = {
  seed: [1000, 128, 10],
  iris: [4, 16, 3],
  wide: [64, 256, 256, 10],
};

function adam(
  θ: g.GraphNode,
  gradient: g.GraphNode,
  m: g.GraphNode,
  v: g.GraphNode,
  rate: g.GraphNode,
  t: g.GraphNode,
) {
  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-7];
  const scale = Math.sqrt(1 - beta2);
  const m1 = g.add(g.mul(m, beta1), gradient);
  const v1 = g.add(g.mul(v, beta2), g.square(gradient));
  const correction = g.div(g.sqrt(g.sub(1, g.pow(g.constant(beta2), t))), g.sub(1, g.pow(g.constant(beta1), t)));
  const factor = g.mul(g.mul(rate, correction), (1 - beta1) / scale);
  return [g.sub(θ, g.mul(g.div(m1, g.add(g.sqrt(v1), epsilon / scale)), factor)), m1, v1] as const;
}

/** Dense layers with relu between, softmax and cross-entropy at the end. */
export function denseStep(widths: readonly number[]) {
  return g.fresh(() => {
    const last = widths.length - 1;
    const x = g.input('x', ['N', widths[0]!]);
    const y = g.input('y', ['N', widths[last]!]);
    const [rate, t] = [g.input('rate', []), g.input('t', [])];
    const specs = widths.slice(1).flatMap((units, i) => [
      { key: `dense_${i}/kernel`, spec: { shape: [widths[i]!, units] } },
      { key: `dense_${i}/bias`, spec: { shape: [units] } },
    ]) as unknown as Parameters<typeof packWeights>[0];
    const packing = packWeights(specs);
    let h = x;
    for (let i = 0; i < last; i++)
      g.scoped(`dense_${i}`, () => {
        const z = g.add(g.matmul(h, packing.nodes[`dense_${i}/kernel`]!), packing.nodes[`dense_${i}/bias`]!);
        h = i === last - 1 ? z : g.relu(z);
      });
    const loss = g.neg(g.mean(g.sum(g.mul(y, g.logSoftmax(h)), [-1])));
    const accuracy = g.mean(g.cast(g.equal(g.argmax(h), g.argmax(y)), 'float32'));
    const gradients = g.scoped('gradient', () => g.gradient(loss, packing.parameters));
    const state = packing.parameters.flatMap((parameter, i) => {
      const name = String(parameter.attributes.name);
      const slots = ['m', 'v'].map(s => g.input(`${name}/${s}`, parameter.shape));
      const next = g.scoped(`optimizer/${name}`, () => adam(parameter, gradients[i]!, slots[0]!, slots[1]!, rate, t));
      return [parameter, ...slots].map((input, j) => ({ input, next: next[j]! }));
    });
    return { data: [x, y], scalars: [rate, t], state, outputs: { loss, accuracy } };
  });
}

export function feedsOf({ data, state }: ReturnType<typeof denseStep>): Feeds {
  const tensor = (shape: readonly number[], value: (i: number) => number): HostTensor => ({
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => value(i)),
    shape,
    dtype: 'float32',
  });
  const classes = data[1]!.shape[1] as number;
  return {
    x: tensor([STEPS, BATCH, data[0]!.shape[1] as number], Math.random),
    y: tensor([STEPS, BATCH, classes], i => Number(i % classes === Math.floor(i / classes) % classes)),
    rate: tensor([STEPS], () => 1e-3),
    t: tensor([STEPS], i => i + 1),
    ...Object.fromEntries(
      state.map(({ input: { attributes, shape } }) => {
        const name = String(attributes.name);
        return [name, tensor(shape as number[], () => (/\/[mv]$/.test(name) ? 0 : (Math.random() - 0.5) / 10))];
      }),
    ),
  };
}

async function main() {
  const engine = await chooseEngine({ name: (process.env.ENGINE ?? 'onnx') as EngineName });
  for (const [name, widths] of Object.entries(NETWORKS)) {
    const step = denseStep(widths);
    const began = performance.now();
    const program = await engine.compileLoop(step);
    const created = performance.now() - began;
    let feeds = feedsOf(step);
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < BEST_OF; i++) {
      const from = performance.now();
      const results = await program.run(feeds);
      best = Math.min(best, (performance.now() - from) / STEPS);
      feeds = { ...feeds, ...results };
    }
    console.log(
      `${engine.name} ${name} ${widths.join('-')}: ${best.toFixed(4)} ms/step, made in ${created.toFixed(0)} ms`,
    );
    await program.dispose();
  }
}
if (require.main === module) void main();
