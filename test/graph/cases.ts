import {
  abs,
  add,
  argmax,
  attend,
  batchNorm,
  broadcastTo,
  cast,
  concatenate,
  constant,
  cos,
  div,
  equal,
  erf,
  exp,
  floor,
  type GraphNode,
  gather,
  greater,
  greaterEqual,
  layerNorm,
  less,
  log,
  logicalNot,
  logSoftmax,
  make,
  matmul,
  max,
  maximum,
  mean,
  min,
  minimum,
  mul,
  neg,
  oneHot,
  ops,
  pad,
  pick,
  positive,
  pow,
  random,
  randomKey,
  relu,
  reshape,
  type Shape,
  scatterAdd,
  sigmoid,
  sign,
  sin,
  sizeOf,
  slice,
  softmax,
  softplus,
  split,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  transpose,
  where,
} from '../../src/graph';
import { scansAsCases } from './scan-cases';
import { windowCases } from './window-cases';

/** One use of an op (or two) as a function of float32 tensors: for shapes, values and gradients on every engine. */
export interface Case {
  readonly name: string;
  readonly inputs: readonly Shape[];
  readonly call: (...xs: GraphNode[]) => GraphNode;
  /** where the inputs lie; default −1 … 1 */
  readonly from?: number;
  readonly to?: number;
}

const S: Shape = ['N', 4];
const one = (name: string, call: Case['call'], more: Partial<Case> = {}): Case => ({
  name,
  inputs: [S],
  call,
  ...more,
});
const indices = constant([0, 2, 2, 1], [2, 2], 'int32');
const flag = (condition: GraphNode) => cast(condition, 'float32');

const unaries = {
  neg,
  exp,
  abs,
  relu,
  sigmoid,
  tanh,
  softplus,
  erf,
  sin,
  cos,
  sign,
  positive,
  square,
  softmax,
  logSoftmax,
};
const binaries = { add, sub, mul, maximum, minimum };

