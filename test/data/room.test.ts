import assert from 'node:assert/strict';
import { encodeFeatures, encodeTarget } from '../../src/data';
import type { Pipeline } from '../../src/spec';

const MANY = 1_000_000;
const names = Array.from({ length: MANY }, (_, i) => `id ${i}`);
const column = { name: 'id', type: 'category' as const, data: new Int32Array(MANY), labels: names };
const pipeline: Pipeline = {
  version: 1,
  features: [
    { name: 'a', type: 'number', transform: { kind: 'standardize', mean: 0, std: 1 }, shape: [1] },
    { name: 'id', type: 'category', transform: { kind: 'one-hot', categories: names }, shape: [MANY] },
  ],
  targets: [
    {
      name: 'id',
      type: 'category',
      transform: { kind: 'index', categories: names },
      shape: [1],
      task: 'classification',
      classes: names,
    },
  ],
};
const rows = Int32Array.from({ length: MANY }, (_, row) => row);
const columns = [{ name: 'a', type: 'number' as const, data: new Float64Array(MANY) }, column];

describe('more categories than memory', () => {
  it('are refused by name before anything of that size is made', () =>
    assert.throws(() => encodeFeatures(pipeline, null, columns, rows), {
      name: 'TensorwireError',
      message:
        /^data: 1,000,000 rows of 1,000,001 numbers would take 3,726 GB of memory, .* column "id" becomes 1,000,000 numbers a row\. Set its type to ignored, or let an embedding read it/,
    }));

  it('are refused as classes too', () =>
    assert.throws(() => encodeTarget(pipeline.targets[0]!, 'one-hot', columns, rows), {
      name: 'TensorwireError',
      message: /^data: 1,000,000 rows of 1,000,000 numbers would take 3,726 GB/,
    }));

  it('are no problem one by one, nor by index', () => {
    const { data, shape } = encodeFeatures(pipeline, null, columns, rows.subarray(0, 3));
    assert.deepEqual([data.length, shape], [3 * (MANY + 1), [3, MANY + 1]]);
    assert.equal(encodeFeatures(pipeline, ['id'], columns, rows, 'index').data.length, MANY);
  });
});
