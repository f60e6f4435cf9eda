import assert from 'node:assert/strict';
import { join } from 'node:path';
import { writeOnnx } from '../../src/engine';
import * as g from '../../src/graph';
import { setLimits } from '../../src/graph';
import { createPredictor } from '../../src/inference';
import { place } from '../../src/inference/placement';
import { WorkerProgram } from '../../src/inference/worker/client';
import { Tensor } from '../../src/values';
import { bundle } from '../training/program';
import { assertSame, closeAll, closing, datasetOf, engine, rows } from './by-hand';
import { modelFor } from './models';

const resolveFrom = [join(__dirname, '../..')];
const port = { name: 'x', columns: null, shape: [64], dtype: 'float32' as const };

/** y = x · w · w …, with a given number of products, so that a row takes any time. */
function products(times: number, size = 64): Uint8Array {
  const x = g.input('x', ['N', size] as never);
  const w = g.constant(
    Float32Array.from({ length: size * size }, (_, i) => Math.sin(i) / size),
    [size, size],
  );
  let y: g.GraphNode = x;
  for (let i = 0; i < times; i++) y = g.tanh(g.matmul(y, w));
  return writeOnnx({ inputs: [x], outputs: { y } });
}
const feed = (count: number, value = 1) => ({
  x: { data: new Float32Array(count * 64).fill(value), shape: [count, 64], dtype: 'float32' as const },
});