export const cases: readonly Case[] = [
  ...Object.entries(unaries).map(([name, f]) => one(name, x => f(x!))),
  one('log', x => log(x), { from: 0.5, to: 2 }),
  one('sqrt', x => sqrt(x), { from: 0.5, to: 2 }),
  one('floor', x => floor(x), { from: 0.1, to: 0.9 }),

  ...Object.entries(binaries).flatMap(([name, f]) => [
    { name: `${name} of equal shapes`, inputs: [S, S], call: (a: GraphNode, b: GraphNode) => f(a, b) },
    { name: `${name}, a row broadcast`, inputs: [S, [4]], call: (a: GraphNode, b: GraphNode) => f(a, b) },
    {
      name: `${name}, both broadcast`,
      inputs: [
        ['N', 1],
        [2, 1, 4],
      ] as Shape[],
      call: (a: GraphNode, b: GraphNode) => f(a, b),
    },
    { name: `${name} with a number`, inputs: [S], call: (a: GraphNode) => f(3, f(a, 0.3)) },
  ]),
  { name: 'div', inputs: [['N', 1], S], call: (a, b) => div(a!, b!), from: 0.5, to: 2 },
  { name: 'pow', inputs: [['N', 1], S], call: (a, b) => pow(a!, b!), from: 0.5, to: 2 },
  one('pow with a constant', x => add(pow(x, 3), add(pow(x, 2), pow(x, 0.5))), { from: 0.5, to: 2 }),
  one('a node used three times', x => mul(x, mul(x, tanh(x)))),
  { name: 'where', inputs: [S, [4]], call: (a, b) => where(greater(a!, 0), b!, mul(a!, 2)) },
  {
    name: 'comparisons',
    inputs: [S, S],
    call: (a, b) => mul(a!, add(flag(greaterEqual(a!, b!)), add(flag(less(a!, b!)), flag(equal(a!, b!))))),
  },
  { name: 'logicalNot', inputs: [S], call: a => mul(a!, flag(logicalNot(greater(a!, 0)))) },

  one('sum', x => sum(x), { inputs: [[2, 'N', 4]] }),
  one('sum over the batch', x => sum(x, [1]), { inputs: [[2, 'N', 4]] }),
  one('sum, dimensions kept', x => sum(x, [0, -1], true), { inputs: [[2, 'N', 4]] }),
  one('max', x => max(x, [1]), { inputs: [[2, 'N', 4]] }),
  one('max, dimensions kept', x => max(x, [-1], true), { inputs: [[2, 'N', 4]] }),
  one('min', x => min(x, [0, 2]), { inputs: [[2, 'N', 4]] }),
  one('mean', x => mean(x, [0, 2], true), { inputs: [['N', 3, 4]] }),
  one('mean of all', x => mean(x)),
  one('argmax and oneHot', x => mul(x, oneHot(argmax(x), 4))),
  one('sizeOf', x => mul(x, sizeOf('2*N'))),

  one('reshape', x => mul(reshape(x, ['2*N', 3]), 2), { inputs: [['N', 6]] }),
  one('transpose', x => transpose(x, [2, 0, 1]), { inputs: [[2, 'N', 4]] }),
  one('transpose back and forth', x => transpose(transpose(x, [2, 0, 1]), [0, 2, 1]), { inputs: [[2, 'N', 4]] }),
  { name: 'broadcastTo', inputs: [[3, 1], S], call: (x, y) => mul(broadcastTo(x!, ['N', 3, 4]), sum(y!)) },
  one('slice', x => slice(x, 1, 1, 3)),
  one('pad', x => pad(x, -1, 1, 2)),
  one(
    'pad between transpositions',
    x => transpose(gather(pad(transpose(x, [1, 2, 0]), 1, 1, 2), indices, 1), [3, 0, 1, 2]),
    {
      inputs: [['N', 2, 1]],
    },
  ),
  { name: 'concatenate', inputs: [S, ['N', 2], S], call: (a, b, c) => concatenate([a!, b!, c!], 1) },
  { name: 'concatenate along the batch', inputs: [S, S], call: (a, b) => concatenate([a!, b!], 0) },
  one('split', x => {
    const [a, b, c] = split(x, 1, [1, 2, 1]);
    return add(mul(a!, b!), c!);
  }),
  one('split of which one part is used', x => split(x, 1, [1, 3])[1]!),

  ...[false, true].flatMap(transposeA =>
    [false, true].flatMap(transposeB => {
      const call = (a: GraphNode, b: GraphNode) => matmul(a, b, { transposeA, transposeB });
      const name = `matmul${transposeA ? ', a transposed' : ''}${transposeB ? ', b transposed' : ''}`;
      const [a, b] = [transposeA ? [3, 'N'] : ['N', 3], transposeB ? [4, 3] : [3, 4]] as [Shape, Shape];
      return [
        { name, inputs: [a, b], call },
        {
          name: `${name}, batches`,
          inputs: [
            [2, ...a],
            [2, ...b],
          ] as Shape[],
          call,
        },
        { name: `${name}, one of them broadcast`, inputs: [[2, ...a], b] as Shape[], call },
      ];
    }),
  ),
  { name: 'matmul and a bias', inputs: [S, [4, 2], [2]], call: (x, w, b) => relu(add(matmul(x!, w!), b!)) },

  { name: 'layerNorm', inputs: [['N', 3, 4], [4], [4]], call: (x, s, o) => layerNorm(x!, s!, o!, 0.1) },
  { name: 'layerNorm of rows', inputs: [S, [4], [4]], call: (x, s, o) => layerNorm(x!, s!, o!, 0.1) },
  {
    name: 'layerNorm, mean and deviation',
    inputs: [S, [4], [4]],
    call: (x, scale, offset) => {
      const all = make(ops.layerNorm, [x!, scale!, offset!], { epsilon: 0.1 });
      return add(pick(all, 0), mul(pick(all, 1), pick(all, 2)));
    },
  },
  ...([1, 2] as const).flatMap((axis): Case[] => {
    const shape = axis === 1 ? (['N', 3, 4, 5] as const) : (['N', 4, 3] as const); // long runs of a channel, and none
    const by = { axis, epsilon: 0.1 };
    return [
      {
        name: `affine along axis ${axis}`,
        inputs: [shape, [3], [3]],
        call: (x, scale, offset) => make(ops.affine, [x!, scale!, offset!], { axis }),
      },
      {
        name: `batchNorm along axis ${axis}`,
        inputs: [shape, [3], [3]],
        call: (x, scale, offset) => batchNorm(x!, scale!, offset!, by)[0],
      },
      {
        name: `batchNorm along axis ${axis}, mean and variance`,
        inputs: [shape, [3], [3]],
        call: (x, scale, offset) => {
          const [y, mean, variance] = batchNorm(x!, scale!, offset!, by);
          return add(y, reshape(mul(mean, variance), axis === 1 ? [3, 1, 1] : [3]));
        },
      },
    ];
  }),
  {
    name: 'attend',
    inputs: [
      ['N', 3, 4],
      ['N', 2, 4],
    ],
    call: (scores, values) => attend(scores!, values!),
  },
  {
    name: 'attend, seen and weights',
    inputs: [
      [3, 4],
      [2, 4],
    ],
    call: (scores, values) => {
      const both = make(ops.attend, [scores!, values!]);
      return mul(pick(both, 0), sum(mul(pick(both, 1), pick(both, 1))));
    },
  },
  one('gather', x => gather(x, indices, 0), { inputs: [[3, 4]] }),
  one('gather along the second axis', x => gather(x, indices, 1), { inputs: [['N', 3, 2]] }),
  one('gather of one element', x => gather(x, constant(2, [], 'int32')), { inputs: [[3]] }),
  one('gather of the batch', x => gather(x, constant([2, 2, 0], [3], 'int32'))),
  one('scatterAdd', x => scatterAdd(x, indices, 0, 5), { inputs: [[2, 2, 3]] }),
  one('scatterAdd along the second axis', x => scatterAdd(x, indices, 1, 3), { inputs: [['N', 2, 2, 2]] }),
  one('random', x => mul(x, random(['N', 4], randomKey(constant(3, [], 'int32'), 5)))),
  ...windowCases,
  ...scansAsCases,
];
