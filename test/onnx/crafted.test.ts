import assert from 'node:assert/strict';
import { readOnnx } from '../../src/engine/ort';
import { TensorwireError } from '../../src/errors';
import { encode } from '../../src/onnx/proto';
import { AttributeType, DataType, type Message } from '../../src/onnx/schema';

/**
 * Files of a few hundred bytes that ask for more than any machine has: sizes are computed first, and rejected before
 * anything is allocated.
 */

type Node = Message<'Node'>;
type Attribute = Message<'Attribute'>;

const ints = (name: string, ...values: number[]): Attribute => ({ name, ints: values, type: AttributeType.ints });
const int = (name: string, i: number): Attribute => ({ name, i, type: AttributeType.int });
const longs = (name: string, ...int64Data: number[]): Message<'Tensor'> => ({
  name,
  dataType: DataType.int64,
  dims: [int64Data.length],
  int64Data,
});

interface File {
  readonly node: readonly Node[];
  readonly initializer?: readonly Message<'Tensor'>[];
  readonly dims?: readonly number[];
  readonly elemType?: number;
}
function bytesOf({ node, initializer, dims = [1, 1, 8, 8], elemType = DataType.float32 }: File): Uint8Array {
  const type = { tensorType: { elemType, shape: { dim: dims.map(dimValue => ({ dimValue })) } } };
  const graph = { node, initializer, input: [{ name: 'x', type }], output: [{ name: 'y', type }] };
  return encode('Model', { opsetImport: [{ version: 18 }], graph });
}
const one = (opType: string, rest: Node = {}, initializer: readonly Message<'Tensor'>[] = []): File => ({
  node: [{ name: 'it', opType, input: ['x', ...initializer.map(t => t.name!)], output: ['y'], ...rest }],
  initializer,
});
const chain = (opType: string, count: number, rest: (before: string) => Node): Node[] =>
  Array.from({ length: count }, (_, i) => ({
    opType,
    output: [i === count - 1 ? 'y' : `v${i}`],
    ...rest(i === 0 ? 'x' : `v${i - 1}`),
  }));

