/**
 * brain.js: `brain.ts TASK`. Dense networks only, trained row by row: the figure is that of 32 rows. It uses its own
 * Adam and sigmoids (one activation for all layers); its loss is not comparable.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { answer, least, peakMemory, readFloats, readTask, readX, threadsUsed } from '../task';

const task = readTask(process.argv[2]!);
const { model, batch, seconds } = task;
const require = createRequire(join(__dirname, '../../.cache/bench/package.json'));

interface Network {
  train(data: unknown, options: Record<string, unknown>): unknown;
  run(input: ArrayLike<number>): unknown;
}
const { NeuralNetwork } = require('brain.js') as { NeuralNetwork: new (options: unknown) => Network };

const rows = Math.min(model.rows, 640);
const [x, y] = [readX(task), readFloats(task.files.y)];
const row = (all: ArrayLike<number>, i: number): number[] =>
  Array.prototype.slice.call(all, (i * all.length) / model.rows, ((i + 1) * all.length) / model.rows);
const data = Array.from({ length: rows }, (_, i) => ({ input: row(x, i), output: row(y, i) }));
const sizes = model.layers.map(l => l.args.units as number);
const net = new NeuralNetwork({ hiddenLayers: sizes.slice(0, -1), activation: 'sigmoid' });
const options = { praxis: 'adam', learningRate: 0.001, errorThresh: 1e-12 };

async function main(): Promise<void> {
  net.train(data.slice(0, batch), { ...options, iterations: 1 });
  const firstStepAt = Date.now();
  const [threads, times] = [threadsUsed(), [] as number[]];
  let began = performance.now();
  net.train(data, {
    ...options,
    iterations: 1_000_000,
    timeout: seconds * 1000,
    callbackPeriod: 1,
    callback: () => {
      times.push(((performance.now() - began) * batch) / rows);
      began = performance.now();
    },
  });
  const [used, memory] = [threads(), peakMemory()];
  const predictOne = await least(seconds / 4, 50, () => net.run(data[0]!.input));
  const predictAll = await least(seconds / 4, 1, () => {
    for (const { input } of data) net.run(input);
  });
  answer({
    firstStepAt,
    step: { train: Math.min(...times.slice(1)) },
    predictOne: { run: predictOne },
    rowsPerSecond: (rows / predictAll) * 1000,
    memory,
    threads: used,
    versions: { 'brain.js': require('brain.js/package.json').version },
  });
}
void main();
