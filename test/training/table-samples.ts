import { encodeFeatures, encodeTarget, exampleData, makeDataset } from '../../src/data';
import { appendLayer, appendOutput, emptyNetwork } from '../../src/network';
import { checkPlan, type TrainingPlan } from '../../src/training';
import type { Dataset } from '../../src/values/dataset';

/** The examples' tables as a user would train on them: 64 and 32 hidden units, early stopping, split by each seed. */
export const SEEDS = [1, 2, 3, 4, 5];
export const TARGETS = { penguins: 'Species', cars: 'Miles_per_Gallon' } as const;
export type TableName = keyof typeof TARGETS;
export const SETTINGS = { epochs: 300, batchSize: 32, patience: 20, learningRate: 0.001 } as const;

export async function table(name: TableName, seed: number): Promise<Dataset> {
  return makeDataset(await exampleData(name), { targets: [TARGETS[name]], seed });
}

export function tablePlan(seed: number): TrainingPlan {
  let network = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: {} });
  for (const units of [64, 32])
    network = appendLayer(network, { id: `dense${units}`, className: 'Dense', args: { units, activation: 'relu' } });
  const { epochs, batchSize, patience, learningRate } = SETTINGS;
  return checkPlan({
    run: 'tables',
    model: 'tables',
    network: appendOutput(network, { id: 'out', label: 'output' }),
    optimizer: { className: 'Adam', args: { learningRate } },
    ...{ epochs, batchSize, patience, seed, earlyStopping: true },
  });
}

/** Encoded rows of one split: what both networks are given. */
export function encoded(dataset: Dataset, split: 'train' | 'validation' | 'test') {
  const rows = dataset.indices(split);
  const [target] = dataset.pipeline.targets;
  const form = target!.task === 'regression' ? 'number' : 'index';
  return {
    x: encodeFeatures(dataset.pipeline, null, dataset, rows),
    y: encodeTarget(target!, form, dataset, rows),
  };
}
