import assert from 'node:assert/strict';
import vm from 'node:vm';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import {
  type ByteFormat,
  fromBytes,
  fromNested,
  fromTypedArray,
  oneHot,
  reshape,
  scale,
  slice,
  stack,
  toBytes,
  toNested,
  toTypedArray,
} from '../../src/tensor';
import { Tensor } from '../../src/values';

const range = (n: number) => Float32Array.from({ length: n }, (_, i) => i);
const size = (shape: readonly number[]) => shape.reduce((a, d) => a * d, 1);
const counting = (shape: readonly number[]) => new Tensor(range(size(shape)), shape);
const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });

/** What TensorFlow.js makes of the same tensors. */
function witness(tensors: readonly Tensor[], f: (...x: tf.Tensor[]) => tf.Tensor): unknown {
  return tf.tidy(() => f(...tensors.map(t => tf.tensor(t.data as Float32Array, [...t.shape], 'float32'))).arraySync());
}

before(() => {
  tf.enableProdMode();
  return tf.setBackend('cpu');
});

describe('tensors and nested arrays', () => {
  it('agree with TensorFlow.js in both directions', () => {
    fc.assert(
      fc.property(shapes, shape => {
        const expected = tf.tidy(() => tf.tensor(range(size(shape)), shape as [number]).arraySync());
        const tensor = counting(shape);
        assert.deepEqual(toNested(tensor), expected);
        const back = fromNested(expected);
        assert.deepEqual(back.shape, shape);
        assert.deepEqual(back.data, tensor.data);
      }),
    );
  });

  it('take booleans as bool and give true and false back', () => {
    const tensor = fromNested([[true, false]]);
    assert.equal(tensor.dtype, 'bool');
    assert.deepEqual(toNested(tensor), [[true, false]]);
  });

  it('take typed arrays as rows, and arrays of another realm', () => {
    assert.deepEqual(toNested(fromNested([Float32Array.of(1, 2), new Uint8Array([3, 4])])), [
      [1, 2],
      [3, 4],
    ]);
    assert.deepEqual(toNested(fromNested(vm.runInNewContext('[[1, 2], new Int16Array([3, 4])]'))), [
      [1, 2],
      [3, 4],
    ]);
  });

  it('keep empty axes', () => {
    assert.deepEqual(fromNested([[], []]).shape, [2, 0]);
    assert.deepEqual(toNested(fromNested([[], []])), [[], []]);
  });

  const loop: unknown[] = [];
  loop.push(loop);
  const wrong: [unknown, RegExp][] = [
    [
      [[1, 2], [3]],
      /^the arrays are ragged: payload\[1\] must be an array of 2, as payload\[0\] is, received an array of 1$/,
    ],
    [
      [
        [[1], [2]],
        [[3], 4],
      ],
      /ragged: payload\[1\]\[1\] must be an array of 1, as payload\[0\]\[0\] is, received 4$/,
    ],
    [[1, [2]], /ragged: payload\[1\] must be a number, as the elements before it are, received an array of 1$/],
    [[[1, 'two']], /payload\[0\]\[1\] must be a number, received "two"$/],
    [[1, null], /payload\[1\] must be a number, received null$/],
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested
    [[1, , 3], /payload\[1\] must be a number, received nothing$/],
    [[true, 5], /payload\[1\] must be true or false, received 5$/],
    [{ a: 1 }, /payload must be a number, received an object with a$/],
    [loop, /nested deeper than 8 arrays/],
  ];
  for (const [value, message] of wrong)
    it(`name the place: ${message.source.slice(0, 70)}`, () => {
      assert.throws(() => fromNested(value), { name: 'Problem', message });
    });

  it('refuse fractions and large numbers as int32', () => {
    assert.deepEqual(fromNested([1, -2], { dtype: 'int32' }).data, Int32Array.of(1, -2));
    for (const bad of [0.5, 2 ** 31, Number.NaN])
      assert.throws(() => fromNested([1, bad], { dtype: 'int32' }), /payload\[1\] must be a whole number of 32 bits/);
  });
});

