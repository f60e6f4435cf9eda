import assert from 'node:assert/strict';
import { input, neg } from '../../../src/graph';
import { engineName, testEngine } from '../../engines';
import { float } from '../helpers';

describe(`a run on ${engineName}`, () => {
  it('is over before the event loop turns', async function () {
    if (!engineName.startsWith('onnx')) this.skip();
    const engine = await testEngine();
    const x = input('x', ['N']);
    const program = await engine.compile({ inputs: [x], outputs: { y: neg(x) } });
    try {
      let turned = false;
      setImmediate(() => {
        turned = true;
      });
      const { y } = await program.run({ x: float([2], [1, 2]) });
      assert.equal(turned, false);
      assert.deepEqual([...y!.data], [-1, -2]);
    } finally {
      await program.dispose();
    }
  });
});
