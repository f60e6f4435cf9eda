import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import type { Engine } from '../../../src/engine';
import { TensorwireError } from '../../../src/errors';
import * as g from '../../../src/graph';
import { engineName, testEngine } from '../../engines';
import { float, int, noise } from '../helpers';

describe(`ONNX Runtime as ${engineName}`, () => {
  let engine: Engine;
  before(async function () {
    if (!engineName.startsWith('onnx')) this.skip();
    engine = await testEngine();
  });

  it('runs on the runtime that was asked for', async () => {
    assert.equal(engine.name, engineName);
    const x = g.input('x', ['N']);
    const program = await engine.compile({ inputs: [x], outputs: { y: g.neg(x) } });
    await program.dispose();
    const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] };
    const native = sharedObjects.some(file => file.includes('onnxruntime_binding'));
    assert.equal(native, engineName === 'onnx');
  });

  describe('errors', () => {
    const fails = async (run: Promise<unknown>, message: RegExp) =>
      assert.rejects(run, (error: unknown) => {
        assert.ok(error instanceof TensorwireError, String(error));
        assert.match(error.message, message);
        return true;
      });

    it('name the input that is missing or does not fit', async () => {
      const x = g.input('x', ['N', 3]);
      const z = g.input('z', ['N'], 'int32');
      await fails(engine.compile({ inputs: [x, z], outputs: { z: g.neg(z) } }), /both named "z"/);
      const good = await engine.compile({ inputs: [x, z], outputs: { y: g.neg(x), w: g.neg(z) } });
      const z2 = int([2], [1, 2]);
      await fails(good.run({ z: z2 }), /input "x" is missing/);
      await fails(good.run({ x: noise([2, 4]), z: z2 }), /input "x": shape must be \[N, 3\], received \[2, 4\]/);
      await fails(
        good.run({ x: noise([2, 3]), z: int([3], [1, 2, 3]) }),
        /input "z": shape must be \[2\], received \[3\]/,
      );
      await fails(
        good.run({ x: int([2, 3], new Array(6).fill(1)), z: z2 }),
        /input "x": dtype must be "?float32"?, received "?int32/,
      );
      await fails(
        good.run({ x: { ...noise([2, 3]), shape: [1, 3] }, z: int([1], [1]) }),
        /data must be "?3 numbers"?, received "?6/,
      );
      assert.equal((await good.run({ x: noise([2, 3]), z: z2 })).w!.data[1], -2);
      await good.dispose();
    });

    it('are exceptions, and nothing is printed', () => {
      const script = `
        const { chooseEngine } = require('./src/engine');
        const g = require('./src/graph');
        (async () => {
          const at = g.input('at', ['N'], 'int32');
          const engine = await chooseEngine({ name: '${engineName}' });
          const program = await engine.compile({ inputs: [at], outputs: { y: g.gather(g.constant([1, 2, 3]), at) } });
          const feed = { data: Int32Array.of(99), shape: [1], dtype: 'int32' };
          await program.run({ at: feed }).catch(() => console.log('failed'));
        })();`;
      const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '-e', script], { encoding: 'utf8' });
      assert.equal(stdout, 'failed\n');
      assert.equal(stderr, '');
    });

    it('name the layer where ONNX Runtime stopped, and leave the program usable', async () => {
      const at = g.input('at', ['N'], 'int32');
      const y = g.scoped('embedding_1', () => g.gather(g.constant([1, 2, 3]), at));
      const program = await engine.compile({ inputs: [at], outputs: { y } });
      await fails(program.run({ at: int([2], [0, 7]) }), /^embedding_1: ONNX Runtime stopped in Gather: .*idx=7/);
      assert.deepEqual([...(await program.run({ at: int([1], [2]) })).y!.data], [3]);
      await program.dispose();
    });

    it('say that a program was disposed; disposing twice and during a run is right', async () => {
      const x = g.input('x', ['N']);
      const program = await engine.compile({ inputs: [x], outputs: { y: g.neg(x) } });
      const running = program.run({ x: float([1], [1]) });
      await program.dispose();
      assert.equal((await running).y!.data[0], -1);
      await program.dispose();
      await fails(program.run({ x: float([1], [1]) }), /was disposed/);
    });

    it('say that an input is not among the inputs, or that nothing tells the batch', async () => {
      const x = g.input('x', ['N', 2]);
      const w = g.input('w', [2]);
      await fails(engine.compile({ inputs: [x], outputs: { y: g.add(x, w) } }), /input "w" is/);
      await fails(engine.compile({ inputs: [w], outputs: { y: g.broadcastTo(w, ['N', 2]) } }), /batch size is needed/);
    });
  });
});