describe(`inference in threads on ${engine}`, function () {
  this.timeout(120_000);
  let entry: string;
  let remove: () => void;
  before(async () => {
    ({ path: entry, remove } = await bundle('src/inference/worker/thread.ts'));
  });
  after(() => remove());
  afterEach(closeAll);
  const opening = (onnx: Uint8Array) => ({
    onnx,
    engine: engine!,
    resolveFrom,
    threads: 1,
    inputs: [port],
    rowLimit: 0,
  });

  it('a small model stays in this thread, one whose row takes longer goes to another', async () => {
    const options = { engine, resolveFrom, worker: { entry } };
    const small = await place(products(1), [port], options);
    assert.ok(!(small.program instanceof WorkerProgram));
    assert.equal(small.gather, false);
    const slow = await place(products(1), [port], { ...options, rowLimit: 0 });
    assert.ok(slow.program instanceof WorkerProgram);
    assert.equal(slow.gather, true);
    assert.ok(slow.rows >= 1);
    const [here, there] = await Promise.all([small, slow].map(placed => placed.program.run(feed(3))));
    assert.deepEqual(there!.y, here!.y);
    await Promise.all([small, slow].map(placed => placed.program.dispose()));
  });

  it('a model is opened there: this thread is free meanwhile, and gets what is made of it', async () => {
    // three convolutions of 32 filters on 128×128
    const x = g.input('x', ['N', 128, 128, 3]);
    let y = g.transpose(x, [0, 3, 1, 2]);
    for (const channels of [3, 32, 32])
      y = g.relu(g.conv(y, g.constant(new Float32Array(32 * channels * 9).fill(0.01), [32, channels, 3, 3])));
    const onnx = writeOnnx({ inputs: [x], outputs: { y: g.mean(y, [2, 3]) } });
    const shape = [128, 128, 3];
    const began = performance.now();
    let [last, held] = [began, 0];
    const timer = setInterval(() => {
      held = Math.max(held, performance.now() - last);
      last = performance.now();
    }, 1);
    const placed = await place(onnx, [{ ...port, shape }], { engine, resolveFrom, worker: { entry } });
    clearInterval(timer);
    const took = performance.now() - began;
    assert.ok(placed.program instanceof WorkerProgram);
    assert.ok(held < took / 3, `held for ${held.toFixed(0)} of ${took.toFixed(0)} ms`);
    await placed.program.dispose();
  });

  it('what is handed over answers as the thread does: one row, many, wrong ones', async () => {
    const ids = g.input('ids', ['N', 3], 'int32');
    const table = g.constant(
      Float32Array.from({ length: 35 }, (_, i) => Math.sin(i)),
      [7, 5],
    );
    const onnx = writeOnnx({ inputs: [ids], outputs: { y: g.softmax(g.gather(table, ids)), all: g.sum(ids, [1]) } });
    const ports = [{ ...port, name: 'ids', shape: [3], dtype: 'int32' as const }];
    const options = { engine, resolveFrom, worker: { entry } };
    const [here, there] = [
      await place(onnx, ports, options),
      await place(onnx, ports, { ...options, rowLimit: 0 }), // always there
    ];
    assert.ok(!(here.program instanceof WorkerProgram) && there.program instanceof WorkerProgram);
    for (const count of [1, 2, 63, 64, 200, 0]) {
      const feeds = () => ({
        ids: {
          data: Int32Array.from({ length: 3 * count }, (_, i) => i % 7),
          shape: [count, 3],
          dtype: 'int32' as const,
        },
      });
      if (count > 0 || engine === 'wasm')
        assert.deepEqual(here.program.runNow!(feeds()), await there.program.run(feeds()));
    }
    const wrong = { ids: { data: Int32Array.of(0, 9, 0), shape: [1, 3], dtype: 'int32' as const } };
    assert.throws(() => here.program.runNow!(wrong), /(index|indices).* 9|idx=9/);
    await Promise.all([here, there].map(placed => placed.program.dispose()));
    assert.throws(() => here.program.runNow!(wrong), /disposed/);
  });

  it('refuses a model whose rows have to do with each other', async () => {
    const x = g.input('x', ['N', 64]);
    const onnx = writeOnnx({ inputs: [x], outputs: { y: g.sub(x, g.mean(x, [0], true)) } });
    await assert.rejects(
      place(onnx, [port], { engine, resolveFrom, worker: { entry } }),
      /^model\.onnx: .*reads other rows of the batch.*which messages arrive together/,
    );
  });

  it('a file beyond the limits reaches no engine, and one that takes too long is given up', async () => {
    const x = g.input('x', ['N', 64]);
    const wide = writeOnnx({ inputs: [x], outputs: { y: g.pad(x, 1, 0, 2 ** 20) } });
    const options = { engine, resolveFrom, worker: { entry } };
    setLimits({ elements: 2 ** 16 });
    await assert.rejects(place(wide, [port], options), /^model\.onnx: .*would have .* at most 65536/);
    setLimits({});
    await assert.rejects(
      place(products(20_000), [port], { ...options, worker: { entry, openLimit: 100 } }),
      /^model\.onnx: was not opened within 0\.1 s$/,
    );
  });

  it('a large file is opened there at once', async () => {
    const placed = await place(products(1, 1600), [{ ...port, shape: [1600] }], {
      engine,
      resolveFrom,
      worker: { entry },
    });
    assert.ok(placed.program instanceof WorkerProgram);
    await placed.program.dispose();
  });

  it('predicts there as here: records, lists, tensors, errors of one message, many at once', async () => {
    const model = modelFor({ dataset: await datasetOf(['species']) });
    const here = closing(await createPredictor(model, { engine }));
    const there = closing(await createPredictor(model, { engine, resolveFrom, rowLimit: 0, worker: { entry } }));
    assertSame(await there.predict(rows[3]), await here.predict(rows[3]));
    assertSame(await there.predict(rows), await here.predict(rows));
    const tensor = (await there.predict(rows, 'tensor')) as Tensor;
    assertSame([...tensor.data], [...((await here.predict(rows, 'tensor')) as Tensor).data]);
    const answers = await Promise.all(
      rows.map((row, i) =>
        there.predict(i === 7 ? { ...row, weight: 'heavy' } : row, 'label').catch((error: Error) => error.message),
      ),
    );
    const labels = (await here.predict(rows, 'label')) as string[];
    for (const [i, answer] of answers.entries())
      if (i === 7) assert.match(String(answer), /weight.*heavy/);
      else assert.equal(answer, labels[i]);
  });

  it('leaves the event loop free while it computes', async () => {
    const program = await WorkerProgram.open(opening(products(4000)), { entry });
    await program.run(feed(1));
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await program.run(feed(64));
    clearInterval(timer);
    assert.ok(turns > 3, `${turns} turns in ${program.time.toFixed(0)} ms`);
    await program.dispose();
  });

  it('numbers travel by change of owner, a Tensor’s in shared memory', async () => {
    const program = await WorkerProgram.open(opening(products(1)), { entry });
    const own = feed(2, 0.5);
    const { y } = await program.run(own);
    assert.equal(own.x.data.length, 0, 'given away');
    const tensor = new Tensor(new Float32Array(128).fill(0.5), [2, 64]);
    const shared = { x: { data: tensor.data as Float32Array, shape: [2, 64], dtype: 'float32' as const } };
    assert.deepEqual((await program.run(shared)).y, y);
    assert.equal(tensor.data.length, 128);
    await program.dispose();
  });

  it('a thread that ends by itself fails what is under way, and the next run has another', async () => {
    const program = await WorkerProgram.open(opening(products(4000)), { entry });
    const first = program.threadId;
    const { y } = await program.run(feed(1));
    const running = program.run(feed(64));
    await endThread(program);
    await assert.rejects(
      running,
      /^model: its prediction thread ended unexpectedly .*The next message starts another one$/,
    );
    assert.deepEqual((await program.run(feed(1))).y, y);
    assert.notEqual(program.threadId, first);
    await program.dispose();
    await assert.rejects(program.run(feed(1)), /disposed/);
    assert.equal(program.threadId, null);
  });

  it('a thread whose memory grew is replaced, and no message notices', async () => {
    const program = await WorkerProgram.open(opening(products(3)), { entry, memoryLimit: 2 ** 20 });
    const { y } = await program.run(feed(1));
    // the memory that a run takes from the system depends on what was freed before: it may need a few runs
    let ended = false;
    for (let run = 0; run < 20 && !ended; run++) {
      const size = 4096 * (1 + run);
      assert.equal((await program.run(feed(size))).y!.shape[0], size);
      ended = program.threadId === null;
    }
    assert.ok(ended, 'was ended at least once');
    assert.deepEqual((await program.run(feed(1))).y, y);
    await program.dispose();
  });

  it('says what is wrong with a model that cannot be read, and leaves no thread', async () => {
    await assert.rejects(
      WorkerProgram.open(opening(new Uint8Array(9_000_000)), { entry }),
      /ONNX Runtime stopped|not an ONNX file/,
    );
  });

  it('dispose waits for what is under way; twice is right', async () => {
    const program = await WorkerProgram.open(opening(products(1000)), { entry });
    const running = program.run(feed(16));
    await Promise.all([program.dispose(), program.dispose()]);
    assert.equal((await running).y!.shape[0], 16);
  });
});

/** Ends the thread as a crash would, from outside. */
async function endThread(program: WorkerProgram): Promise<void> {
  const { thread } = program as unknown as { thread: { worker: { terminate(): Promise<number> } } };
  await thread.worker.terminate();
}
