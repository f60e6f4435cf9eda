import assert from 'node:assert/strict';
import { input, mul } from '../../src/graph';
import type { HostTensor } from '../../src/spec';
import { engineName, testEngine } from '../engines';

describe(`state that goes to zero on ${engineName}`, () => {
  it('is zero before it is denormal, and larger numbers are what they are', async function () {
    if (!engineName.startsWith('onnx')) this.skip(); // TensorFlow has its processor do it
    const moment = input('moment', [4]);
    const factor = input('factor', []);
    const program = await (await testEngine()).compileLoop({
      data: [],
      scalars: [factor],
      state: [{ input: moment, next: mul(moment, factor) }],
      outputs: {},
    });
    const float32 = (data: number[], shape: number[]): HostTensor => ({
      data: Float32Array.from(data),
      shape,
      dtype: 'float32',
    });
    try {
      let state = float32([1, -1, 1e-17, Number.NaN], [4]);
      const steps = 32;
      for (let run = 1; run <= 30; run++) {
        const now = { moment: state, factor: float32(Array<number>(steps).fill(0.9), [steps]) };
        state = (await program.run(now)).moment!;
        const expected = Math.fround(0.9) ** (steps * run);
        for (const [i, begin] of [1, -1, 1e-17].entries()) {
          const value = state.data[i]!;
          assert.ok(value === 0 || Math.abs(value) > 2 ** -126, `${value} is denormal`);
          if (Math.abs(begin * expected) > 1e-24)
            assert.ok(Math.abs(value / (begin * expected) - 1) < 1e-5, `${value} should be ${begin * expected}`);
        }
        assert.ok(Number.isNaN(state.data[3]));
      }
      assert.equal(state.data[0], 0);
    } finally {
      await program.dispose();
    }
  });
});
