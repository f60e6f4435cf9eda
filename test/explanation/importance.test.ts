import assert from 'node:assert/strict';
import { wasmEngine } from '../../src/engine/wasm';
import { Explainer, explainModel, explainRows } from '../../src/explanation';
import type { ExplainedChange, Importance } from '../../src/explanation/explanation';
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
    const label = dataset.pipeline.targets[0]!.classes![0]!;
    const turned = (await explainRows(explainer, dataset.body.columns, Int32Array.of(0, 1, 2, 3), {
      ...{ ...request, method: 'counterfactual', label },
    })) as readonly ExplainedChange[];
    await explainer.dispose();
    // A label that a row has goes, one that it has not comes, whatever becomes of the other one.
    for (const [row, { value, counterfactual, label: own, text }] of turned.entries()) {
      assert.equal(value >= 0.5, records[row]!.a > 0.5);
      assert.deepEqual([own, counterfactual!.label], [label, label]);
      assert.notEqual(counterfactual!.answer >= 0.5, value >= 0.5);
      assert.equal(counterfactual!.changes[0]!.column, 'a');
      const [before, after] = value >= 0.5 ? [label, `without ${label}`] : [`without ${label}`, label];
      assert.ok(text.endsWith(` it would be ${after}, not ${before}`), text);
    }
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