describe('tensors and bytes', () => {
  const writers: Record<ByteFormat, (b: Buffer, v: number) => number> = {
    uint8: (b, v) => b.writeUInt8(v),
    int8: (b, v) => b.writeInt8(v),
    uint16: (b, v) => b.writeUInt16LE(v),
    int16: (b, v) => b.writeInt16LE(v),
    uint32: (b, v) => b.writeUInt32LE(v),
    int32: (b, v) => b.writeInt32LE(v),
    float32: (b, v) => b.writeFloatLE(v),
    float64: (b, v) => b.writeDoubleLE(v),
  };
  for (const [format, write] of Object.entries(writers))
    it(`reads ${format} as Node writes it, at any offset`, () => {
      const values = [0, 1, 100, 127];
      const parts = values.map(v => {
        const part = Buffer.alloc(8);
        return part.subarray(0, write(part, v));
      });
      const bytes = Buffer.concat([Buffer.from([9]), ...parts]).subarray(1);
      const tensor = fromBytes(bytes, format as ByteFormat, [2, -1]);
      assert.deepEqual(toNested(tensor), [
        [0, 1],
        [100, 127],
      ]);
    });

  it('go round through toBytes, in memory of their own', () => {
    const tensor = counting([2, 3]);
    const bytes = toBytes(tensor);
    assert.deepEqual(fromBytes(bytes, 'float32', [2, 3]).data, tensor.data);
    bytes.fill(0);
    assert.equal(tensor.data[5], 5);
    const copy = toTypedArray(tensor);
    copy.fill(0);
    assert.equal(tensor.data[5], 5);
    assert.deepEqual([...toBytes(new Tensor(Uint8Array.of(1, 0), [2]))], [1, 0]);
  });

  it('refuse half an element and an unknown format', () => {
    assert.throws(() => fromBytes(Buffer.alloc(6), 'float32'), /a multiple of 4 bytes, received 6/);
    assert.throws(() => fromBytes(Buffer.alloc(6), 'toString' as ByteFormat), /format must be one of uint8, int8/);
  });

  it('typed arrays keep their numbers; int32 where whole numbers are meant', () => {
    assert.equal(fromTypedArray(new Uint8ClampedArray([255])).dtype, 'int32');
    assert.deepEqual(toNested(fromTypedArray(Float64Array.of(0.5, 2), [2, 1])), [[0.5], [2]]);
    assert.equal(toNested(fromTypedArray(Uint32Array.of(2 ** 31), [])), 2 ** 31);
    assert.throws(() => fromTypedArray(new BigInt64Array(1) as never), /must be a typed array of numbers/);
  });
});

