import assert from 'node:assert/strict';
import { wasmEngine } from '../../src/engine/wasm';
import { Explainer, explainRows, overallImportance } from '../../src/explanation';
import type { ExplainedRow } from '../../src/explanation/explanation';
import { uniformSequence } from '../../src/graph';
import { train } from '../../src/training';
import { Model } from '../../src/values';
import { datasetOf } from '../data/helpers';
import { tablePlan } from '../training/table-samples';

describe('what decides in a model', function () {
  this.timeout(240_000);

  it('is the mean size of the contributions to the answers to its background rows', async () => {
    const uniform = uniformSequence(3);
    const records = Array.from({ length: 300 }, () => {
      const [a, b, c] = [uniform(), uniform(), uniform()];
      return { a, b, c, y: 5 * a - b };
    });
    const dataset = await datasetOf(records, { targets: ['y'], seed: 1 });
    const model = new Model('sums', 1, await train({ ...tablePlan(1), epochs: 60 }, dataset, wasmEngine));
    const explainer = new Explainer(model);
    const { rows, targets } = await overallImportance(explainer);
    const background = explainer.background;
    const every = Int32Array.from({ length: background.rows }, (_, row) => row);
    const request = {
      method: 'auto',
      target: '',
      label: '',
      columns: [],
      layer: '',
      patch: null,
      reasons: 0,
      language: null,
    } as const;
    const explained = (await explainRows(explainer, background.columns, every, request)) as readonly ExplainedRow[];
    await explainer.dispose();
    assert.equal(rows, background.rows);
    const [{ target, share, columns }] = targets as [(typeof targets)[number]];
    assert.deepEqual([target, share], ['y', false]);
    assert.deepEqual(
      columns.map(({ column }) => column),
      ['a', 'b', 'c'],
    );
    for (const { column, importance } of columns) {
      const sizes = explained.map(({ contributions }) =>
        Math.abs(contributions.find(one => one.column === column)!.contribution),
      );
      const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
      assert.ok(Math.abs(importance - mean) < 1e-9 * Math.max(1, mean), `${column}: ${importance}, ${mean}`);
    }
  });
});
