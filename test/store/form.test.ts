import assert from 'node:assert/strict';
import type { Column } from '../../src/spec';
import { formOf } from '../../src/store/form';
import type { Model } from '../../src/values/model';

/** A model of two columns of each kind, of which the training rows mostly have the first and mostly lack the second. */
const rows = Array.from({ length: 40 }, (_, i) => i);
const numbers = (name: string, has: (i: number) => boolean): Column => ({
  ...{ name, type: 'number' },
  data: Float64Array.from(rows, i => (has(i) ? i : Number.NaN)),
});
const labels = (name: string, has: (i: number) => boolean): Column => ({
  ...{ name, type: 'category', labels: ['a', 'b'] },
  data: Int32Array.from(rows, i => (has(i) ? Number(i % 4 === 0) : -1)),
});
const columns = [
  numbers('age', i => i % 4 !== 0),
  numbers('discount', i => i % 4 === 0),
  labels('country', i => i % 4 !== 1),
  labels('reason', i => i % 4 === 1),
];
const model = {
  model: 'form',
  body: {
    ...{ calibration: null, background: { rows: 40, columns } },
    pipeline: {
      features: columns.map(({ name, type }) => ({
        ...{ name, type, shape: [] },
        transform:
          type === 'category'
            ? { kind: 'one-hot', categories: ['a', 'b'] }
            : { kind: 'standardize', mean: 20, std: 10, missing: 20 },
      })),
    },
  },
} as unknown as Model;

describe('the form of a model', () => {
  it('begins with usual values, and leaves empty what most rows lack', () => {
    const { fields } = formOf(model);
    assert.deepEqual(
      fields.map(({ name, usual }) => [name, usual]),
      [
        ['age', 19],
        ['discount', null],
        ['country', 'a'],
        ['reason', null],
      ],
    );
    const [, discount, , reason] = fields;
    assert.deepEqual([discount!.low, discount!.high, reason!.options], [0, 36, ['a', 'b']]);
  });
});
