import assert from 'node:assert/strict';
import { columnRows, layerRows } from '../../src/editor/sidebar/runs/differences';
import type { Shown } from '../../src/editor/sidebar/runs/known';
import type { RunColumn } from '../../src/spec';

type Editor = { RED?: { _(key: string, values?: object): string } };
const shown = (layers: string, columns: readonly RunColumn[] = []): Shown =>
  ({ run: { settings: { layers } }, columns }) as unknown as Shown;
const cellsOf = (...runs: Shown[]) => layerRows(runs).map(({ cells }) => cells);

describe('what differs between runs', () => {
  before(() => {
    (globalThis as Editor).RED = {
      _: (key, values = {}) => [key.split('.').at(-1), ...Object.values(values)].join(' '),
    };
  });
  after(() => {
    delete (globalThis as Editor).RED;
  });

  it('is each layer that differs, and not those before and after', () => {
    const one = shown('Dense(units=64) → Dropout(rate=0.2) → Dense(units=3)');
    assert.deepEqual(layerRows([one, one]), []);
    assert.deepEqual(layerRows([one, shown('Dense(units=64) → Dense(units=8) → Dense(units=3)')]), [
      { name: 'layer 2', cells: ['Dropout(rate=0.2)', 'Dense(units=8)'] },
    ]);
    assert.deepEqual(cellsOf(one, shown('Dense(units=64) → Dense(units=3)')), [['Dropout(rate=0.2)', null]]);
    assert.deepEqual(cellsOf(shown('A() → A()'), shown('A()'), shown('')), [
      ['A()', 'A()', null],
      ['A()', null, null],
    ]);
  });

  it('is each column that not all read, or not alike', () => {
    const age = { name: 'age', type: 'number', scaling: 'standardize' } as const;
    const city = { name: 'city', type: 'category', scaling: 'one-hot' } as const;
    assert.deepEqual(columnRows([shown('', [age, city]), shown('', [{ ...age, scaling: 'log' }])]), [
      { name: 'column age', cells: ['number · standardize', 'number · log'] },
      { name: 'column city', cells: ['category · one-hot', null] },
    ]);
    assert.deepEqual(
      columnRows([shown('', [age]), shown('')]),
      [],
      'a run of an older version does not say its columns',
    );
  });
});
