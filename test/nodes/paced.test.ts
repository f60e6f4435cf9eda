import assert from 'node:assert/strict';
import { eachPaced } from '../../nodes/shared/paced';
import { turnsWhile } from '../turns';

const busy = (ms: number): void => {
  for (const end = performance.now() + ms; performance.now() < end; );
};

describe('the items of a message', () => {
  it('are worked on at once if they are few', () => {
    const tries = Array.from({ length: 100 }, () => {
      const seen: number[] = [];
      return eachPaced([1, 2, 3], item => void seen.push(item)) === null ? seen : null; // the machine may be busy
    });
    assert.deepEqual(
      tries.find(seen => seen !== null),
      [1, 2, 3],
    );
  });

  it('are worked on in order, with turns of the event loop in between, if they take long', async () => {
    const seen: number[] = [];
    const turns = await turnsWhile(async () => {
      await eachPaced(Array(20).keys(), item => {
        busy(1);
        seen.push(item);
      });
    });
    assert.ok(turns >= 4, `${turns} turns`);
    assert.deepEqual(seen, [...Array(20).keys()]);
  });

  it('end with the first error', async () => {
    const fail = (at: number) => (item: number) => {
      busy(1);
      if (item === at) throw new Error('no');
    };
    assert.throws(() => eachPaced([0], fail(0)), /no/);
    await assert.rejects(async () => eachPaced(Array(20).keys(), fail(15)), /no/);
  });
});
