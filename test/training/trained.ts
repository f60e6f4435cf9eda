import { makeDataset, readTable } from '../../src/data';
import { createPredictor } from '../../src/inference';
import { appendLayer, appendOutput, emptyNetwork } from '../../src/network';
import type { DatasetOptions } from '../../src/spec';
import { checkPlan, train } from '../../src/training';
import { type Dataset, Model, type ModelBody } from '../../src/values';
import { engineName, testEngine } from '../engines';

/** A table, from the file to answers. */

function planOf(epochs: number) {
  let network = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: {} });
  network = appendLayer(network, { id: 'dense', className: 'Dense', args: { units: 32, activation: 'relu' } });
  return checkPlan({
    run: 'sample',
    model: 'sample',
    network: appendOutput(network, { id: 'out', label: 'output' }),
    optimizer: { className: 'Adam', args: { learningRate: 0.01 } },
    ...{ epochs, batchSize: 32, seed: 1 },
  });
}

export interface Trained {
  readonly dataset: Dataset;
  readonly body: ModelBody;
  predict(payload: unknown): Promise<unknown>;
  dispose(): Promise<void>;
}
/** The rows of a table, learned by 32 units. */
export async function trained(
  table: Parameters<typeof readTable>[0],
  options: DatasetOptions,
  epochs = 60,
): Promise<Trained> {
  const dataset = await makeDataset(await readTable(table), { seed: 1, ...options });
  const body = await train(planOf(epochs), dataset, await testEngine());
  const predictor = await createPredictor(new Model('sample', null, body), {
    engine: engineName === 'onnx' ? 'onnx' : 'wasm',
  });
  return {
    dataset,
    body,
    predict: payload => predictor.predict(payload, 'label'),
    dispose: async () => predictor.dispose(),
  };
}

export const share = (right: readonly boolean[]): number => right.filter(Boolean).length / right.length;

/** R² of each position, on all rows. */
export function r2(found: readonly number[], truth: readonly number[]): number {
  const mean = truth.reduce((a, b) => a + b) / truth.length;
  const squares = (f: (v: number, i: number) => number) => truth.reduce((sum, v, i) => sum + f(v, i) ** 2, 0);
  return 1 - squares((v, i) => v - found[i]!) / squares(v => v - mean);
}
