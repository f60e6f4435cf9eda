/**
 * A training step of the reference network (1000 → Dense 128 relu → Dense 10 softmax, Adam, batch 32): our engines beside
 * Keras fit, one thread each, in turns within the same minutes. What is timed is a whole epoch of `train`, shuffling and
 * gathering of rows included, divided by its steps; the figure is the minimum over epochs, of which the first two warm up.
 *
 *   node --import tsx bench/reference.ts [rounds]      ORACLE_PYTHON: a Python with Keras
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chooseEngine, type EngineName } from '../src/engine';
import { hashUniform } from '../src/graph';
import { addOutput, appendLayer, emptyNetwork } from '../src/network';
import { checkPlan, type Progress, train } from '../src/training';
import { Dataset, DatasetBody } from '../src/values/dataset';

const [ROWS, FEATURES, CLASSES, EPOCHS] = [3200, 1000, 10, 12];
const ENGINES: readonly EngineName[] = ['onnx', 'onnx-wasm', 'tfjs-node'];

/** Rows of uniform numbers; the class is the largest of the first ten. */
function referenceData(): Dataset {
  const x = hashUniform(ROWS * FEATURES, 7);
  const y = new Float32Array(ROWS * CLASSES);
  for (let row = 0; row < ROWS; row++) {
    const first = x.subarray(row * FEATURES, row * FEATURES + CLASSES);
    y[row * CLASSES + first.indexOf(Math.max(...first))] = 1;
  }
  const column = (name: string, data: Float32Array, width: number) => ({
    column: { name, type: 'tensor' as const, data, shape: [width] },
    pipeline: { name, type: 'tensor' as const, shape: [width], transform: { kind: 'identity' as const } },
  });
  const [features, target] = [column('x', x, FEATURES), column('y', y, CLASSES)];
  const pipeline = {
    version: 1 as const,
    features: [features.pipeline],
    targets: [{ ...target.pipeline, task: 'classification' as const }],
  };
  const columns = [features.column, target.column];
  return new Dataset(new DatasetBody(columns, ['y'], new Uint8Array(ROWS), pipeline, 'bench', 'bench'));
}

function referencePlan() {
  const input = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: {} });
  const hidden = appendLayer(input, { id: 'hidden', className: 'Dense', args: { units: 128, activation: 'relu' } });
  const out = appendLayer(hidden, { id: 'out', className: 'Dense', args: { units: 10, activation: 'softmax' } });
  return checkPlan({
    run: 'bench',
    model: 'reference',
    network: addOutput(out, { call: out.heads[0]! }),
    optimizer: { className: 'Adam', args: { learningRate: 0.001 } },
    epochs: EPOCHS,
    loss: 'CategoricalCrossentropy',
    metrics: ['accuracy'],
    seed: 1,
  });
}

/** Milliseconds a step on one engine. */
async function measure(name: EngineName): Promise<number> {
  const times: number[] = [];
  let began = performance.now();
  const onProgress = ({ epochEnd, steps }: Progress) => {
    if (!epochEnd) return;
    times.push((performance.now() - began) / steps);
    began = performance.now();
  };
  await train(referencePlan(), referenceData(), await chooseEngine({ name }), { onProgress });
  return Math.min(...times.slice(2));
}

/** Runs a program and takes the number that it prints; why not, where it cannot. */
function ask(program: string, args: readonly string[]): number | string {
  try {
    return Number(execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim());
  } catch (error) {
    const said = (error as { stderr?: string }).stderr ?? '';
    return /TensorwireError: (.*)/.exec(said)?.[1] ?? said.trim().split('\n').at(-1) ?? String(error);
  }
}

function compare(rounds: number): void {
  const python = [process.env.ORACLE_PYTHON, '/opt/oracle/bin/python', join('.cache', 'oracle', 'bin', 'python')];
  const keras = python.find(path => path !== undefined && existsSync(path));
  const best = new Map<string, number>();
  const note = (name: string, result: number | string): void => {
    if (typeof result === 'number') best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, result));
    else console.log(`${name}: not measured (${result})`);
  };
  for (let round = 0; round < rounds; round++) {
    note('Keras fit', keras ? ask(keras, [join(__dirname, 'reference.py')]) : 'no Python with Keras');
    for (const engine of ENGINES) note(engine, ask(process.execPath, ['--import', 'tsx', __filename, engine]));
  }
  const peer = best.get('Keras fit');
  for (const [name, ms] of best)
    console.log(
      `${name.padEnd(10)} ${ms.toFixed(3)} ms a step${peer ? `  ${(peer / ms).toFixed(2)} × Keras's speed` : ''}`,
    );
}

const [argument] = process.argv.slice(2);
if (ENGINES.includes(argument as EngineName))
  measure(argument as EngineName).then(ms => {
    console.log(ms);
    process.exit(0);
  });
else compare(Number(argument ?? 3));
