import assert from 'node:assert/strict';
import type { Program } from '../../src/engine';
import { byRows, race } from '../../src/engine/race';
import { input } from '../../src/graph';
import type { Feeds } from '../../src/spec';

const quicker = async (...racers: Parameters<typeof race>): Promise<Program> => byRows(await race(...racers), 'x');

/** A program that takes so long for a call and for a row, milliseconds. */
function taking(call: number, row: number): Program & { runs: number[]; disposed: boolean } {
  const program = {
    runs: [] as number[],
    disposed: false,
    runNow(feeds: Feeds) {
      const rows = feeds.x!.shape[0]!;
      program.runs.push(rows);
      for (const end = performance.now() + call + rows * row; performance.now() < end; );
      return {};
    },
    run: async (feeds: Feeds) => program.runNow(feeds),
    async dispose() {
      program.disposed = true;
    },
  };
  return program;
}
const inputs = [input('x', ['N', 2])];
const rows = (count: number): Feeds => ({
  x: { data: new Float32Array(count * 2), shape: [count, 2], dtype: 'float32' },
});

describe('the race of two engines for a model', () => {
  it('keeps the one that answers sooner, and disposes the other', async () => {
    const [slow, quick] = [taking(1, 0.02), taking(0.01, 0.001)];
    assert.equal(await quicker(slow, quick, inputs), quick);
    assert.deepEqual([slow.disposed, quick.disposed], [true, false]);
  });

  it('keeps both where one is quicker for a row and the other for many', async () => {
    const [light, strong] = [taking(0, 0.02), taking(0.06, 0.0002)];
    const both = await quicker(light, strong, inputs);
    for (const program of [light, strong]) program.runs.length = 0;
    both.runNow!(rows(1));
    await both.run(rows(200));
    assert.deepEqual([light.runs, strong.runs], [[1], [200]]);
    await both.dispose();
    assert.deepEqual([light.disposed, strong.disposed], [true, true]);
  });

  it('does not try many rows where they would hold the event loop', async () => {
    const [slow, quick] = [taking(3, 0), taking(0.5, 0)];
    await quicker(slow, quick, inputs);
    assert.ok([...slow.runs, ...quick.runs].every(count => count === 1));
  });

  it('keeps the one that works, where the other fails', async () => {
    const [broken, whole] = [taking(0, 0), taking(0.2, 0.01)];
    broken.run = async () => {
      throw new Error('no memory');
    };
    assert.equal(await quicker(broken, whole, inputs), whole);
    assert.equal(broken.disposed, true);
  });

  it('keeps the first where zeros are no row of the model: the message meets the error', async () => {
    const broken = taking(0, 0);
    broken.run = async () => {
      throw new Error('no row');
    };
    const other = taking(0, 0);
    other.run = broken.run;
    assert.equal(await quicker(broken, other, inputs), broken);
    assert.equal(other.disposed, true);
  });
});
