/**
 * A training step of a small LSTM (24 steps of 8 numbers → LSTM 32 → Dense 1; Adam, batch 32), 32 steps a run, beside
 * Keras fit on one thread (bench/lstm.py) in the same minutes. The figures are minima.
 *
 *   node --import tsx bench/lstm.ts [rounds]      ORACLE_PYTHON: a Python with Keras
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chooseEngine, type Engine, type Feeds, type HostTensor } from '../src/engine';
import { hashUniform, trainingRewrites } from '../src/graph';
import { addOutput, appendLayer, emptyNetwork, initialWeights } from '../src/network';
import { checkPlan } from '../src/training';
import { prepare } from '../src/training/job';
import { buildStep } from '../src/training/step';
import { Dataset, DatasetBody } from '../src/values/dataset';

const [BATCH, STEPS, RUNS] = [32, 32, 30];

function sequences(): Dataset {
  const part = (name: string, seed: number, shape: number[]) => ({
    column: {
      name,
      type: 'tensor' as const,
      data: hashUniform(
        shape.reduce((a, d) => a * d, BATCH),
        seed,
      ),
      shape,
    },
    pipeline: { name, type: 'tensor' as const, shape, transform: { kind: 'identity' as const } },
  });
  const [features, target] = [part('x', 7, [24, 8]), part('y', 8, [1])];
  const targets = [{ ...target.pipeline, task: 'regression' as const }];
  const pipeline = { version: 1 as const, features: [features.pipeline], targets };
  const columns = [features.column, target.column];
  return new Dataset(new DatasetBody(columns, ['y'], new Uint8Array(BATCH), pipeline, 'bench', 'bench'));
}

function jobOf(layer: { className: string; args: Record<string, unknown> }) {
  const input = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: {} });
  const out = appendLayer(appendLayer(input, { id: 'rnn', ...layer }), {
    id: 'out',
    className: 'Dense',
    args: { units: 1 },
  });
  return prepare(
    checkPlan({
      ...{ run: 'bench', model: 'lstm', epochs: 1, metrics: ['mae'], seed: 1, loss: 'MeanSquaredError' },
      optimizer: { className: 'Adam', args: { learningRate: 0.001 } },
      network: addOutput(out, { call: out.heads[0]! }),
    }),
    sequences(),
  );
}

/** Milliseconds a step, to make it ready, and the last loss. */
async function measure(engine: Engine, className: string): Promise<{ ms: number; ready: number; loss: number }> {
  const began = performance.now();
  const job = jobOf({ className, args: { units: 32 } });
  const step = buildStep(job, trainingRewrites(engine.name));
  const program = await engine.compileLoop(step.graph);
  const ready = performance.now() - began;
  const repeated = (data: ArrayLike<number>, shape: readonly number[]): HostTensor => ({
    data: Float32Array.from({ length: STEPS * data.length }, (_, i) => data[i % data.length]!),
    shape: [STEPS, ...shape],
    dtype: 'float32',
  });
  const rows = Object.entries(step.rows(job.train)).map(([name, r]) => [name, repeated(r.data, r.shape)]);
  let state: Feeds = step.begin(initialWeights(job.network, 1));
  let [ms, loss] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < RUNS; i++) {
    const from = performance.now();
    const results = await program.run({
      ...state,
      ...Object.fromEntries(rows),
      learningRate: repeated([1e-3], []),
      step: {
        data: Float32Array.from({ length: STEPS }, (_, k) => i * STEPS + k + 1),
        shape: [STEPS],
        dtype: 'float32',
      },
    });
    ms = Math.min(ms, (performance.now() - from) / STEPS);
    state = Object.fromEntries(Object.keys(state).map(name => [name, results[name]!]));
    loss = results.loss!.data.at(-1)!;
  }
  await program.dispose();
  return { ms, ready, loss };
}

async function main(rounds: number): Promise<void> {
  const pythons = [process.env.ORACLE_PYTHON, '/opt/oracle/bin/python', join('.cache', 'oracle', 'bin', 'python')];
  const python = pythons.find(path => path !== undefined && existsSync(path));
  for (const className of (process.env.LAYERS ?? 'LSTM').split(' ')) {
    const best = new Map<string, number>();
    const note = (name: string, ms: number) => best.set(name, Math.min(ms, best.get(name) ?? Number.POSITIVE_INFINITY));
    for (let round = 0; round < rounds; round++) {
      if (python) {
        const args = [join(__dirname, 'lstm.py'), className];
        note('Keras fit', Number(execFileSync(python, args, { stdio: ['ignore', 'pipe', 'ignore'] })));
      }
      for (const name of (process.env.ENGINES ?? 'onnx onnx-wasm').split(' ')) {
        const { ms, ready, loss } = await measure(await chooseEngine({ name: name as 'onnx' }), className);
        note(name, ms);
        if (round === 0) console.log(`${className} ${name}: ready in ${ready.toFixed(0)} ms, loss ${loss}`);
      }
    }
    const peer = best.get('Keras fit');
    for (const [name, ms] of best)
      console.log(`${name.padEnd(12)} ${ms.toFixed(3)} ms a step${peer ? `  ${(peer / ms).toFixed(2)} × Keras` : ''}`);
  }
}

if (require.main === module) void main(Number(process.argv[2] ?? 2)).then(() => process.exit(0));
