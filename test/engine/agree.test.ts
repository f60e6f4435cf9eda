import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openModelFile, type Program, writeOnnx } from '../../src/engine';
import { agreement, difference, randomRows } from '../../src/engine/agree';
import * as g from '../../src/graph';
import type { Feeds } from '../../src/spec';
import { float } from './helpers';

const inputs = [g.input('x', ['N', 2])];

/** Computes f of each number; says what it was fed with and whether it was disposed. */
function computing(f: (x: number) => number): Program & { disposed: boolean; fed: Feeds[] } {
  const program = {
    disposed: false,
    fed: [] as Feeds[],
    async run(feeds: Feeds) {
      program.fed.push(feeds);
      const { data, shape } = feeds.x!;
      return { y: float(shape, Float32Array.from(data as Float32Array, f)) };
    },
    async dispose() {
      program.disposed = true;
    },
  };
  return program;
}
const never = async (): Promise<Program> => assert.fail('no witness is needed');

describe('two engines for one model', () => {
  it('agree where they differ by rounding, on rows of all kinds and sizes', async () => {
    const [ours, theirs] = [computing(x => x / 3), computing(x => x / 3 + 1e-6)];
    assert.deepEqual(await agreement(ours, theirs, inputs, never), { keep: [ours, theirs], note: null });
    const rows = ours.fed.flatMap(feeds => [...feeds.x!.data]);
    assert.ok(rows.some(x => x < 0) && rows.some(x => x > 0));
    // of four rows one is negative throughout
    const four = [...randomRows(inputs, 4).x!.data];
    assert.ok(four.slice(4, 6).every(x => x <= 0));
  });

  it('where an optimizer is wrong for negative numbers alone, the witness stands by us', async () => {
    const witness = computing(x => Math.max(x, 0));
    const [ours, theirs] = [computing(x => Math.max(x, 0)), computing(x => x)];
    const { keep, note } = await agreement(ours, theirs, inputs, async () => witness);
    assert.deepEqual(keep, [ours]);
    assert.match(note!, /output "y" is 0 by one and -.* by the other: ONNX Runtime's optimizers change/);
    assert.equal(witness.disposed, true);
  });

  it('where we read wrongly, the witness stands by ONNX Runtime', async () => {
    const theirs = computing(x => x);
    const { keep, note } = await agreement(
      computing(x => x + 1),
      theirs,
      inputs,
      async () => computing(x => x),
    );
    assert.deepEqual(keep, [theirs]);
    assert.match(note!, /WebAssembly computes this model differently\. It runs on ONNX Runtime/);
  });

  it('where both are alone with what they say, the witness answers itself', async () => {
    const witness = computing(x => x);
    const { keep } = await agreement(
      computing(x => x + 1),
      computing(x => x + 2),
      inputs,
      async () => witness,
    );
    assert.deepEqual([keep, witness.disposed], [[witness], false]);
  });

  it('fail or give no numbers alike: nothing can be said, and they race', async () => {
    const nan = computing(() => Number.NaN);
    const broken = computing(() => 0);
    broken.run = async () => {
      throw new Error('no row');
    };
    assert.equal(
      (
        await agreement(
          nan,
          computing(() => Number.NaN),
          inputs,
          never,
        )
      ).note,
      null,
    );
    assert.equal((await agreement(broken, nan, inputs, never)).keep.length, 2);
  });

  it('indices are 0 and 1', () => {
    const { i } = randomRows([g.input('i', ['N', 50], 'int32')], 1);
    assert.deepEqual(new Set(i!.data), new Set([0, 1]));
  });

  it('differ where a shape does', () => {
    assert.match(difference({ y: float([2], [1, 2]) }, { y: float([2, 1], [1, 2]) })!, /another shape/);
  });
});

describe('an ONNX Runtime whose optimizers are wrong', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'tensorwire-'));
    const own = join(folder, 'node_modules/onnxruntime-node');
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'package.json'), '{"name":"onnxruntime-node","main":"index.js"}');
    // the real one, which adds 1 where its optimizers are on
    writeFileSync(
      join(own, 'index.js'),
      `const ort = require(${JSON.stringify(require.resolve('onnxruntime-node'))});
      module.exports = { Tensor: ort.Tensor, env: ort.env, InferenceSession: { async create(file, options) {
        const session = await ort.InferenceSession.create(file, options);
        if (options.graphOptimizationLevel !== 'all') return session;
        return {
          inputMetadata: session.inputMetadata, outputNames: session.outputNames, release: () => session.release(),
          async run(feeds) {
            const results = await session.run(feeds);
            for (const name in results) for (const i of results[name].data.keys()) results[name].data[i]++;
            return results;
          },
        };
      } } };`,
    );
  });
  after(() => rmSync(folder, { recursive: true }));

  it('does not answer for a model, and it is said', async () => {
    const [x] = inputs;
    const file = writeOnnx({ inputs, outputs: { y: g.mul(x!, 2) } });
    const { program, notes } = await openModelFile(file, 'auto', [folder]);
    const { y } = await program.run({ x: float([1, 2], [1, -3]) });
    assert.deepEqual([...y!.data], [2, -6]);
    assert.match(notes[0]!, /ONNX Runtime's optimizers change what this model computes/);
    await program.dispose();
  });

  it('does not answer for a model that is too large for a race: the witness does', async () => {
    const [x] = inputs;
    // no row of it is computed: one takes 2·10¹⁰ multiply-adds
    const [signals, kernel] = [g.input('signals', ['N', 2048, 1024]), g.input('kernel', [1024, 10_240])];
    const y = g.mul(x!, 2);
    const file = writeOnnx({
      inputs: [x!, signals, kernel],
      outputs: { y, z: g.mean(g.matmul(signals, kernel), [1, 2]) },
    });
    const { program, race, nativeTime, notes } = await openModelFile(file, 'auto', [folder]);
    assert.deepEqual([race.few, race.many, nativeTime], [program, program, 0]);
    assert.match(notes[0]!, /^the model is too large to compare two engines/);
    await program.dispose();
  });
});
