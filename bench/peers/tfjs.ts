/** TensorFlow.js: `tfjs.ts TASK tfjs-node|cpu|wasm`. Trains by fit and by trainOnBatch on batches cut beforehand. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as TensorFlow from '@tensorflow/tfjs';
import { loadTfjsNode } from '../../src/engine/tfjs/load';
import type { Layer } from '../models';
import { answer, least, peakMemory, readFloats, readTask, readX, threadsUsed } from '../task';
import { nested } from './rows';

const task = readTask(process.argv[2]!);
const backend = process.argv[3] as 'tfjs-node' | 'cpu' | 'wasm';
const { model, batch, seconds } = task;

async function load(): Promise<typeof TensorFlow> {
  if (backend === 'tfjs-node') return loadTfjsNode() as unknown as typeof TensorFlow;
  const tf = createRequire(__filename)('@tensorflow/tfjs') as typeof TensorFlow;
  if (backend === 'wasm') {
    const require = createRequire(join(__dirname, '../../.cache/bench/package.json'));
    const wasm = require('@tensorflow/tfjs-backend-wasm');
    wasm.setThreadsCount(1);
    wasm.setWasmPaths(join(require.resolve('@tensorflow/tfjs-backend-wasm'), '..', '/'));
  }
  await tf.setBackend(backend);
  await tf.ready();
  return tf;
}

function build(tf: typeof TensorFlow): TensorFlow.LayersModel {
  const make: Record<string, (args: never) => TensorFlow.layers.Layer> = {
    Activation: tf.layers.activation,
    Add: tf.layers.add,
    BatchNormalization: tf.layers.batchNormalization,
    Conv2D: tf.layers.conv2d,
    Dense: tf.layers.dense,
    Embedding: tf.layers.embedding,
    Flatten: tf.layers.flatten,
    GlobalAveragePooling1D: tf.layers.globalAveragePooling1d,
    GlobalAveragePooling2D: tf.layers.globalAveragePooling2d,
    LSTM: tf.layers.lstm,
    LayerNormalization: tf.layers.layerNormalization,
    MaxPooling2D: tf.layers.maxPooling2d,
  };
  const input = tf.input({ shape: [...model.shape], dtype: model.tokens ? 'int32' : 'float32' });
  const values = new Map([['in', input]]);
  for (const { id, className, args, inputs } of model.layers) {
    const layer = make[className];
    if (!layer) throw new Error(`TensorFlow.js has no ${className}`);
    const inbound = inputs.map(i => values.get(i)!);
    const made = layer({ ...arranged(className, args), name: id } as never);
    values.set(id, made.apply(inbound.length === 1 ? inbound[0]! : inbound) as TensorFlow.SymbolicTensor);
  }
  const built = tf.model({ inputs: input, outputs: values.get(model.layers.at(-1)!.id)! });
  setWeights(tf, built);
  return built;
}

/** Keras has an activation of its own for a recurrent layer's gates; TensorFlow.js's default is the hard sigmoid. */
const arranged = (className: string, args: Layer['args']) =>
  className === 'LSTM' ? { recurrentActivation: 'sigmoid', ...args } : args;

function setWeights(tf: typeof TensorFlow, built: TensorFlow.LayersModel): void {
  const all = readFloats(task.files.weights);
  const byLayer = new Map<string, TensorFlow.Tensor[]>();
  let at = 0;
  for (const { layer, shape } of task.weights) {
    const count = shape.reduce((a, d) => a * d, 1);
    const value = tf.tensor(all.slice(at, at + count), [...shape]);
    byLayer.set(layer, [...(byLayer.get(layer) ?? []), value]);
    at += count;
  }
  for (const [layer, values] of byLayer) built.getLayer(layer).setWeights(values);
}

const losses = {
  CategoricalCrossentropy: 'categoricalCrossentropy',
  BinaryCrossentropy: 'binaryCrossentropy',
  MeanSquaredError: 'meanSquaredError',
};

async function main(): Promise<void> {
  const tf = await load();
  const built = build(tf);
  const regression = model.loss === 'MeanSquaredError';
  built.compile({
    optimizer: tf.train.adam(0.001),
    loss: losses[model.loss],
    metrics: [regression ? 'mae' : 'accuracy'],
  });
  const dtype = model.tokens ? 'int32' : 'float32';
  const x = tf.tensor(readX(task), [model.rows, ...model.shape], dtype);
  const y = tf.tensor(readFloats(task.files.y), [model.rows, model.units]);
  const batches = Array.from({ length: model.rows / batch }, (_, i) => {
    const rows = <T extends TensorFlow.Tensor>(t: T) => t.slice([i * batch], [batch]);
    return [rows(x), rows(y)] as const;
  });
  let next = 0;
  const step = async (): Promise<number> => {
    const [bx, by] = batches[next++ % batches.length]!;
    return ((await built.trainOnBatch(bx, by)) as number[])[0]!;
  };

  const lossOf: number[] = [await step()];
  const firstStepAt = Date.now();
  const checkSteps = task.checkRows / batch;
  let slowest = 0;
  while (lossOf.length < checkSteps) {
    const began = performance.now();
    lossOf.push(await step());
    slowest = performance.now() - began;
  }
  const threads = threadsUsed();
  const ways: Record<string, number> = {};
  const many = slowest > 500 ? 1 : Math.min(batches.length, 40);
  ways.trainOnBatch = many === 1 ? slowest : await least(seconds / 2, many, step);
  if (slowest < 100) ways.fit = await timeFit(built, x, y);
  const used = threads();
  const memory = peakMemory();

  const row = nested(await x.slice([0], [1]).data(), model.shape);
  const predictOne = await least(seconds / 4, 10, () =>
    tf.tidy(() =>
      (built.predict(tf.tensor(row as number[], undefined, dtype).expandDims(0)) as TensorFlow.Tensor).dataSync(),
    ),
  );
  const rows = Math.min(model.rows, slowest > 100 ? batch : model.rows);
  const some = x.slice([0], [rows]);
  const predictAll = await least(seconds / 4, 1, () =>
    tf.tidy(() => (built.predict(some, { batchSize: 1024 }) as TensorFlow.Tensor).dataSync()),
  );
  answer({
    loss: lossOf.reduce((a, l) => a + l, 0) / lossOf.length,
    firstStepAt,
    step: ways,
    predictOne: { predict: predictOne },
    rowsPerSecond: (rows / predictAll) * 1000,
    memory,
    threads: used,
    versions: { [backend === 'tfjs-node' ? 'tfjs-node' : 'tfjs']: tf.version.tfjs },
  });
}

/** Milliseconds a step of whole epochs of fit, the first of which warms up. */
async function timeFit(built: TensorFlow.LayersModel, x: TensorFlow.Tensor, y: TensorFlow.Tensor): Promise<number> {
  const times: number[] = [];
  let began = 0;
  const end = performance.now() + seconds * 500;
  await built.fit(x, y, {
    batchSize: batch,
    epochs: 1_000_000,
    verbose: 0,
    yieldEvery: 'never',
    callbacks: {
      onEpochBegin: async () => {
        began = performance.now();
      },
      onEpochEnd: async () => {
        times.push(performance.now() - began);
        if (times.length > 1 && performance.now() > end) built.stopTraining = true;
      },
    },
  });
  return Math.min(...times.slice(1)) / (model.rows / batch);
}
void main();
