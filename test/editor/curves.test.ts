import assert from 'node:assert/strict';
import fc from 'fast-check';
import { joined, pointsOf, smoothed, thin } from '../../src/charts/curves';

const curves = (loss: (number | null)[], from = 1) => ({
  epochs: loss.map((_, i) => from + i),
  seconds: loss.map((_, i) => (from + i) / 10),
  metrics: { loss },
});
const view = { x: 'epoch', log: false, smoothing: 0 } as const;

describe('curves in the sidebar', () => {
  it('smoothing keeps a constant, leaves gaps, and does not begin at 0', () => {
    const values = smoothed([5, 5, null, 5], 0.9);
    assert.deepEqual(
      values.map(v => v && Math.round(v * 1e9) / 1e9),
      [5, 5, null, 5],
    );
    assert.deepEqual(smoothed([1, 2], 0), [1, 2]);
    // TensorBoard: last = 0.5 · 1 + 0.5 · 3 over 1 − 0.5²
    assert.equal(smoothed([1, 3], 0.5)[1], (0.5 * 0.5 * 1 + 0.5 * 3) / 0.75);
  });

  it('a log scale has no numbers of at most 0, and time none that are not known', () => {
    assert.deepEqual(pointsOf(curves([1, 0, -1, 2]), 'loss', { ...view, log: true }), [
      [1, 1],
      [4, 2],
    ]);
    const untimed = { ...curves([1, 2]), seconds: [0.5, null] };
    assert.deepEqual(pointsOf(untimed, 'loss', { ...view, x: 'time' }), [[0.5, 1]]);
    assert.deepEqual(pointsOf(untimed, 'accuracy', view), []);
  });

  it('thinning keeps the lowest, the highest and the last point', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 3000 }), values => {
        const points = values.map((y, x) => [x, y] as const);
        const found = thin(points, 100);
        assert.ok(found.length <= 102);
        assert.equal(found.at(-1), points.at(-1));
        const ys = found.map(([, y]) => y);
        assert.equal(Math.min(...ys), Math.min(...values));
        assert.equal(Math.max(...ys), Math.max(...values));
        assert.ok(found.every(([x], i) => i === 0 || x > found[i - 1]![0]));
      }),
    );
  });

  it('what is new is appended once, and a metric that comes later has nothing before', () => {
    const whole = joined(curves([3, 2]), curves([2, 1], 2));
    assert.deepEqual(
      [whole.epochs, whole.metrics.loss],
      [
        [1, 2, 3],
        [3, 2, 1],
      ],
    );
    const more = joined(curves([3]), { epochs: [2], seconds: [1], metrics: { accuracy: [0.5] } });
    assert.deepEqual(more.metrics, { loss: [3, null], accuracy: [null, 0.5] });
    assert.equal(joined(whole, curves([])), whole);
  });
});
