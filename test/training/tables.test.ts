import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSession } from '../../src/engine';
import { train } from '../../src/training';
import { engineName, testEngine } from '../engines';
import { encoded, SEEDS, type TableName, table, tablePlan } from './table-samples';

const keras = JSON.parse(readFileSync(join(__dirname, '../oracle/tables.json'), 'utf8'));

/** Accuracy, or R², on test rows that training never saw. */
async function score(name: TableName, seed: number): Promise<number> {
  const dataset = await table(name, seed);
  const { onnx } = await train(tablePlan(seed), dataset, await testEngine());
  const { x, y } = encoded(dataset, 'test');
  const session = await openSession(onnx, engineName === 'onnx' ? 'onnx' : 'wasm');
  try {
    const [output] = Object.values(await session.run({ input: { ...x, dtype: 'float32' } }));
    const { data, shape } = output!;
    return name === 'penguins' ? accuracy(data, shape[1]!, y.data) : r2(data, y.data);
  } finally {
    await session.dispose();
  }
}

function accuracy(scores: ArrayLike<number>, classes: number, truth: ArrayLike<number>): number {
  const right = Array.from(truth).filter((label, row) => {
    const own = Array.from({ length: classes }, (_, c) => scores[row * classes + c]!);
    return own.indexOf(Math.max(...own)) === label;
  });
  return right.length / truth.length;
}

function r2(found: ArrayLike<number>, truth: ArrayLike<number>): number {
  const y = Array.from(truth);
  const mean = average(y);
  const squares = (f: (v: number, i: number) => number): number => average(y.map((v, i) => f(v, i) ** 2));
  return 1 - squares((v, i) => v - found[i]!) / squares(v => v - mean);
}

const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe(`the examples’ tables on ${engineName}`, () => {
  const promised = { penguins: 0.98, cars: 0.86 } as const;
  for (const name of ['penguins', 'cars'] as const)
    it(`${name}: the mean of five seeds is at least ${promised[name]}, and within 0.015 of Keras`, async function () {
      if (engineName === 'tfjs-cpu') this.skip(); // minutes
      const scores: number[] = [];
      for (const seed of SEEDS) scores.push(await score(name, seed));
      const shown = scores.map(s => s.toFixed(3)).join(', ');
      assert.ok(average(scores) >= promised[name], `${average(scores)}: ${shown}`);
      assert.ok(average(scores) >= keras.means[name] - 0.015, `${average(scores)}, Keras ${keras.means[name]}`);
    });
});
