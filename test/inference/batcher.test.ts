import assert from 'node:assert/strict';
import type { Program, Results } from '../../src/engine/engine';
import { Batcher } from '../../src/inference/batcher';
import type { Feeds, HostTensor } from '../../src/spec';

const doubled = (x: HostTensor): Results => ({ y: { ...x, data: (x.data as Float32Array).map(v => 2 * v) } });

/** Doubles its input, and notes how many rows each run had. */
class Doubling implements Program {
  readonly runs: number[] = [];
  async run({ x }: Feeds): Promise<Results> {
    this.runs.push(x!.shape[0]!);
    return doubled(x!);
  }
  async dispose(): Promise<void> {}
}

class DoublingNow extends Doubling {
  runNow({ x }: Feeds): Results {
    this.runs.push(x!.shape[0]!);
    return doubled(x!);
  }
}

const turn = () => new Promise(resolve => setImmediate(resolve));

describe('pieces of work for one program', () => {
  let program: Doubling;
  let batcher: Batcher;
  beforeEach(() => {
    program = new Doubling();
    batcher = new Batcher(program, ['x'], ['y'], { rows: 100, hold: 1000, gather: false });
  });
  const ask = async (value: number): Promise<number> => {
    const [y] = await batcher.run(1, () => [{ data: Float32Array.of(value), shape: [] }]);
    return y!.data[0]!;
  };
  const askAll = (values: readonly number[]) => Promise.all(values.map(ask));

  it('that come alone are computed at once, each in a run of its own', async () => {
    for (const value of [1, 2, 3]) {
      const answer = ask(value);
      assert.equal(program.runs.length, value, 'before the event loop turns');
      assert.equal(await answer, 2 * value);
      await turn();
    }
    assert.deepEqual(program.runs, [1, 1, 1]);
  });

  it('that come together, once it is known that they do, are one run', async () => {
    assert.deepEqual(await askAll([1, 2, 3, 4]), [2, 4, 6, 8]);
    await turn();
    assert.deepEqual(program.runs.splice(0), [1, 3], 'nothing tells the first one that others follow');
    for (let again = 0; again < 3; again++) {
      assert.deepEqual(await askAll([5, 6, 7, 8]), [10, 12, 14, 16]);
      await turn();
    }
    assert.deepEqual(program.runs.splice(0), [4, 4, 4]);
    await ask(1);
    await turn();
    void ask(1);
    assert.deepEqual(program.runs, [1, 1], 'alone again, it waits no more');
  });

  describe('of a program that computes at once', () => {
    const rows = (value: number) => () => [{ data: Float32Array.of(value), shape: [] }];
    const now = (value: number) => batcher.runNow(1, rows(value))?.map(({ data }) => data[0])[0] ?? null;
    beforeEach(() => {
      program = new DoublingNow();
      batcher = new Batcher(program, ['x'], ['y'], { rows: 100, hold: 1000, gather: false });
    });

    it('need no promise where they come alone', async () => {
      for (const value of [1, 2, 3]) {
        assert.equal(now(value), 2 * value);
        await turn();
      }
      assert.deepEqual(program.runs, [1, 1, 1]);
    });

    it('are one run where they come together', async () => {
      assert.equal(now(1), 2);
      const later = [2, 3, 4].map(value => {
        assert.equal(now(value), null, 'others may come in this turn');
        return ask(value);
      });
      assert.deepEqual(await Promise.all(later), [4, 6, 8]);
      assert.deepEqual(program.runs.splice(0), [1, 3]);
      await turn();
      assert.equal(now(5), null, 'it waits for what else comes, as others did a moment ago');
      assert.equal(await ask(5), 10);
      await turn();
      assert.equal(now(6), 12);
    });

    it('may fail, and the next one is computed', async () => {
      const broken = () => {
        throw new Error('no row');
      };
      assert.throws(() => batcher.runNow(1, broken), /no row/);
      await turn();
      assert.equal(now(2), 4);
    });

    it('wait where others always do', () => {
      batcher = new Batcher(program, ['x'], ['y'], { rows: 100, hold: 1000, gather: true });
      assert.equal(now(1), null);
    });
  });
});
