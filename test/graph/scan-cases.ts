import {
  add,
  argmax,
  broadcastTo,
  cast,
  concatenate,
  constant,
  type GraphNode,
  gather,
  greater,
  logSoftmax,
  matmul,
  max,
  mean,
  min,
  mul,
  oneHot,
  pad,
  relu,
  reshape,
  type Shape,
  scan,
  sigmoid,
  slice,
  softmax,
  split,
  sub,
  sum,
  tanh,
  transpose,
  where,
} from '../../src/graph';
import type { Case } from './cases';

/** A step as a function of its state, its elements and outer values. */
type Body = (
  carry: GraphNode[],
  elements: GraphNode[],
  outside: GraphNode[],
) => { carry: GraphNode[]; outputs: GraphNode[] };

export interface ScanCase {
  readonly name: string;
  readonly carry: readonly Shape[];
  /** without the length */
  readonly elements: readonly Shape[];
  readonly outside: readonly Shape[];
  readonly body: Body;
}

const flag = (condition: GraphNode): GraphNode => cast(condition, 'float32');
const outputs = (...nodes: GraphNode[]) => ({ carry: [nodes[0]!], outputs: nodes });
const indices = constant([1, 0, 1], [3], 'int32');

/** A state h that takes in a function of the element and of two matrices, [2, 3] and [3, 3]. */
const taking = (name: string, of: (x: GraphNode, w: GraphNode, u: GraphNode) => GraphNode): ScanCase => ({
  name,
  carry: [['N', 3]],
  elements: [['N', 2]],
  outside: [
    [2, 3],
    [3, 3],
  ],
  body: ([h], [x], [w, u]) => outputs(tanh(add(matmul(h!, u!), of(x!, w!, u!)))),
});

