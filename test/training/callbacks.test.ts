import assert from 'node:assert/strict';
import { BestSoFar, Plateau, plateauPatience } from '../../src/training/callbacks';
import { oracle } from './samples';

describe('callbacks', () => {
  const { course, found } = oracle.callbacks as {
    course: number[];
    found: { patience: number; stopped: number | null; best: number; rates: number[] }[];
  };
  for (const { patience, stopped, best, rates } of found) {
    it(`early stopping ends where Keras does and keeps the same epoch (patience ${patience})`, () => {
      const watch = new BestSoFar();
      const end = course.findIndex((loss, i) => {
        watch.note(i + 1, loss);
        return i > 0 && watch.exhausted(patience);
      });
      assert.equal(end < 0 ? null : end + 1, stopped);
      assert.equal(watch.epoch, best);
    });
    it(`the learning rate falls in the epochs in which Keras lowers it (patience ${patience})`, () => {
      const plateau = new Plateau(patience);
      let rate = 0.1;
      const ours = course.map(loss => {
        rate = plateau.next(loss, rate);
        return rate;
      });
      for (const [i, r] of ours.entries())
        assert.ok(Math.abs(r / rates[i]! - 1) < 1e-6, `epoch ${i + 1}: ${r} and ${rates[i]}`);
    });
  }
  it('with early stopping, the learning rate falls before the training ends', () => {
    assert.deepEqual([plateauPatience(10, true), plateauPatience(10, false), plateauPatience(1, true)], [5, 10, 1]);
  });
});
