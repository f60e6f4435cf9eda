import assert from 'node:assert/strict';
import { rewritesFor } from '../../src/engine';
import type { Engine, Program } from '../../src/engine/engine';
import { OnnxEngine } from '../../src/engine/ort';
import { wasmEngine } from '../../src/engine/wasm';
import { train } from '../../src/training';
import { compiled, disposed } from '../../src/training/compiled';
import { startWeights } from '../../src/training/initial-weights';
import { prepare } from '../../src/training/prepared';
import { buildStep } from '../../src/training/step/step';
import { withMoreThreads } from '../../src/training/threads';
import { engineName } from '../engines';
import { referenceDataset, referencePlan, sampleDataset, samplePlan } from './samples';

const sleep = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds));

/** How an engine behaves with a number of threads. */
interface Behavior {
  /** milliseconds that each call takes at least */
  readonly time: number;
  /** added to the loss of each step */
  readonly error?: number;
  /** of these calls only: several steps at once */
  readonly onlySeveral?: true;
}

/** An engine whose calls take as long as is said, and give as exact numbers. */
function pretended(behaviors: Readonly<Record<number, Behavior>>, asked: number[], open: Set<Program>): Engine {
  const withThreads = (threads: number): Engine => {
    asked.push(threads);
    const { time, error = 0, onlySeveral } = behaviors[threads]!;
    return {
      name: 'wasm',
      threads,
      withThreads,
      compile: graph => wasmEngine.compile(graph),
      compileLoop: async step => {
        const program = await wasmEngine.compileLoop(step);
        const slow: Program = {
          async run(feeds) {
            await sleep(time);
            const results = await program.run(feeds);
            const { loss } = results;
            if (!onlySeveral || loss!.data.length > 1) loss!.data[0]! += error;
            return results;
          },
          async dispose() {
            open.delete(slow);
            await program.dispose();
          },
        };
        open.add(slow);
        return slow;
      },
    };
  };
  return withThreads(1);
}

describe('the number of threads', function () {
  this.timeout(120_000);

  describe('that a training chooses', () => {
    before(function () {
      if (engineName !== 'wasm') this.skip();
    });

    async function chosen(
      behaviors: Readonly<Record<number, Behavior>>,
      { most = 4, epochs = 1e6, ended = false } = {},
    ) {
      const [asked, open]: [number[], Set<Program>] = [[], new Set()];
      const engine = pretended(behaviors, asked, open);
      const job = prepare(samplePlan({ epochs, batchSize: 32 }), sampleDataset(100, 20));
      const step = buildStep(job, rewritesFor('wasm'));
      const one = await compiled(job, step, engine);
      const start = { saved: null, state: step.begin(startWeights(job)), ended: () => ended };
      let told = 0;
      const choice = {
        most: () => most,
        fits: () => true,
        chose: (threads: number) => {
          told = threads;
        },
      };
      const best = await withMoreThreads(one, engine, choice, start);
      assert.equal(told, best.threads);
      assert.deepEqual([...open], [best.program], 'only what is used stays open');
      await disposed(best);
      return { threads: best.threads, asked: asked.slice(1) };
    }
    const [slow, faster, fastest] = [{ time: 120 }, { time: 40 }, { time: 0 }];

    it('is the largest that made a step clearly faster', async () => {
      assert.deepEqual(await chosen({ 1: slow, 2: faster, 3: fastest }, { most: 3 }), { threads: 3, asked: [2, 3] });
    });

    it('is one if a second makes it no faster, and no more are tried', async () => {
      assert.deepEqual(await chosen({ 1: faster, 2: slow }), { threads: 1, asked: [2] });
    });

    it('is none that gives other bits, in whatever calls', async () => {
      const wrong = { ...faster, error: 1e-6 };
      assert.equal((await chosen({ 1: slow, 2: wrong, 4: wrong })).threads, 1);
      assert.equal((await chosen({ 1: slow, 2: { ...wrong, onlySeveral: true }, 4: fastest })).threads, 4);
    });

    it('is one for a short training, and where no core or no time is left', async () => {
      const both = { 1: slow, 2: faster };
      for (const wish of [{ epochs: 3 }, { most: 1 }, { ended: true }])
        assert.deepEqual(await chosen(both, wish), { threads: 1, asked: [] }, JSON.stringify(wish));
    });
  });

  describe('of ONNX Runtime', () => {
    before(function () {
      if (engineName !== 'onnx') this.skip();
    });
    const losses = async (threads: number): Promise<readonly number[]> => {
      const engine = OnnxEngine.load([], threads);
      const { history } = (await train(referencePlan({ epochs: 3 }), referenceDataset(330), engine)).card;
      return [...history.loss!, ...(history.val_loss ?? [])];
    };

    it('changes no loss by more than rounding, and two runs with two threads are the same', async () => {
      const [one, two, again] = [await losses(1), await losses(2), await losses(2)];
      assert.deepEqual(two, again);
      for (const [i, loss] of one.entries()) assert.ok(Math.abs(two[i]! / loss - 1) < 1e-6, `${two[i]} for ${loss}`);
    });

    it('is told with the progress', async () => {
      const told = new Set<unknown>();
      const onProgress = ({ threads }: { threads?: number }) => told.add(threads);
      for (const threads of [1, 2])
        await train(samplePlan({ epochs: 1 }), sampleDataset(64), OnnxEngine.load([], threads), { onProgress });
      assert.deepEqual([...told], [undefined, 2]);
    });
  });
});
