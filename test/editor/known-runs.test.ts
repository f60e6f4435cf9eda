import assert from 'node:assert/strict';
import { KnownRuns } from '../../src/editor/sidebar/runs/known';

/** Runs of which the list is asked for, how often they have told of a change, and what answers. */
function asking() {
  let answer = (_: unknown): void => undefined;
  const asked = new Promise<unknown>(resolve => {
    answer = resolve;
  });
  const told = { changes: 0, sentences: 0 };
  const context = {
    ask: <T>() => asked as Promise<T>,
    say: () => {
      told.sentences++;
    },
  };
  const known = new KnownRuns(context, () => {
    told.changes++;
  });
  known.refresh();
  return { known, told, answer };
}

describe('the runs that the sidebar knows', () => {
  it('tell when the answer has come', async () => {
    const { told, answer } = asking();
    answer({ revision: 1, order: [], runs: [] });
    await new Promise(setImmediate);
    assert.deepEqual(told, { changes: 1, sentences: 0 });
  });

  it('tell nothing after the tab was left, so that no chart is drawn that nobody ends', async () => {
    for (const found of [{ revision: 1, order: [], runs: [] }, null]) {
      const { known, told, answer } = asking();
      known.end();
      answer(found);
      await new Promise(setImmediate);
      assert.deepEqual(told, { changes: 0, sentences: 0 });
    }
  });
});
