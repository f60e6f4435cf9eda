import assert from 'node:assert/strict';
import { makeDataset, readTable } from '../../src/data';
import { TensorwireError } from '../../src/errors';
import { evaluate } from '../../src/evaluation';
import { createPredictor, judgeInThread } from '../../src/inference';
import { Model, ModelBody } from '../../src/values/model';
import { modelFor } from './models';

const records = (rows: number) =>
  Array.from({ length: rows }, (_, i) => ({
    a: (i * 37) % 101,
    place: `town ${i % 30}`,
    kind: (i * 37) % 101 > (i * 53) % 97 ? 'more' : 'less',
  }));
const datasetOf = async (rows: number) =>
  makeDataset(await readTable({ records: records(rows) }), { targets: ['kind'], seed: 1 });

/** The longest time for which a timer of 1 ms was late while this was awaited, and how long it took. */
async function held<T>(work: () => Promise<T>): Promise<{ result: T; late: number; time: number }> {
  let [last, late] = [performance.now(), 0];
  const timer = setInterval(() => {
    const now = performance.now();
    late = Math.max(late, now - last - 1);
    last = now;
  }, 1);
  const began = performance.now();
  try {
    const result = await work();
    late = Math.max(late, performance.now() - last - 1);
    return { result, late, time: performance.now() - began };
  } finally {
    clearInterval(timer);
  }
}

describe('evaluation in a thread of its own', function () {
  this.timeout(120_000);

  it('gives the report that is given here', async () => {
    const dataset = await datasetOf(500);
    const model = modelFor({ dataset, hidden: 8 });
    const predictor = await createPredictor(model);
    try {
      for (const split of ['test', 'train', 'payload'] as const) {
        const here = (await evaluate(model, dataset, split, predictor)).data;
        const there = (await judgeInThread(model, dataset, split)).data;
        const { log_loss: left, ...metrics } = here.metrics;
        const { log_loss: right, ...others } = there.metrics;
        assert.ok(Math.abs(left! - right!) < 1e-5, `${left}, ${right}`);
        assert.ok(Math.abs(metrics.roc_auc! - others.roc_auc!) < 1e-5);
        assert.deepEqual({ ...others, roc_auc: 0 }, { ...metrics, roc_auc: 0 });
        assert.deepEqual(there.confusion!.matrix, here.confusion!.matrix);
        for (const key of ['model', 'target', 'task', 'split', 'rows', 'baseline', 'verdict', 'classes'] as const)
          assert.deepEqual(there[key], here[key], key);
        // There it is in detail.
        assert.ok(there.curves && there.calibration && there.thresholds && there.slices && there.worstRows);
        assert.equal(there.linear !== undefined, split !== 'payload');
      }
    } finally {
      await predictor.dispose();
    }
  });

  it('holds this thread for a small part of the time that many rows take', async () => {
    const dataset = await datasetOf(200_000);
    const model = modelFor({ dataset, hidden: 8 });
    await judgeInThread(model, await datasetOf(50), 'payload'); // code that is new takes longer
    const { result, late, time } = await held(() => judgeInThread(model, dataset, 'payload'));
    assert.equal(result.rows, 200_000);
    assert.ok(late < time / 4, `held for ${late} ms of ${time}`);
  });

  it('an error there is the same error here', async () => {
    const dataset = await makeDataset(await readTable({ records: records(50) }), {
      targets: ['kind'],
      seed: 1,
      test: 0,
    });
    const model = modelFor({ dataset, hidden: 8 });
    await assert.rejects(judgeInThread(model, dataset, 'test'), /^evaluate: the dataset has 0 test rows/);
    const { card, network, weights, pipeline } = model.body;
    const broken = new Model('broken', null, new ModelBody(card, network, weights, pipeline, Uint8Array.of(1, 2, 3)));
    await assert.rejects(judgeInThread(broken, dataset, 'train'), TensorwireError);
    await assert.rejects(
      judgeInThread(
        new Model('raw', null, new ModelBody(card, network, weights, null, model.body.onnx)),
        dataset,
        'train',
      ),
      /raw: the model has no pipeline/,
    );
  });
});
