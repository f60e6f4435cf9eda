/**
 * tensorwire, through the same functions as its nodes: startTraining, train, createPredictor. `ours.ts TASK
 * auto|onnx|wasm`
 */
import { availableParallelism } from 'node:os';
import { chooseEngine, type EngineName } from '../../src/engine';
import { createPredictor } from '../../src/inference';
import { checkPlan, type Progress, startTraining, type TrainingPlan, train } from '../../src/training';
import { Dataset, DatasetBody } from '../../src/values/dataset';
import { Model, type ModelBody } from '../../src/values/model';
import { Tensor } from '../../src/values/tensor';
import { version } from '../../src/version';
import { networkOf } from '../network';
import { answer, least, peakMemory, readFloats, readTask, readX, threadsUsed } from '../task';
import { nested } from './rows';

const task = readTask(process.argv[2]!);
const engine = process.argv[3] as EngineName | 'auto';
/** All cores: `auto` chooses the number of its threads as a training does, ONNX Runtime alone has as many as there are cores. */
const cores = process.env.BENCH_CORES === 'all' ? availableParallelism() : 1;
const runtimeThreads = engine === 'onnx' ? cores : 1;
const engineFor = (multiplyAdds: number) => chooseEngine({ name: engine, multiplyAdds, threads: runtimeThreads });
const choice = { most: () => cores, fits: () => true, chose: () => undefined };
const { model, seconds } = task;
const [x, y] = [readX(task), readFloats(task.files.y)];

/** The first rows as a dataset: an array of numbers and a class, or a number, as they are. */
function datasetOf(rows: number): Dataset {
  const feature = { name: 'x', type: 'tensor' as const, shape: model.shape };
  const data = Float32Array.from(x.subarray(0, (rows * x.length) / model.rows));
  const { column, pipeline } = model.loss === 'MeanSquaredError' ? numbers(rows) : classes(rows);
  const features = [{ ...feature, transform: { kind: 'identity' as const } }];
  const fitted = { version: 1 as const, features, targets: [pipeline] };
  const columns = [{ ...feature, data }, column];
  return new Dataset(new DatasetBody(columns, ['y'], new Uint8Array(rows), fitted, 'bench', 'bench'));
}

function numbers(rows: number) {
  const column = { name: 'y', type: 'tensor' as const, shape: [1] };
  return {
    column: { ...column, data: y.slice(0, rows) },
    pipeline: { ...column, transform: { kind: 'identity' as const }, task: 'regression' as const },
  };
}

function classes(rows: number) {
  const { units } = model;
  const names = Array.from({ length: Math.max(2, units) }, (_, i) => `c${i}`);
  const codeOf = (row: number) => (units === 1 ? y[row]! : y.subarray(row * units, (row + 1) * units).indexOf(1));
  const column = { name: 'y', type: 'category' as const };
  return {
    column: { ...column, data: Int32Array.from({ length: rows }, (_, row) => codeOf(row)), labels: names },
    pipeline: {
      ...column,
      transform: { kind: 'index' as const, categories: names },
      shape: [1],
      task: units === 1 ? ('binary' as const) : ('classification' as const),
      classes: names,
    },
  };
}

const plan = (settings: { epochs: number; shuffle: boolean }): TrainingPlan =>
  checkPlan({
    ...settings,
    run: 'bench',
    model: model.name,
    network: networkOf(model),
    optimizer: { className: 'Adam', args: { learningRate: 0.001 } },
    batchSize: task.batch,
    loss: model.loss,
    metrics: [model.loss === 'MeanSquaredError' ? 'mae' : 'accuracy'],
    seed: 1, // also of the initial weights, which the peers get from the task
    engine,
    threads: engine === 'auto' && cores > 1 ? 'auto' : runtimeThreads,
  });
const FOR_LONG = { epochs: 1_000_000, shuffle: true };

/** Training in a separate process, as nn-train starts it: the time to the first step, and the peak memory. */
async function asNode(): Promise<{ firstStep: number; memory: number | null }> {
  const dataset = datasetOf(model.rows);
  const [began, spec] = [performance.now(), plan(FOR_LONG)];
  const run = startTraining(spec, dataset, { nice: 0, onProgress: () => heard() });
  let heard = (): void => undefined;
  const first = new Promise<void>(resolve => {
    heard = resolve;
  });
  await Promise.race([first, run.promise]);
  const firstStep = performance.now() - began;
  await new Promise(done => setTimeout(done, seconds * 500));
  const memory = run.pid === null ? null : peakMemory(run.pid);
  await run.cancel();
  return { firstStep, memory };
}

/** Milliseconds per step over whole epochs, including shuffling and gathering of rows; the first two are warm-up. */
async function timeSteps(): Promise<{ ms: number; threads: number; body: ModelBody }> {
  const [stop, times] = [new AbortController(), [] as number[]];
  let [began, threads, warm] = [performance.now(), threadsUsed(), 0];
  const onProgress = ({ epochEnd, steps }: Progress) => {
    if (!epochEnd) return;
    times.push((performance.now() - began) / steps);
    if (times.length === 2) [threads, warm] = [threadsUsed(), performance.now()];
    if (times.length > 3 && performance.now() - warm > seconds * 1000) stop.abort();
    began = performance.now();
  };
  const body = await train(plan(FOR_LONG), datasetOf(model.rows), engineFor, {
    ...{ onProgress, stop: stop.signal },
    ...(engine === 'auto' && { threads: choice }),
  });
  return { ms: Math.min(...times.slice(2)), threads: threads(), body };
}

async function main(): Promise<void> {
  const { firstStep, memory } = await asNode();
  const inOrder = plan({ epochs: 1, shuffle: false });
  const checked = await train(inOrder, datasetOf(task.checkRows), engineFor);
  const { ms, threads, body } = await timeSteps();
  const predictor = await createPredictor(new Model(model.name, null, body), { engine, threads: runtimeThreads });
  const one = nested(x.subarray(0, x.length / model.rows), model.shape);
  const all = new Tensor(x.slice(), [model.rows, ...model.shape]);
  const oneTensor = new Tensor(x.slice(0, x.length / model.rows), [...model.shape]);
  const predictOne = {
    'plain array': await least(seconds / 4, 50, () => predictor.predict(one, 'label')),
    Tensor: await least(seconds / 4, 50, () => predictor.predict(oneTensor, 'label')),
  };
  const predictAll = await least(seconds / 4, 1, () => predictor.predict(all, 'tensor'));
  answer({
    loss: checked.card.metrics.loss!,
    firstStep,
    step: { train: ms },
    predictOne,
    rowsPerSecond: (model.rows / predictAll) * 1000,
    memory,
    threads,
    versions: { tensorwire: version, node: process.versions.node },
  });
}
void main();
