import { hashUniform } from '../../src/graph';
import type { TargetPipeline } from '../../src/spec';
import type { RandomTraining } from './random-network';
import { samplePlan, tensorColumn, tensorDataset } from './samples';

/** full batches, and then one of a single row */
export const STEPS = 5;

const TASKS: Readonly<Record<string, TargetPipeline['task']>> = {
  CategoricalCrossentropy: 'classification',
  BinaryCrossentropy: 'multi-label',
};

/** Random rows for a random network, with the plan of its training. */
export function randomDataset({ network, optimizer, loss, input, tokens, units, batchSize, seed }: RandomTraining) {
  const rows = (STEPS - 1) * batchSize + 1;
  const width = input.reduce((a, d) => a * d, 1);
  const uniform = hashUniform(rows * width, seed);
  const x = uniform.map(u => (tokens ? Math.floor(u * tokens) : 4 * u - 2));
  const y = hashUniform(rows * units, seed + 1).map(u => (loss === 'BinaryCrossentropy' ? Math.round(u) : 2 * u - 1));
  if (loss === 'CategoricalCrossentropy')
    for (let row = 0; row < rows; row++) {
      const own = y.subarray(row * units, (row + 1) * units);
      const best = own.indexOf(Math.max(...own));
      own.forEach((_, i) => {
        own[i] = Number(i === best);
      });
    }
  const target = { ...tensorColumn('y', y, [units]), task: TASKS[loss] ?? ('regression' as const) };
  const dataset = tensorDataset([tensorColumn('x', x, input)], [target], rows, rows);
  return { plan: samplePlan({ network, optimizer, loss, batchSize, seed, metrics: 'auto', epochs: 1 }), dataset };
}
