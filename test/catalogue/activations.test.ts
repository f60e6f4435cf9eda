import assert from 'node:assert/strict';
import { activations } from '../../src/catalogue';
import { gradient, input } from '../../src/graph';
import { assertClose, float32, type Numbers, oracle } from './oracle';
import { run } from './run';

interface Oracle {
  readonly x: Numbers;
  readonly dy: Numbers;
  readonly activations: Readonly<Record<string, { readonly output: Numbers; readonly gradient: Numbers }>>;
}

describe('activations', () => {
  const keras = oracle<Oracle>('activations');
  for (const { key, call } of Object.values(activations))
    it(`${key} and its gradient are Keras's`, async () => {
      const expected = keras.activations[key];
      assert.ok(expected, 'Keras was not asked: run test/oracle/catalogue.py');
      const results = await run({ x: float32(keras.x), dy: float32(keras.dy) }, () => {
        const [x, dy] = [input('x', ['N', 4]), input('dy', ['N', 4])];
        const y = call(x);
        // linear gives x itself, which an engine need not return
        return { inputs: [x, dy], outputs: { y, dx: gradient(y, [x], dy)[0]! } };
      });
      assertClose(results.y!, expected.output, 1e-5, key);
      assertClose(results.dx!, expected.gradient, 1e-5, `gradient of ${key}`);
    });
});
