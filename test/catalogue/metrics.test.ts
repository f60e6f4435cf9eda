import assert from 'node:assert/strict';
import { metrics } from '../../src/catalogue';
import type { TargetForm } from '../../src/catalogue/entry';
import { input } from '../../src/graph';
import type { HostTensor } from '../../src/spec';
import { float32, int32, type Numbers, oracle } from './oracle';
import { run } from './run';

interface Case {
  readonly metric: string;
  readonly form: TargetForm;
  readonly target: Numbers;
  readonly prediction: Numbers;
  readonly expected: number;
}

/** Rows from … to of a table. */
const rows = ({ shape, data }: Numbers, from: number, to: number): Numbers => {
  const width = data.length / shape[0]!;
  return { shape: [to - from, ...shape.slice(1)], data: data.slice(from * width, to * width) };
};

async function partials({ metric, form, target, prediction }: Case): Promise<HostTensor> {
  const given = form === 'index' ? int32(target) : float32(target);
  const results = await run({ target: given, prediction: float32(prediction) }, () => {
    const y = input('target', ['N', ...target.shape.slice(1)], given.dtype);
    const p = input('prediction', ['N', ...prediction.shape.slice(1)]);
    return { inputs: [y, p], outputs: { sums: metrics[metric]!.partials(y, p, form) } };
  });
  return results.sums!;
}

describe('metrics', () => {
  const cases = oracle<Case[]>('metrics');
  it('all were asked of Keras or scikit-learn', () =>
    assert.deepEqual([...new Set(cases.map(c => c.metric))].sort(), Object.keys(metrics).sort()));

  cases.forEach((record, i) => {
    const { metric, form, target, prediction, expected } = record;
    it(`${metric} of ${form} (case ${i}), added over two batches, is ${expected.toPrecision(5)}`, async () => {
      const [cut, all] = [23, target.shape[0]!];
      const parts = await Promise.all(
        [[0, cut] as const, [cut, all] as const].map(([from, to]) =>
          partials({ ...record, target: rows(target, from, to), prediction: rows(prediction, from, to) }),
        ),
      );
      const sums = Float64Array.from(parts[0]!.data, (v, k) => v + parts[1]!.data[k]!);
      const value = metrics[metric]!.result(sums);
      assert.ok(
        Math.abs(value - expected) < 1e-5 * Math.max(1, Math.abs(expected)),
        `expected ${expected}, received ${value}`,
      );
    });
  });

  describe('are not defined, instead of 0,', () => {
    const bits = (values: number[]): Numbers => ({ shape: [values.length, 1], data: values });
    const asked = async (metric: string, target: number[], prediction: number[]) => {
      const record = {
        metric,
        form: 'number' as const,
        target: bits(target),
        prediction: bits(prediction),
        expected: 0,
      };
      return metrics[metric]!.result(Float64Array.from((await partials(record)).data));
    };

    it('where a class is absent', async () => {
      assert.ok(Number.isNaN(await asked('roc_auc', [0, 0, 0], [0.1, 0.7, 0.2])));
      assert.ok(Number.isNaN(await asked('roc_auc', [1, 1], [0.1, 0.7])));
      assert.ok(Number.isNaN(await asked('pr_auc', [0, 0, 0], [0.1, 0.7, 0.2])));
      assert.ok(Number.isNaN(await asked('recall', [0, 0, 0], [0.1, 0.7, 0.2])));
      assert.ok(Number.isNaN(await asked('precision', [0, 1], [0.1, 0.2])));
      assert.ok(Number.isNaN(await asked('f1', [0, 0], [0.1, 0.2])));
      assert.equal(await asked('recall', [0, 1], [0.1, 0.2]), 0, 'a class that is there and was missed');
    });

    it('R² of one row', async () => assert.ok(Number.isNaN(await asked('r2', [1], [1]))));

    it('R² of a constant is 0, or 1 where it is met, as in scikit-learn', async () => {
      for (const constant of [0.1, 1, -7e3]) {
        const target = Array.from({ length: 13 }, () => constant);
        assert.equal(await asked('r2', target, target), 1, `${constant}`);
        const missed = target.map(value => value + Math.abs(value) + 1);
        assert.equal(await asked('r2', target, missed), 0, `${constant}`);
      }
    });

    it('of several classes the mean is over those that have a curve', async () => {
      const target = { shape: [4], data: [0, 0, 1, 1] };
      const prediction = { shape: [4, 3], data: [0.8, 0.1, 0.1, 0.7, 0.2, 0.1, 0.1, 0.8, 0.1, 0.2, 0.7, 0.1] };
      const record = { metric: 'roc_auc', form: 'index' as const, target, prediction, expected: 1 };
      assert.equal(metrics.roc_auc!.result(Float64Array.from((await partials(record)).data)), 1);
    });

    it('and say what they need', () => {
      const needy = ['roc_auc', 'pr_auc', 'recall', 'precision', 'f1', 'r2'];
      assert.deepEqual(
        Object.values(metrics)
          .flatMap(({ key, needs }) => (needs ? [key] : []))
          .sort(),
        needy.sort(),
      );
    });
  });
});
