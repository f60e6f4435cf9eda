import assert from 'node:assert/strict';
import { constant } from '../../src/graph';
import { appendLayer, buildForward, emptyNetwork } from '../../src/network';
import { run } from './run';

/** Layers that draw random numbers in training: what is known of their distribution. */

const ROWS = 100;

/** The layer in training on a tensor [100, …shape] of one value, at a step. */
async function draw(
  className: string,
  args: Record<string, unknown>,
  { shape = [200], value = 1, step = 1 }: { shape?: number[]; value?: number; step?: number } = {},
): Promise<Float32Array> {
  const input = appendLayer(emptyNetwork(), { id: 'x', className: 'InputLayer', args: { shape } });
  const network = appendLayer(input, { id: 'it', className, args });
  const count = shape.reduce((a, d) => a * d, ROWS);
  const x = { data: new Float32Array(count).fill(value), shape: [ROWS, ...shape], dtype: 'float32' as const };
  const results = await run({ input: x }, () => {
    const { inputs, outputs } = buildForward(network, { training: true, key: constant(step, [], 'int32') });
    return { inputs: Object.values(inputs), outputs: { y: outputs[0]! } };
  });
  return results.y!.data as Float32Array;
}

const mean = (x: Float32Array): number => x.reduce((a, b) => a + b, 0) / x.length;
const deviation = (x: Float32Array): number => {
  const m = mean(x);
  return Math.sqrt(x.reduce((sum, v) => sum + (v - m) ** 2, 0) / x.length);
};
/** Within 4 standard errors of a mean, of a standard deviation of normal numbers. */
function assertNormal(y: Float32Array, expectedMean: number, expectedDeviation: number): void {
  const error = (4 * expectedDeviation) / Math.sqrt(y.length);
  assert.ok(Math.abs(mean(y) - expectedMean) < error, `mean ${mean(y)}`);
  assert.ok(Math.abs(deviation(y) - expectedDeviation) < error, `standard deviation ${deviation(y)}`);
}

describe('random layers in training', () => {
  it('GaussianNoise adds normal numbers of the given standard deviation', async () => {
    const y = await draw('GaussianNoise', { stddev: 0.3 }, { value: 2 });
    assertNormal(y, 2, 0.3);
    const within = (k: number) => y.filter(v => Math.abs(v - 2) < 0.3 * k).length / y.length;
    for (const [k, share] of [
      [1, 0.6827],
      [2, 0.9545],
      [3, 0.9973],
    ] as const)
      assert.ok(Math.abs(within(k) - share) < 4 * Math.sqrt((share * (1 - share)) / y.length), `${k}: ${within(k)}`);
    assert.ok(y.every(Number.isFinite));
  });
  it('GaussianDropout multiplies by numbers of mean 1 and variance rate / (1 − rate)', async () => {
    assertNormal(await draw('GaussianDropout', { rate: 0.2 }, { value: -3 }), -3, 3 * Math.sqrt(0.2 / 0.8));
  });
  it('AlphaDropout has two values, the given share of the lower one, and keeps mean 0 and variance 1', async () => {
    const rate = 0.3;
    const [low, high] = [await draw('AlphaDropout', { rate }, { value: -1 }), await draw('AlphaDropout', { rate })];
    const values = [...new Set(high)].sort((a, b) => a - b);
    assert.equal(values.length, 2);
    const dropped = high.filter(v => v === values[0]).length / high.length;
    assert.ok(Math.abs(dropped - rate) < 4 * Math.sqrt((rate * (1 - rate)) / high.length), `dropped ${dropped}`);
    // of inputs −1 and 1, which have mean 0 and variance 1, half each
    const both = Float32Array.from([...low, ...high]);
    assert.ok(Math.abs(mean(both)) < 0.03, `mean ${mean(both)}`);
    assert.ok(Math.abs(deviation(both) - 1) < 0.03, `standard deviation ${deviation(both)}`);
  });
  for (const className of ['Attention', 'AdditiveAttention'])
    it(`${className} drops the given share of the weights that a query gives`, async () => {
      // 8 equal steps of one number have weights of 1/8, of which some are dropped and the others divided by 0.75
      const y = await draw(className, { dropout: 0.25, useScale: false }, { shape: [8, 1] });
      for (const v of y) assert.ok(Math.abs(v * 6 - Math.round(v * 6)) < 1e-5, `${v} is no multiple of 1/6`);
      assertNormal(y, 1, Math.sqrt(0.25 / 0.75 / 8));
    });
  for (const [className, shape] of [
    ['SpatialDropout1D', [5, 40]],
    ['SpatialDropout2D', [2, 3, 40]],
  ] as const)
    it(`${className} drops the given share of channels, each as a whole`, async () => {
      const y = await draw(className, { rate: 0.4 }, { shape: [...shape] });
      const places = y.length / ROWS / 40;
      let dropped = 0;
      for (let row = 0; row < ROWS; row++)
        for (let channel = 0; channel < 40; channel++) {
          const first = y[row * places * 40 + channel]!;
          for (let place = 0; place < places; place++)
            assert.equal(y[(row * places + place) * 40 + channel], first, 'one channel, one fate');
          if (first === 0) dropped++;
          else assert.ok(Math.abs(first - 1 / 0.6) < 1e-6);
        }
      const share = dropped / (ROWS * 40);
      assert.ok(Math.abs(share - 0.4) < 4 * Math.sqrt((0.4 * 0.6) / (ROWS * 40)), `dropped ${share}`);
    });
  for (const [className, args] of [
    ['GaussianNoise', { stddev: 0.1 }],
    ['GaussianDropout', { rate: 0.5 }],
    ['AlphaDropout', { rate: 0.5 }],
  ] as const)
    it(`${className}: others at the next step, the same at the same step`, async () => {
      const [first, again, next] = [
        await draw(className, args),
        await draw(className, args),
        await draw(className, args, { step: 2 }),
      ];
      assert.deepEqual(again, first);
      assert.notDeepEqual(next, first);
    });
  it('nothing is drawn at rate or deviation 0', async () => {
    for (const [className, args] of [
      ['GaussianNoise', { stddev: 0 }],
      ['GaussianDropout', { rate: 0 }],
      ['AlphaDropout', { rate: 0 }],
    ] as const)
      assert.ok(
        (await draw(className, args)).every(v => v === 1),
        className,
      );
  });
});
