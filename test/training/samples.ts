import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashUniform } from '../../src/graph';
import { addOutput, appendLayer, emptyNetwork } from '../../src/network';
import type { Column, NetworkSpec, TargetPipeline } from '../../src/spec';

import type { PlanInput } from '../../src/training';
import { checkPlan } from '../../src/training';
import { Dataset, DatasetBody } from '../../src/values/dataset';
import type { WeightArray } from '../../src/values/model';

/** The same data and initial weights as in test/oracle/training.py, from the same generator. */

const read = (name: string) => JSON.parse(readFileSync(join(__dirname, `../oracle/${name}.json`), 'utf8'));
export const oracle = read('training');
export const fitOracle = read('fit');

export const SHAPES = [[6, 8], [8], [8, 3], [3]] as const;
const centred = (count: number, key: number): Float32Array => hashUniform(count, key).map(u => u - 0.5);
const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** x in [−0.5, 0.5); the class is the largest of the first features. */
export function sampleRows(rows: number, { features = 6, classes = 3, key = 1 } = {}) {
  const x = centred(rows * features, key);
  const label = Int32Array.from({ length: rows }, (_, row) => {
    const first = x.subarray(row * features, row * features + classes);
    return first.indexOf(Math.max(...first));
  });
  const oneHot = new Float32Array(rows * classes);
  label.forEach((c, row) => {
    oneHot[row * classes + c] = 1;
  });
  return { x, label, oneHot };
}

/** Weight i is uniform in [−0.4, 0.4), stream key + i. */
export function firstWeights(
  names: readonly string[],
  shapes: readonly (readonly number[])[] = SHAPES,
  { key = 100, scale = () => 1 }: { key?: number; scale?(i: number): number } = {},
): Record<string, WeightArray> {
  return Object.fromEntries(
    names.map((name, i) => {
      const data = centred(product(shapes[i]!), key + i).map(v => Math.fround(v * Math.fround(0.8)) * scale(i));
      return [name, { shape: shapes[i]!, data }];
    }),
  );
}

export const tensorColumn = (name: string, data: Float32Array, shape: readonly number[]): Column => ({
  name,
  type: 'tensor',
  data,
  shape,
});

/** A dataset of tensor columns: the first `train` rows for training, the rest for validation. */
export function tensorDataset(
  features: readonly Column[],
  targets: readonly (Column & { readonly task: TargetPipeline['task']; readonly classes?: readonly string[] })[],
  train: number,
  rows: number,
): Dataset {
  const plain = ({ name, type, shape }: Column) =>
    ({ name, type, shape: shape!, transform: { kind: 'identity' } }) as const;
  const pipeline = {
    version: 1,
    features: features.map(plain),
    targets: targets.map(t => ({ ...plain(t), task: t.task, ...(t.classes && { classes: t.classes }) })),
  } as const;
  const columns = [...features, ...targets.map(({ task, classes, ...column }) => column)];
  const split = Uint8Array.from({ length: rows }, (_, row) => (row < train ? 0 : 1));
  return new Dataset(
    new DatasetBody(
      columns,
      targets.map(t => t.name),
      split,
      pipeline,
      'sample',
      'sample',
    ),
  );
}

/** Labels a, b, c of six numbers; train rows of stream 1, validation rows of stream 2. */
export function sampleDataset(train: number, validation = 0): Dataset {
  const parts = [sampleRows(train), sampleRows(validation, { key: 2 })];
  const join = (arrays: readonly Float32Array[]): Float32Array => Float32Array.from(arrays.flatMap(a => [...a]));
  const x = tensorColumn('x', join(parts.map(p => p.x)), [6]);
  const label = tensorColumn('label', join(parts.map(p => p.oneHot)), [3]);
  return tensorDataset(
    [x],
    [{ ...label, task: 'classification', classes: ['a', 'b', 'c'] }],
    train,
    train + validation,
  );
}

/** Dense 8 relu, Dense 3 softmax on six numbers. */
export function sampleNetwork(hidden: Readonly<Record<string, unknown>> = {}, units = 3): NetworkSpec {
  const input = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: { shape: [6] } });
  const dense = appendLayer(input, {
    id: 'hidden',
    className: 'Dense',
    args: { units: 8, activation: 'relu', ...hidden },
  });
  const out = appendLayer(dense, {
    id: 'out',
    className: 'Dense',
    args: { units, activation: units === 1 ? 'linear' : 'softmax' },
  });
  return addOutput(out, { call: out.heads[0]! });
}
export const SAMPLE_WEIGHTS = ['hidden/kernel', 'hidden/bias', 'out/kernel', 'out/bias'];

/** A plan with Keras's defaults and this test's settings. */
export const samplePlan = (wishes: Partial<PlanInput> = {}) =>
  checkPlan({
    run: 'run',
    model: 'sample',
    network: sampleNetwork(),
    optimizer: { className: 'SGD', args: { learningRate: 0.1 } },
    seed: 1,
    metrics: ['accuracy'],
    loss: 'CategoricalCrossentropy',
    ...wishes,
  });

/** The largest difference, number by number. */
export const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return Array.from(a).reduce((worst, v, i) => Math.max(worst, Math.abs(v - b[i]!)), 0);
};

/** 1000 numbers a row, the class is the largest of the first ten; stream 7. */
export function referenceDataset(rows: number): Dataset {
  const { x, oneHot } = sampleRows(rows, { features: 1000, classes: 10, key: 7 });
  const target = { ...tensorColumn('label', oneHot, [10]), task: 'classification' as const };
  return tensorDataset([tensorColumn('x', x, [1000])], [target], rows, rows);
}

/** Dense 128 relu, Dense 10 softmax, Adam 0.001, batches of 32. */
export function referencePlan(wishes: Partial<PlanInput> = {}) {
  const input = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: { shape: [1000] } });
  const hidden = appendLayer(input, { id: 'hidden', className: 'Dense', args: { units: 128, activation: 'relu' } });
  const out = appendLayer(hidden, { id: 'out', className: 'Dense', args: { units: 10, activation: 'softmax' } });
  const network = addOutput(out, { call: out.heads[0]! });
  return samplePlan({ network, optimizer: { className: 'Adam', args: { learningRate: 0.001 } }, ...wishes });
}
