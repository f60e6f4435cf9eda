import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CurvesSoFar, curvesOf, thinned } from '../../src/runs';
import { after, upTo } from '../../src/runs/curves';

describe('the curves of a run', () => {
  it('stay bounded, ascending, and end with the last epoch, however many epochs come', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 1, max: 3000 }), (most, epochs) => {
        const curves = new CurvesSoFar(null, most);
        for (let epoch = 1; epoch <= epochs; epoch++) curves.add(epoch, epoch / 10, { loss: 1 / epoch });
        const found = curves.toJSON();
        assert.ok(found.epochs.length <= most);
        assert.equal(found.epochs.at(-1), epochs);
        assert.ok(found.epochs.every((epoch, i) => i === 0 || epoch > found.epochs[i - 1]!));
        assert.deepEqual(
          found.metrics.loss,
          found.epochs.map(epoch => 1 / epoch),
        );
      }),
    );
  });

  it('an epoch that is said twice is one, and a metric that comes later has nothing before', () => {
    const curves = new CurvesSoFar();
    curves.add(1, 0.5, { loss: 2 });
    curves.add(1, 0.6, { loss: 3 });
    curves.add(2, 1, { loss: 1, accuracy: Number.NaN });
    assert.deepEqual(curves.toJSON(), {
      epochs: [1, 2],
      seconds: [0.5, 1],
      metrics: { loss: [2, 1], accuracy: [null, null] },
    });
  });

  it('of a history have the seconds between those that were heard, and none after them', () => {
    const times = [
      [2, 4],
      [4, 6],
    ] as const;
    const curves = curvesOf({ loss: [5, 4, 3, 2, 1] }, 5, times);
    assert.deepEqual(curves.seconds, [2, 4, 5, 6, null]);
    assert.deepEqual(curves.metrics.loss, [5, 4, 3, 2, 1]);
  });

  it('are thinned evenly', () => {
    const curves = curvesOf({ loss: Array.from({ length: 10_000 }, (_, i) => i) }, 10_000);
    assert.ok(curves.epochs.length <= 2000);
    assert.equal(curves.epochs.at(-1), 10_000);
    assert.equal(thinned(curves, 50).epochs.length <= 50, true);
  });

  it('go on where they were interrupted', () => {
    const curves = curvesOf({ loss: [3, 2, 1] }, 3);
    assert.deepEqual(upTo(curves, 2).metrics.loss, [3, 2]);
    assert.deepEqual(after(curves, 2).metrics.loss, [1]);
    const more = new CurvesSoFar(upTo(curves, 2));
    more.add(3, 9, { loss: 0.5 });
    assert.deepEqual(more.toJSON().metrics.loss, [3, 2, 0.5]);
  });
});
