import assert from 'node:assert/strict';
import { metrics } from '../../src/catalogue';
import type { TargetForm } from '../../src/catalogue/entry';
import type { HostTensor } from '../../src/engine/engine';
import { input } from '../../src/graph';
import { float32, int32, type Numbers, oracle, run } from './run';

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
});
