import assert from 'node:assert/strict';
import { History } from '../../src/training/history';

describe('the history of a training', () => {
  it('has a place for each epoch, also where a metric is not defined', () => {
    const history = new History();
    history.add({ loss: 3 });
    history.add({ loss: 2, precision: 0.5 });
    history.add({ loss: 1 });
    assert.deepEqual(history.toJSON(), { loss: [3, 2, 1], precision: [Number.NaN, 0.5, Number.NaN] });
    assert.deepEqual(
      [1, 2, 3].map(epoch => history.at(epoch)),
      [{ loss: 3 }, { loss: 2, precision: 0.5 }, { loss: 1 }],
    );
  });

  it('goes on after it was JSON', () => {
    const history = new History();
    history.add({ loss: 3 });
    history.add({ loss: 2, precision: 0.5 });
    const again = new History(JSON.parse(JSON.stringify(history)));
    again.add({ loss: 1, val_loss: 4 });
    assert.deepEqual(again.toJSON(), {
      loss: [3, 2, 1],
      precision: [Number.NaN, 0.5, Number.NaN],
      val_loss: [Number.NaN, Number.NaN, 4],
    });
  });
});
