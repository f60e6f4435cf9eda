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
    mayChange: () => true,
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

  it('say why one failed only to those who may change flows, also when the list comes again', async () => {
    for (const mayChange of [true, false]) {
      const run = { run: 'r', state: 'failed', name: '' };
      const asked: object[] = [];
      let list = { revision: 1, order: ['r'], runs: [run] };
      const context = {
        mayChange: () => mayChange,
        say: () => undefined,
        ask: async <T>(path: string, query: object = {}) => {
          if (path === 'tensorwire/runs') return list as T;
          asked.push(query);
          return { run: { ...run, ...(mayChange && { problem: 'why' }) }, curves: {}, advice: [] } as T;
        },
      };
      const known = new KnownRuns(context, () => undefined);
      known.want(['r']);
      for (let i = 0; i < 5; i++) await new Promise(setImmediate);
      list = { revision: 2, order: ['r'], runs: [{ ...run, name: 'named' }] };
      known.refresh();
      for (let i = 0; i < 5; i++) await new Promise(setImmediate);
      assert.deepEqual(asked, [{ run: 'r', after: 0, problem: mayChange }]);
      const { name, problem } = known.shown.get('r')!.run;
      assert.deepEqual([name, problem], ['named', mayChange ? 'why' : undefined]);
    }
  });

  it('ask once more where a store changes while an answer is on its way', async () => {
    const run = { run: 'r', state: 'finished', name: '' };
    const answers: ((found: unknown) => void)[] = [];
    const context = {
      mayChange: () => true,
      say: () => undefined,
      ask: <T>(path: string) =>
        new Promise<T>(resolve => {
          if (path === 'tensorwire/runs') resolve({ revision: 1, order: ['r'], runs: [run] } as T);
          else answers.push(found => resolve(found as T));
        }),
    };
    const turns = async () => {
      for (let i = 0; i < 5; i++) await new Promise(setImmediate);
    };
    const known = new KnownRuns(context, () => undefined);
    known.want(['r']);
    await turns();
    const found = { run, curves: { epochs: [] }, columns: [], advice: [], first: 1 };
    for (const inUse of [1, 2]) {
      known.storesChanged();
      answers.shift()!(found);
      await turns();
      assert.equal(answers.length, 1, `${inUse}`);
    }
    answers.shift()!({ ...found, notInUse: { inUse: 2, because: 'why' } });
    await turns();
    assert.deepEqual([known.shown.get('r')!.notInUse?.inUse, answers.length], [2, 0]);
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
