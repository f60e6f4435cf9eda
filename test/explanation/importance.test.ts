import assert from 'node:assert/strict';
import { wasmEngine } from '../../src/engine/wasm';
import { Explainer, explainModel } from '../../src/explanation';
import type { Importance } from '../../src/explanation/explanation';
import { uniformSequence } from '../../src/graph';
import { train } from '../../src/training';
import { Model } from '../../src/values';
import { datasetOf } from '../data/helpers';
import { tablePlan } from '../training/table-samples';

describe('permutation importance', function () {
  this.timeout(240_000);

  it('of several labels: by how much fewer rows have all of them right', async () => {
    const uniform = uniformSequence(1);
    const records = Array.from({ length: 600 }, () => {
      const [a, b, c] = [uniform(), uniform(), uniform()];
      return { a, b, c, labels: [Number(a > 0.5), Number(a + b > 1)] };
    });
    const dataset = await datasetOf(records, { targets: ['labels'], seed: 1 });
    assert.equal(dataset.pipeline.targets[0]!.task, 'multi-label');
    const model = new Model('labels', 1, await train({ ...tablePlan(1), epochs: 60 }, dataset, wasmEngine));
    const explainer = new Explainer(model);
    const request = {
      method: 'importance',
      target: '',
      label: '',
      columns: [],
      layer: '',
      patch: null,
      reasons: 0,
      language: null,
    } as const;
    const rows = dataset.indices('test');
    const { metric, importance } = (await explainModel(explainer, dataset, rows, request)) as Importance;
    const again = (await explainModel(explainer, dataset, rows, request)) as Importance;
    await explainer.dispose();
    assert.equal(metric, 'accuracy');
    assert.deepEqual(again.importance, importance);
    assert.deepEqual(
      importance.map(({ column }) => column),
      ['a', 'b', 'c'],
    );
    const [a, b, c] = importance.map(one => one.importance) as [number, number, number];
    assert.ok(a > 0.4 && b > 0.15 && Math.abs(c) < 0.1, `${a}, ${b}, ${c}`);
  });
});