export const scanCases: readonly ScanCase[] = [
  taking('a simple recurrent layer', (x, w) => matmul(x, w)),
  {
    name: 'a GRU whose gates read [x, h]',
    carry: [['N', 2]],
    elements: [['N', 2]],
    outside: [
      [4, 4],
      [4, 2],
    ],
    body([h], [x], [w, v]) {
      const [z, r] = split(sigmoid(matmul(concatenate([x!, h!], 1), w!)), 1, [2, 2]);
      const candidate = tanh(matmul(concatenate([x!, mul(r!, h!)], 1), v!));
      return outputs(add(mul(z!, h!), mul(sub(1, z!), candidate)), z!);
    },
  },
  {
    name: 'an LSTM with a mask',
    carry: [
      ['N', 2],
      ['N', 2],
    ],
    elements: [
      ['N', 8],
      ['N', 1],
    ],
    outside: [[2, 8], [8]],
    body([h, c], [z, m], [u, b]) {
      const [i, f, g, o] = split(add(add(matmul(h!, u!), z!), b!), 1, [2, 2, 2, 2]);
      const memory = add(mul(sigmoid(f!), c!), mul(sigmoid(i!), tanh(g!)));
      const after = mul(sigmoid(o!), tanh(memory));
      const kept = (before: GraphNode, now: GraphNode) => add(before, mul(flag(greater(m!, 0)), sub(now, before)));
      return { carry: [kept(h!, after), kept(c!, memory)], outputs: [kept(h!, after)] };
    },
  },
  {
    name: 'a sum of squares beside a decaying state, of which one is a scalar',
    carry: [['N', 4], []],
    elements: [['N', 4]],
    outside: [[4], []],
    body([h, e], [x], [a, s]) {
      const after = add(mul(h!, sigmoid(a!)), mul(x!, s!));
      return { carry: [after, add(e!, mul(s!, sum(mul(after, after))))], outputs: [mul(after, s!)] };
    },
  },
  {
    name: 'states that change places, and one that nobody reads',
    carry: [['N'], ['N'], ['N']],
    elements: [['N']],
    outside: [],
    body: ([a, b, c], [x]) => ({ carry: [b!, add(mul(a!, b!), x!), tanh(c!)], outputs: [mul(a!, x!)] }),
  },
  {
    name: 'outputs that are an element, a state, and nothing of either',
    carry: [['N', 2]],
    elements: [['N', 2]],
    outside: [['N', 2]],
    body: ([h], [x], [k]) => ({ carry: [mul(h!, x!)], outputs: [x!, h!, mul(k!, k!), mul(k!, x!)] }),
  },
  {
    name: 'a state that only the length changes',
    carry: [['N', 2]],
    elements: [['N']],
    outside: [[2, 2]],
    body: ([h], _, [u]) => outputs(matmul(h!, u!)),
  },
  {
    name: 'a condition on the state',
    carry: [['N', 2]],
    elements: [['N', 2]],
    outside: [],
    body: ([h], [x]) => outputs(where(greater(h!, x!), tanh(mul(h!, x!)), sub(x!, mul(h!, 0.5)))),
  },
  {
    name: 'no state',
    carry: [],
    elements: [['N', 2]],
    outside: [[2, 2]],
    body: (_, [x], [u]) => ({ carry: [], outputs: [mul(oneHot(argmax(x!), 2), x!), tanh(matmul(x!, u!))] }),
  },
  {
    name: 'a scan in a scan',
    carry: [['N', 2]],
    elements: [[3, 'N', 2]],
    outside: [[2, 2]],
    body([h], [x], [u]) {
      const inner = scan(([g], [y]) => outputs(tanh(add(matmul(g!, u!), mul(y!, h!)))) as never, [h!], [x!]);
      return outputs(mul(inner.carry[0]!, 0.5), sum(inner.outputs[0]!, [0]));
    },
  },
  taking('factors of what is carried, which are regrouped', (x, w, u) => {
    const z = matmul(x, w);
    const v = matmul(tanh(z), u);
    return sub(mul(mul(v, sigmoid(z)), z), mul(mul(v, 0.5), relu(z)));
  }),
  taking('rows that are chosen', (x, w) => gather(w, argmax(x))),
  taking('what an op does not do for all steps at once', (x, w) => matmul(oneHot(argmax(x), 2), w)),
  taking('softmax, slices and pads', (x, w) =>
    add(pad(slice(logSoftmax(matmul(x, w)), 1, 0, 2), 1, 1, 0), softmax(matmul(x, w))),
  ),
  taking('reductions, kept and not', (x, w) => {
    const z = matmul(x, w);
    return add(mul(max(z, [1], true), reshape(min(z, [1]), ['N', 1])), mul(mean(z, [1], true), sum(z)));
  }),
  taking('parts put together with what is the same in every step', (x, w) => {
    const [a] = split(x, 1, [1, 1]);
    const row = broadcastTo(slice(w, 0, 0, 1), ['N', 3]);
    return where(greater(a!, 0), slice(concatenate([row, x], 1), 1, 2, 5), broadcastTo(a!, ['N', 3]));
  }),
  taking('transposed products', (x, w, u) => {
    const z = matmul(x, w);
    const square3 = matmul(z, z, { transposeA: true });
    return add(matmul(z, matmul(square3, u)), transpose(matmul(w, transpose(x, [1, 0]), { transposeA: true }), [1, 0]));
  }),
  taking('gathered in another place', (x, w) => gather(matmul(x, w), indices, 1)),
];

const LENGTH = 3;

/** All results in one tensor: each is squashed and added, because a sum of squares would hide signs. */
export const collected = (results: readonly GraphNode[]): GraphNode =>
  concatenate(
    results.map((r, i) => reshape(sum(mul(tanh(r), 1 / (i + 1))), [1])),
    0,
  );

const asCase = ({ name, carry, elements, outside, body }: ScanCase, reverse: boolean): Case => ({
  name: `scan${reverse ? ', reversed' : ''}: ${name}`,
  inputs: [...carry, ...elements.map((e): Shape => [LENGTH, ...e]), ...outside],
  call(...xs) {
    const rest = xs.slice(carry.length + elements.length);
    const run = scan(
      (state, now) => body([...state], [...now], rest),
      xs.slice(0, carry.length),
      xs.slice(carry.length, carry.length + elements.length),
      { reverse },
    );
    return collected([...run.carry, ...run.outputs]);
  },
});

export const scansAsCases: readonly Case[] = scanCases.flatMap(c => [asCase(c, false), asCase(c, true)]);