const HUGE = 2 ** 31 - 1;
const w = { name: 'w', dataType: DataType.float32, dims: [1, 1, 1, 1], floatData: [1] };
const FILES: Readonly<Record<string, [file: File, says: RegExp]>> = {
  'a pool padded by 2³¹ − 1': [
    one('MaxPool', { attribute: [ints('kernel_shape', 2, 2), ints('pads', HUGE, HUGE, HUGE, HUGE)] }),
    /windows read would have .* at most/,
  ],
  'a mean with windows of 2³¹ − 1': [
    one('AveragePool', {
      attribute: [ints('kernel_shape', HUGE, HUGE), ints('pads', HUGE, HUGE, HUGE, HUGE), int('count_include_pad', 1)],
    }),
    /windows read would have .* at most/,
  ],
  'a convolution padded by 2³¹ − 1': [
    one('Conv', { attribute: [ints('pads', HUGE, HUGE, HUGE, HUGE)] }, [w]),
    /windows read would have .* at most/,
  ],
  'strides of 0': [
    one('MaxPool', { attribute: [ints('kernel_shape', 1, 1), ints('strides', 0, 0)] }),
    /strides must be/,
  ],
  'negative dilations': [
    one('MaxPool', { attribute: [ints('kernel_shape', 2, 2), ints('dilations', -1, -1)] }),
    /dilations must be/,
  ],
  'a transposed convolution to 2³¹ − 1': [
    one('ConvTranspose', { attribute: [ints('output_shape', HUGE, HUGE)] }, [w]),
    /would have .* at most/,
  ],
  'a Pad by 10⁹': [one('Pad', {}, [longs('p', 0, 0, 1e9, 1e9, 0, 0, 1e9, 1e9)]), /would have .* at most/],
  'a Pad of the edge by 10⁹': [
    one('Pad', { attribute: [{ name: 'mode', s: 'edge', type: AttributeType.string }] }, [
      longs('p', 0, 0, 1e9, 1e9, 0, 0, 1e9, 1e9),
    ]),
    /would have .* at most/,
  ],
  'a Pad by −10⁹': [one('Pad', {}, [longs('p', 0, 0, -1e9, 0, 0, 0, 0, 0)]), /is not a part of axis/],
  'Concats that double': [
    { node: chain('Concat', 60, before => ({ input: [before, before], attribute: [int('axis', 0)] })) },
    /would have .* at most/,
  ],
  'Concats of what is known that double': [
    {
      node: [
        ...Array.from({ length: 60 }, (_, i) => ({
          opType: 'Concat',
          input: [`k${i}`, `k${i}`],
          output: [`k${i + 1}`],
          attribute: [int('axis', 0)],
        })),
        { opType: 'Reshape', input: ['x', 'k60'], output: ['y'] },
      ],
      initializer: [longs('k0', 1)],
    },
    /would have .* at most/,
  ],
  'Adds of numbers that double': [
    {
      node: [
        ...Array.from({ length: 1000 }, (_, i) => ({
          opType: 'Mul',
          input: [`k${i}`, `k${i}`],
          output: [`k${i + 1}`],
        })),
        { opType: 'Reshape', input: ['x', 'k1000'], output: ['y'] },
      ],
      initializer: [longs('k0', 3)],
    },
    /too large/,
  ],
  'a circle': [
    {
      node: [
        { name: 'it', opType: 'Add', input: ['x', 'b'], output: ['a'] },
        { opType: 'Relu', input: ['a'], output: ['b'] },
        { opType: 'Relu', input: ['b'], output: ['y'] },
      ],
    },
    /there is no value "b"/,
  ],
  'a node that reads itself': [one('Add', { input: ['x', 'y'] }), /there is no value "y"/],
  'two values of one name': [
    { node: [...one('Relu').node, { opType: 'Relu', input: ['x'], output: ['y'] }] },
    /there are two values "y"/,
  ],
  'a value named __proto__': [one('Relu', { output: ['__proto__'] }), /cannot be named "__proto__"/],
  'a constant of 10¹⁸ numbers': [
    {
      node: [
        { opType: 'ConstantOfShape', input: ['s'], output: ['c'] },
        { opType: 'Add', input: ['x', 'c'], output: ['y'] },
      ],
      initializer: [longs('s', 1e6, 1e6, 1e6)],
    },
    /would have .* at most/,
  ],
  'a tensor of 2⁶² numbers': [one('Add', {}, [{ ...w, dims: [2 ** 31, 2 ** 31] }]), /must have .* numbers, received 1/],
  'a shape of negative sizes': [one('Reshape', {}, [longs('s', -2, -32)]), /has no numbers|elements|does not fit/],
  'an input of 2⁶² numbers': [{ ...one('Relu'), dims: [2 ** 31, 2 ** 31] }, /would have .* at most/],
  'a range of 10¹² numbers': [
    {
      node: [
        { opType: 'Range', input: ['a', 'b', 'c'], output: ['r'] },
        { opType: 'Reshape', input: ['x', 'r'], output: ['y'] },
      ],
      initializer: [
        { ...longs('a', 0), dims: [] },
        { ...longs('b', 1e12), dims: [] },
        { ...longs('c', 1), dims: [] },
      ],
    },
    /would have .* at most/,
  ],
  'a Tile by 10⁹': [one('Tile', {}, [longs('r', 1e9, 1e9, 1, 1)]), /would have .* at most/],
  'an Expand to 10¹⁸': [one('Expand', {}, [longs('s', 1e9, 1e9, 8, 8)]), /would have .* at most/],
  'a Split in 10⁹ parts': [one('Split', { attribute: [int('num_outputs', 1e9)] }), /it has 1 outputs/],
  'a OneHot of depth 10¹²': [
    {
      ...one('OneHot', {}, [
        { ...longs('d', 1e12), dims: [] },
        { name: 'v', dataType: DataType.float32, dims: [2], floatData: [0, 1] },
      ]),
      elemType: DataType.int32,
    },
    /would have .* at most|32 bits/,
  ],
  'a hundred axes': [one('Unsqueeze', {}, [longs('a', ...Array(100).keys())]), /axes/],
  'a Slice backwards over 2²⁸': [
    {
      ...one('Slice', {}, [longs('s', -1), longs('e', -(2 ** 40)), longs('a', 0), longs('t', -1)]),
      dims: [2 ** 28],
    },
    /would have .* at most/,
  ],
};

/** A field of bytes, as protobuf writes it. */
function field(number: number, bytes: Uint8Array): Uint8Array {
  const head = [(number << 3) | 2];
  let length = bytes.length;
  for (; length > 127; length >>>= 7) head.push((length & 127) | 128);
  return Uint8Array.from([...head, length, ...bytes]);
}
/** A graph with a node with an attribute with a graph … */
function nested(depth: number): Uint8Array {
  let graph: Uint8Array = new Uint8Array();
  for (let i = 0; i < depth; i++) graph = field(1, field(5, field(6, graph)));
  return field(7, graph);
}

describe('a file that asks for too much', () => {
  for (const [what, [file, says]] of Object.entries(FILES))
    it(`${what}: is refused by name, and nothing is made of it`, () => {
      const before = process.memoryUsage().arrayBuffers;
      assert.throws(
        () => readOnnx(bytesOf(file)),
        error => {
          assert.ok(error instanceof TensorwireError, String((error as Error).stack));
          assert.match(error.message, says);
          return true;
        },
      );
      assert.ok(process.memoryUsage().arrayBuffers - before < 2 ** 26);
    });

  it('bodies in bodies, without end: are refused by name', () => {
    for (const depth of [40, 2000])
      assert.throws(
        () => readOnnx(nested(depth)),
        e => e instanceof TensorwireError && /nested 100 deep/.test(e.message),
      );
  });
});