describe('tensor operations agree with TensorFlow.js', () => {
  it('reshape', () => {
    fc.assert(
      fc.property(shapes, shape => {
        const tensor = counting(shape);
        const to = [...shape].reverse();
        assert.deepEqual(
          toNested(reshape(tensor, to)),
          witness([tensor], x => x.reshape(to)),
        );
        assert.deepEqual(reshape(tensor, [1, -1]).shape, [1, size(shape)]);
      }),
    );
    const tensor = counting([2, 3]);
    assert.equal(reshape(tensor, [6]).buffer, tensor.buffer);
  });

  it('slice', () => {
    const blocks = shapes.chain(shape =>
      fc.tuple(
        fc.constant(shape),
        fc.tuple(...shape.map(d => fc.integer({ min: 0, max: d }))),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: shape.length, maxLength: shape.length }),
      ),
    );
    fc.assert(
      fc.property(blocks, ([shape, begin, fractions]) => {
        const tensor = counting(shape);
        const lengths = shape.map((d, i) => Math.floor((d - begin[i]!) * fractions[i]!));
        const ours = slice(tensor, begin, lengths);
        assert.deepEqual(ours.shape, lengths);
        if (ours.size > 0 && shape.length > 0)
          assert.deepEqual(
            toNested(ours),
            witness([tensor], x => x.slice(begin, lengths)),
          );
      }),
    );
    const tensor = counting([4, 3]);
    assert.deepEqual(toNested(slice(tensor, [1], [2])), [
      [3, 4, 5],
      [6, 7, 8],
    ]);
    assert.deepEqual(toNested(slice(tensor, [3, 1], [-1, -1])), [[10, 11]]);
  });

  it('stack', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 1, max: 3 }), fc.nat(), (shape, count, pick) => {
        const tensors = Array.from({ length: count }, (_, k) => scale(counting(shape), { offset: k * 100 }));
        const axis = pick % (shape.length + 1);
        const expected = witness(tensors, (...x) => tf.stack(x, axis));
        assert.deepEqual(toNested(stack(tensors, axis)), expected);
        assert.deepEqual(toNested(stack(tensors, axis - shape.length - 1)), expected);
      }),
    );
  });

  it('one-hot', () => {
    const labels = fromNested(
      [
        [0, 2],
        [1, 3],
      ],
      { dtype: 'int32' },
    );
    const expected = tf.tidy(() =>
      tf
        .oneHot(
          tf.tensor2d(
            [
              [0, 2],
              [1, 3],
            ],
            [2, 2],
            'int32',
          ),
          5,
        )
        .arraySync(),
    );
    assert.deepEqual(toNested(oneHot(labels, 5)), expected);
    assert.deepEqual(oneHot(fromNested([0, 2])).shape, [2, 3]);
  });

  it('scale', () => {
    const tensor = counting([2, 2]);
    const expected = witness([tensor], x => x.mul(1 / 255).add(-0.5));
    const ours = toNested(scale(tensor, { scale: 1 / 255, offset: -0.5 })) as number[][];
    ours.flat().forEach((v, i) => {
      assert.ok(Math.abs(v - (expected as number[][]).flat()[i]!) < 1e-6);
    });
  });
});

describe('tensor operations check their arguments', () => {
  const tensor = counting([2, 3]);
  const wrong: [string, () => unknown, RegExp][] = [
    ['reshape', () => reshape(tensor, [4, 2]), /^6 elements cannot take the shape \[4, 2\]/],
    ['reshape', () => reshape(tensor, [4, -1]), /6 elements cannot take the shape \[4, -1\]/],
    ['reshape', () => reshape(tensor, [-1, -1]), /at most one of them −1, received \[-1, -1\]/],
    ['reshape', () => reshape(tensor, [0, -1]), /6 elements cannot take the shape/],
    ['slice', () => slice(tensor, [0, 0, 0]), /begin must be a list of at most 2 numbers/],
    ['slice', () => slice(tensor, [0, 4]), /begin of axis 1 must be a whole number from 0 to 3, received 4/],
    ['slice', () => slice(tensor, [1], [2]), /size of axis 0 must be a whole number from 0 to 1, or −1, received 2/],
    ['stack', () => stack([]), /must be at least one Tensor/],
    ['stack', () => stack([tensor, counting([3, 2])]), /number 1 is float32 \[3, 2\], number 0 is float32 \[2, 3\]/],
    ['stack', () => stack([tensor], 3), /axis must be a whole number from -3 to 2, received 3/],
    ['one-hot', () => oneHot(fromNested([0, 5]), 3), /element 1 must be a whole number from 0 to 2, received 5/],
    ['one-hot', () => oneHot(fromNested([0.5]), 3), /element 0 must be a whole number/],
    ['one-hot', () => oneHot(fromNested([1]), 0), /depth must be a whole number of at least 1/],
    ['scale', () => scale(tensor, { scale: Number.NaN }), /scale must be a finite number, received NaN/],
  ];
  for (const [what, run, message] of wrong)
    it(`${what}: ${message.source}`, () => {
      assert.throws(run, { name: 'Problem', message });
    });
});
