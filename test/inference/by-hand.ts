import assert from 'node:assert/strict';
import { makeDataset, readTable } from '../../src/data';
import { createPredictor, type Predictor, type PredictorOptions } from '../../src/inference';
import type { ColumnHint } from '../../src/spec';
import type { Dataset, Model } from '../../src/values';
import { engineName } from '../engines';
import { modelFor, type Wish } from './models';

export type Row = Record<string, string | number | boolean | null>;

export const rows: Row[] = Array.from({ length: 60 }, (_, i) => ({
  length: 30 + ((i * 7) % 25) + 0.5,
  island: ['Biscoe', 'Dream', 'Torgersen'][i % 3]!,
  male: i % 4 < 2,
  weight: 3000 + ((i * 137) % 900),
  species: ['Adelie', 'Chinstrap', 'Gentoo'][(i >> 1) % 3]!,
  age: (i * 13) % 9,
}));

export const engine: PredictorOptions['engine'] = engineName === 'wasm' ? 'wasm' : 'onnx';
const columns: ColumnHint[] = [
  { name: 'age', type: 'number' },
  { name: 'weight', type: 'number' },
];

export async function datasetOf(targets: string[], records: readonly unknown[] = rows): Promise<Dataset> {
  return makeDataset(await readTable({ records }), { columns, targets, seed: 1 });
}

const open: Predictor[] = [];

/** A predictor with first weights, closed after the test. */
export async function predictorFor(
  wish: Omit<Wish, 'dataset'> & { targets: string[] },
): Promise<Predictor & { data: Dataset }> {
  const data = await datasetOf(wish.targets);
  const predictor = await createPredictor(modelFor({ ...wish, dataset: data }), { engine });
  open.push(predictor);
  return { ...predictor, data };
}
export async function closeAll(): Promise<void> {
  for (const predictor of open.splice(0)) await predictor.dispose();
}
export const closing = <T extends Predictor>(predictor: T): T => {
  open.push(predictor);
  return predictor;
};

/** The network's hidden layer and an output by hand, in doubles. */
export function byHand(model: Model, x: readonly number[], output: string): number[] {
  const { weights } = model.body;
  const dense = (input: readonly number[], id: string) => {
    const kernel = weights[`${id}/kernel`]!;
    const bias = weights[`${id}/bias`]!.data;
    const units = kernel.shape[1]!;
    return Array.from({ length: units }, (_, u) =>
      input.reduce((sum, v, i) => sum + v * kernel.data[i * units + u]!, bias[u]!),
    );
  };
  return dense(
    dense(x, 'hidden').map(v => Math.max(0, v)),
    output,
  );
}
export const softmax = (x: number[]) => {
  const e = x.map(Math.exp);
  return e.map(v => v / e.reduce((a, b) => a + b));
};
export const close = (a: number, b: number, what = '') =>
  assert.ok(Math.abs(a - b) < 1e-5 * Math.max(1, Math.abs(b)), `${what} ${a} ≠ ${b}`);

/** A record as the network sees it, computed from the training rows themselves. */
export function encodedByHand(data: Dataset, row: Row, names: readonly string[]): number[] {
  const training = [...data.indices('train')].map(i => rows[i]!);
  return names.flatMap(name => {
    const value = row[name];
    if (typeof value === 'string')
      return [...new Set(rows.map(r => r[name] as string))].sort().map(c => Number(c === value));
    if (typeof value === 'boolean') return [Number(value)];
    const seen = training.map(r => r[name] as number);
    const mean = seen.reduce((a, b) => a + b) / seen.length;
    const std = Math.sqrt(seen.reduce((sum, v) => sum + (v - mean) ** 2, 0) / seen.length);
    return [((value as number) - mean) / std];
  });
}

/** What a prediction may hold. */
export type Scores = {
  target: string;
  label: string;
  probability: number;
  probabilities: Record<string, number>;
  value: number;
};

/** Equal up to the order of additions in runs of different sizes. */
export function assertSame(actual: unknown, expected: unknown): void {
  if (typeof expected === 'number') close(actual as number, expected);
  else if (typeof expected !== 'object' || expected === null) assert.equal(actual, expected);
  else {
    assert.deepEqual(Object.keys(actual as object), Object.keys(expected));
    for (const [key, value] of Object.entries(expected)) assertSame((actual as Record<string, unknown>)[key], value);
  }
}
