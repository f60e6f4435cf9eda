import assert from 'node:assert/strict';
import { openModelFile } from '../../src/engine';
import { encode } from '../../src/onnx/proto';
import { DataType } from '../../src/onnx/schema';
import { float } from './helpers';

/** y = softmax of each row of x, whose rows and columns are both open. */
function file(): Uint8Array {
  const dim = [{ dimParam: 'N' }, { dimParam: 'T' }];
  const type = { tensorType: { elemType: DataType.float32, shape: { dim } } };
  return encode('Model', {
    opsetImport: [{ version: 18 }],
    graph: {
      node: [{ name: 'it', opType: 'Softmax', input: ['x'], output: ['y'] }],
      input: [{ name: 'x', type }],
      output: [{ name: 'y', type }],
    },
  });
}

describe('a file with more than one open dimension', () => {
  it('is read for the sizes that come, again and again', async () => {
    const { program, mixes } = await openModelFile(file(), 'wasm');
    assert.match(mixes!, /only the first dimension may be open, received "T"/);
    for (const [rows, columns] of [
      [1, 2],
      [3, 4],
      [2, 7],
      [3, 4],
    ] as const) {
      const { y } = await program.run({ x: float([rows, columns], new Float32Array(rows * columns)) });
      assert.deepEqual([...y!.shape], [rows, columns]);
      assert.ok(y!.data.every(v => Math.abs(v - 1 / columns) < 1e-6));
    }
    await assert.rejects(
      program.run({ x: float([2], [1, 2]) }),
      /^model\.onnx: input "x": shape must be \[N, T\], received \[2\]/,
    );
    await assert.rejects(program.run({}), /^model\.onnx: input "x": shape must be \[N, T\], received nothing/);
    await program.dispose();
    await assert.rejects(program.run({ x: float([1, 1], [1]) }), /disposed/);
  });
});
