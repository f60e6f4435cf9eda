import assert from 'node:assert/strict';
import { hashUniform, withSharing } from '../../src/graph';
import { appendLayer, buildForward, emptyNetwork, initialWeights, weightFeeds } from '../../src/network';
import { EACH_STEP } from '../../src/network/keras/time-distributed';
import { run } from '../catalogue/run';
import { distance } from '../training/samples';

const [ROWS, STEPS, SIZE] = [2, 3, 4];
const x = hashUniform(ROWS * STEPS * SIZE, 5).map(u => 4 * u - 2);

/** What the layer makes of the same numbers in this shape, the batch first. */
async function resultOf(className: string, args: object, shape: readonly number[]): Promise<Float32Array> {
  const start = appendLayer(emptyNetwork(), { id: 'x', className: 'InputLayer', args: { shape: shape.slice(1) } });
  const network = appendLayer(start, { id: 'it', className, args: { ...args } });
  const { weights, inputs, outputs } = withSharing(() => buildForward(network, { training: false }));
  const feeds = weightFeeds(weights, initialWeights(network, 3));
  const results = await run({ input: { data: x, shape, dtype: 'float32' }, ...feeds }, () => ({
    inputs: [...Object.values(inputs), ...weights.map(({ node }) => node)],
    outputs: { y: outputs[0]! },
  }));
  return results.y!.data as Float32Array;
}

describe('a layer around which a TimeDistributed is left out', () => {
  const ARGS: Readonly<Record<string, object>> = {
    Dense: { units: 5 },
    Activation: { activation: 'tanh' },
    Rescaling: { scale: 2, offset: 1 },
  };
  for (const className of EACH_STEP)
    it(`${className} takes each step by itself`, async () => {
      const args = ARGS[className] ?? {};
      const together = await resultOf(className, args, [ROWS, STEPS, SIZE]);
      const apart = await resultOf(className, args, [ROWS * STEPS, SIZE]);
      assert.equal(together.length, apart.length);
      assert.ok(distance(together, apart) < 1e-6);
    });
});
