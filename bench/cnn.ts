/**
 * A training step of a small CNN (28×28: Conv 16, pool, Conv 32, pool, Dense 64, Dense 10; Adam, batch 32), 16 steps a
 * run, with the rewrites and without, beside Keras fit on one thread (bench/cnn.py) in the same minutes.
 *
 *   node --import tsx bench/cnn.ts [rounds]      ORACLE_PYTHON: a Python with Keras
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chooseEngine, type Engine, type Feeds, type HostTensor } from '../src/engine';
import { hashUniform, trainingRewrites } from '../src/graph';
import { addOutput, appendLayer, emptyNetwork, initialWeights } from '../src/network';
import type { NetworkSpec } from '../src/network/spec';
import { checkPlan } from '../src/training';
import { prepare } from '../src/training/job';
import { buildStep } from '../src/training/step';
import { Dataset, DatasetBody } from '../src/values/dataset';

const [BATCH, STEPS, RUNS] = [32, 16, 6];

const network = (
  [
    ['Conv2D', { filters: 16, activation: 'relu' }],
    ['MaxPooling2D', {}],
    ['Conv2D', { filters: 32, activation: 'relu' }],
    ['MaxPooling2D', {}],
    ['Flatten', {}],
    ['Dense', { units: 64, activation: 'relu' }],
    ['Dense', { units: 10, activation: 'softmax' }],
  ] as const
).reduce<NetworkSpec>(
  (spec, [className, args], i) => appendLayer(spec, { id: `l${i}`, className, args }),
  appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: {} }),
);

function pictures(): Dataset {
  const x = hashUniform(BATCH * 784, 7);
  const y = new Float32Array(BATCH * 10);
  for (let row = 0; row < BATCH; row++) y[row * 10 + (row % 10)] = 1;
  const part = (name: string, data: Float32Array, shape: number[]) => ({
    column: { name, type: 'tensor' as const, data, shape },
    pipeline: { name, type: 'tensor' as const, shape, transform: { kind: 'identity' as const } },
  });
  const [features, target] = [part('x', x, [28, 28, 1]), part('y', y, [10])];
  const targets = [{ ...target.pipeline, task: 'classification' as const }];
  const pipeline = { version: 1 as const, features: [features.pipeline], targets };
  const columns = [features.column, target.column];
  return new Dataset(new DatasetBody(columns, ['y'], new Uint8Array(BATCH), pipeline, 'bench', 'bench'));
}

export const job = prepare(
  checkPlan({
    ...{ run: 'bench', model: 'cnn', epochs: 1, metrics: ['accuracy'], seed: 1, loss: 'CategoricalCrossentropy' },
    optimizer: { className: 'Adam', args: { learningRate: 0.001 } },
    network: addOutput(network, { call: network.heads[0]! }),
  }),
  pictures(),
);

/** Milliseconds a step, and the last loss: with and without rewrites it must be the same. */
async function measure(engine: Engine, rewritten: boolean): Promise<{ ms: number; loss: number }> {
  const step = buildStep(job, rewritten ? trainingRewrites(engine.name) : []);
  const program = await engine.compileLoop(step.graph);
  const repeated = ({ data, shape }: { data: Float32Array | Int32Array; shape: readonly number[] }): HostTensor => ({
    data: Float32Array.from({ length: STEPS * data.length }, (_, i) => data[i % data.length]!),
    shape: [STEPS, ...shape],
    dtype: 'float32',
  });
  const scalar = (value: (i: number) => number): HostTensor => repeated({ data: Float32Array.of(value(0)), shape: [] });
  const rows = Object.entries(step.rows(job.train)).map(([name, r]) => [name, repeated(r)]);
  let state: Feeds = step.begin(initialWeights(job.network, 1));
  let [ms, loss] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < RUNS; i++) {
    const began = performance.now();
    const results = await program.run({
      ...state,
      ...Object.fromEntries(rows),
      learningRate: scalar(() => 1e-3),
      step: {
        data: Float32Array.from({ length: STEPS }, (_, k) => i * STEPS + k + 1),
        shape: [STEPS],
        dtype: 'float32',
      },
    });
    ms = Math.min(ms, (performance.now() - began) / STEPS);
    state = Object.fromEntries(Object.keys(state).map(name => [name, results[name]!]));
    loss = results.loss!.data.at(-1)!;
  }
  await program.dispose();
  return { ms, loss };
}

async function main(rounds: number): Promise<void> {
  const pythons = [process.env.ORACLE_PYTHON, '/opt/oracle/bin/python', join('.cache', 'oracle', 'bin', 'python')];
  const python = pythons.find(path => path !== undefined && existsSync(path));
  const best = new Map<string, number>();
  const note = (name: string, ms: number) => best.set(name, Math.min(ms, best.get(name) ?? Number.POSITIVE_INFINITY));
  for (let round = 0; round < rounds; round++) {
    if (python)
      note(
        'Keras fit',
        Number(execFileSync(python, [join(__dirname, 'cnn.py')], { stdio: ['ignore', 'pipe', 'ignore'] })),
      );
    for (const name of ['onnx', 'onnx-wasm'] as const)
      for (const rewritten of [true, false]) {
        const { ms, loss } = await measure(await chooseEngine({ name }), rewritten);
        note(`${name}${rewritten ? '' : ', no rewrites'}`, ms);
        if (round === 0) console.log(`${name}${rewritten ? '' : ', no rewrites'}: loss ${loss}`);
      }
  }
  const peer = best.get('Keras fit');
  for (const [name, ms] of best)
    console.log(
      `${name.padEnd(24)} ${ms.toFixed(2)} ms a step${peer ? `  ${(peer / ms).toFixed(2)} × Keras's speed` : ''}`,
    );
}

if (require.main === module) void main(Number(process.argv[2] ?? 2)).then(() => process.exit(0));
