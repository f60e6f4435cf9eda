import assert from 'node:assert/strict';
import { chooseEngine } from '../../src/engine';
import {
  averagePool,
  DEFAULT_LIMITS,
  gradient,
  input,
  limits,
  limitsFrom,
  maxPool,
  pad,
  reshape,
  setLimits,
  topological,
} from '../../src/graph';
import { appendLayer, buildForward, describeNetwork } from '../../src/network';
import { run } from '../catalogue/run';
import { inputOf, next } from '../network/sample';

describe('limits of a graph', () => {
  afterEach(() => setLimits({}));

  it('a value beyond them is refused, with its size and how to raise the limit', () => {
    assert.throws(
      () => pad(input('x', ['N', 4]), 1, 0, 2 ** 31 - 1),
      /pad: a value of shape \[N, 2147483651\] would have 2147483651 numbers a row, at most 268435456 are allowed: .*tensorwire\.limits\.elements/,
    );
    assert.throws(() => reshape(input('x', ['N', 4]), ['N', 4, ...Array<number>(40).fill(1)]), /32 axes at most/);
  });

  it('an administrator raises or lowers them', () => {
    setLimits(limitsFrom({ elements: 100 }));
    assert.throws(() => input('x', ['N', 101]), /at most 100 are allowed/);
    assert.equal(limits().parameters, DEFAULT_LIMITS.parameters);
    setLimits({ elements: 2 ** 40 });
    assert.deepEqual(input('x', ['N', 2 ** 30]).shape, ['N', 2 ** 30]);
  });

  it('a wrong setting is named', () => {
    assert.throws(
      () => limitsFrom({ elements: '5' }),
      /settings.js: tensorwire.limits.elements must be a number of at least 1, received "5"/,
    );
    assert.throws(
      () => limitsFrom({ element: 5 }),
      /tensorwire.limits may have elements, parameters, .* received "element"/,
    );
    assert.throws(() => limitsFrom([1]), /tensorwire.limits may have/);
    assert.deepEqual(limitsFrom(undefined), {});
  });

  it('layers that are allowed one by one may be too much together; the error is of the layer that is', () => {
    const units = 2 ** 14;
    const wide = next(inputOf('x', [units]), 'Dense', { units }, 'first');
    assert.throws(
      () => appendLayer(wide, { id: 'b', className: 'Dense', label: 'second', args: { units } }),
      /second: the network up to here would have 536903680 parameters, at most 536870912 are allowed/,
    );
  });

  it('a pool of 5000 on a picture of 8×8 is described in no time, and counts what its windows have', () => {
    const network = next(
      inputOf('x', [8, 8, 2]),
      'AveragePooling2D',
      { poolSize: 5000, padding: 'same', strides: 1 },
      'pool',
    );
    assert.deepEqual(describeNetwork(network).layers.pool!.shape, ['N', 8, 8, 2]);
    const shares = averagePool(input('x', ['N', 1, 4]), [3], { strides: [1], pads: [[1, 1]] }).inputs[1]!;
    assert.deepEqual(
      [...(shares.attributes.data as Float32Array)].map(share => 1 / share).map(Math.round),
      [2, 3, 3, 2],
    );
  });

  it('a pool is no larger than what it can reach, and gives the same', async () => {
    const x = { shape: [1, 1, 5], data: Float32Array.from([3, 1, 4, 1, 5]), dtype: 'float32' as const };
    const both = async (window: number, pads: readonly [number, number], stride: number) => {
      const options = { strides: [stride], pads: [pads] };
      const { max, average } = await run({ x }, () => {
        const x = input('x', ['N', 1, 5]);
        return {
          inputs: [x],
          outputs: { max: maxPool(x, [window], options), average: averagePool(x, [window], options) },
        };
      });
      return [[...max!.data], [...average!.data].map(v => Math.round(v * 1e5) / 1e5)];
    };
    // by hand: the windows of 5, 9, 1,000 and 4 with what they have of 3 1 4 1 5
    assert.deepEqual(await both(5, [2, 2], 1), [
      [4, 4, 5, 5, 5],
      [2.66667, 2.25, 2.8, 2.75, 3.33333],
    ]);
    for (const [window, pads] of [
      [9, [4, 4]],
      [1000, [499, 500]],
      [1001, [500, 500]],
    ] as const)
      assert.deepEqual(await both(window, pads, 1), [Array(5).fill(5), Array(5).fill(2.8)]);
    assert.deepEqual(await both(1000, [998, 0], 1), [
      [3, 4, 4, 5],
      [2, 2.66667, 2.25, 2.8],
    ]);
    const ends = [2499, 2500] as const;
    const pool = maxPool(input('y', ['N', 1, 8, 8]), [5000, 5000], { strides: [1, 1], pads: [ends, ends] });
    assert.deepEqual(pool.attributes.window, [15, 15]);
  });

  it('a pool of many elements is as few nodes as a small one, and the first of equals gets the gradient', async () => {
    const nodes = (length: number) => {
      const x = input('x', ['N', 1, length, length]);
      const y = maxPool(x, [length, length]);
      return topological(gradient(y, [x], input('dy', y.shape))).length;
    };
    assert.ok(nodes(64) < nodes(8), `${nodes(64)} nodes`);
    const { dx } = await run({ x: { shape: [1, 1, 9, 9], data: new Float32Array(81), dtype: 'float32' } }, () => {
      const x = input('x', ['N', 1, 9, 9]);
      return { inputs: [x], outputs: { dx: gradient(maxPool(x, [9, 9]), [x])[0]! } };
    });
    assert.deepEqual([...dx!.data], [1, ...Array<number>(80).fill(0)]);
  });

  it('a table of windows that no memory holds is refused, not made', () => {
    const x = input('x', ['N', 1, 4000, 4000]);
    const y = maxPool(x, [50, 50], { strides: [1, 1] });
    assert.throws(
      () => gradient(y, [x], input('dy', y.shape)),
      /a table of windows \[50, 50\].*tensorwire\.limits\.indices/,
    );
  });

  it('a transposed convolution is sized by what its few windows read, before any table is made', async () => {
    const spec = next(inputOf('in', [8, 8, 1]), 'Conv2DTranspose', { filters: 1, kernelSize: 300 });
    const { inputs, outputs, weights } = buildForward(spec, { training: false });
    const engine = await chooseEngine({ name: 'wasm' });
    await assert.rejects(
      engine.compile({
        inputs: [...Object.values(inputs), ...weights.map(({ node }) => node)],
        outputs: { y: outputs[0]! },
      }),
      /a table of windows \[300, 300\] at \[307, 307\] would have 8482410000 numbers, at most .*tensorwire\.limits\.indices/,
    );
  });
});
