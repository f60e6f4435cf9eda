import assert from 'node:assert/strict';
import { writeOnnx } from '../../src/engine';
import { convolutionByBlocks } from '../../src/engine/ort/convolution-by-blocks';
import { rewritesFor } from '../../src/engine/rewrites';
import {
  add,
  averagePool,
  constant,
  conv,
  type Graph,
  type GraphNode,
  gather,
  gradient,
  input,
  matmul,
  maxPool,
  mean,
  mul,
  type ops,
  type Pass,
  relu,
  runPasses,
  type Sliding,
  scatterAdd,
  sigmoid,
  softmax,
  softplus,
  sum,
  tanh,
  topological,
  transpose,
} from '../../src/graph';
import { convolutionByColumns } from '../../src/graph/rewrite/convolution';
import { mishByOneExponential } from '../../src/graph/rewrite/mish';
import { sinkTransposes } from '../../src/graph/rewrite/sink-transposes';
import { decode } from '../../src/onnx/proto';
import { engineName, testEngine } from '../engines';
import { apart, count, float, noise, sizes } from './numbers';

const rewrites = rewritesFor('onnx');
const opsOf = (y: GraphNode): string[] => topological([y]).map(n => n.op.name);

/** A convolution in Keras's order of axes, as the layers make it. */
function convolution(x: GraphNode, w: GraphNode, options: Partial<Sliding & { groups: number }> = {}): GraphNode {
  const turned = conv(transpose(x, [0, 3, 1, 2]), w, options);
  return transpose(turned, [0, 2, 3, 1]);
}
const pool = (x: GraphNode, options: Partial<Sliding> = {}): GraphNode =>
  transpose(maxPool(transpose(x, [0, 3, 1, 2]), [2, 2], options), [0, 2, 3, 1]);

interface Network {
  readonly inputs: readonly (readonly (number | 'N')[])[];
  readonly call: (...xs: GraphNode[]) => GraphNode;
  /** ops that must be gone afterwards */
  readonly gone: readonly (keyof typeof ops)[];
}
const X = ['N', 7, 6, 2] as const;
const W = [3, 2, 3, 2] as const;
const networks: Record<string, Network> = {
  'a convolution': { inputs: [X, W], call: (x, w) => convolution(x!, w!), gone: ['conv'] },
  'a convolution with strides, padding and dilation': {
    inputs: [X, W],
    call: (x, w) =>
      convolution(x!, w!, {
        strides: [2, 1],
        pads: [
          [1, 2],
          [0, 1],
        ],
        dilations: [1, 2],
      }),
    gone: ['conv'],
  },
  'bias, relu and pool, with rows that no pool has': {
    inputs: [X, W, [3]],
    call: (x, w, b) => pool(relu(add(convolution(x!, w!), b!))),
    gone: ['conv', 'maxPool'],
  },
  'padding and a pool without bias': {
    inputs: [X, W],
    call: (x, w) =>
      pool(
        sigmoid(
          convolution(x!, w!, {
            pads: [
              [1, 1],
              [0, 1],
            ],
          }),
        ),
      ),
    gone: ['conv', 'maxPool'],
  },
  'two blocks, one after the other': {
    inputs: [['N', 10, 10, 1], [2, 1, 3, 3], [2], [3, 2, 2, 2], [3]],
    call: (x, w, b, w2, b2) => pool(relu(add(convolution(pool(relu(add(convolution(x!, w!), b!))), w2!), b2!))),
    gone: ['conv', 'maxPool'],
  },
  'a pool that overlaps': {
    inputs: [X, W],
    call: (x, w) => pool(relu(convolution(x!, w!)), { strides: [1, 1] }),
    gone: ['conv', 'maxPool'],
  },
  'a pool with padding': {
    inputs: [X],
    call: x =>
      pool(x!, {
        pads: [
          [0, 1],
          [1, 1],
        ],
      }),
    gone: ['maxPool'],
  },
  'an average pool with padding': {
    inputs: [X],
    call: x =>
      averagePool(transpose(x!, [0, 3, 1, 2]), [2, 3], {
        pads: [
          [0, 1],
          [1, 1],
        ],
      }),
    gone: ['conv'],
  },
  'a convolution that two read': {
    inputs: [X, W],
    call: (x, w) => {
      const y = convolution(x!, w!);
      return add(sum(pool(relu(y))), sum(mul(y, y)));
    },
    gone: ['conv'],
  },
  groups: {
    inputs: [X, [4, 1, 2, 2]],
    call: (x, w) => convolution(x!, w!, { groups: 2 }),
    gone: ['conv'],
  },
  'groups and a pool': {
    inputs: [X, [4, 1, 2, 2], [4]],
    call: (x, w, b) => pool(relu(add(convolution(x!, w!, { groups: 2 }), b!))),
    gone: ['conv', 'maxPool'],
  },
  'each channel for itself': {
    inputs: [X, [2, 1, 3, 2]],
    call: (x, w) => convolution(x!, w!, { groups: 2, strides: [2, 1] }),
    gone: ['conv'],
  },
  'sums over transposed axes': {
    inputs: [X, W],
    call: (x, w) => mul(mean(convolution(x!, w!), [1, 2]), sum(convolution(x!, w!), [0, 2], true)),
    gone: ['conv'],
  },
  'attention by softmax': {
    inputs: [
      ['N', 3, 4],
      ['N', 2, 4],
    ],
    call: (scores, values) => matmul(values!, softmax(scores!), { transposeB: true }),
    gone: ['softmax'],
  },
  'attention whose weights are looked at, or of another batch, stays': {
    inputs: [
      ['N', 3, 4],
      ['N', 2, 4],
      [2, 4],
    ],
    call: (scores, values, shared) => {
      const weights = softmax(scores!);
      const seen = matmul(values!, weights, { transposeB: true });
      return add(
        add(seen, sum(mul(weights, weights))),
        matmul(shared!, softmax(mul(scores!, 2)), { transposeB: true }),
      );
    },
    gone: ['attend'],
  },
  'one axis': {
    inputs: [
      ['N', 2, 9],
      [3, 2, 3],
      [3, 1],
    ],
    call: (x, w, b) => maxPool(relu(add(conv(x!, w!), b!)), [2]),
    gone: ['conv', 'maxPool'],
  },
};

/** y and its gradients, for numbers none of which are close: no two elements of a window are nearly equal. */
async function results({ inputs, call }: Network, by: readonly Pass[]): Promise<Record<string, ArrayLike<number>>> {
  const xs = inputs.map((shape, i) => input(`x${i}`, shape));
  const [y] = runPasses([call(...xs)], by);
  const dy = input('dy', y!.shape);
  const gradients = gradient(sum(mul(y!, dy)), xs);
  const graph: Graph = {
    inputs: [...xs, dy],
    outputs: { y: y!, ...Object.fromEntries(gradients.map((g, i) => [`d${i}`, g])) },
  };
  const program = await (await testEngine()).compile(graph);
  const values = apart(inputs.map(sizes), -1, 1);
  const feeds = inputs.map((shape, i) => [`x${i}`, float(sizes(shape), values[i]!)]);
  const seed = float(sizes(y!.shape), noise(count(sizes(y!.shape)), 9));
  const found = await program.run({ ...Object.fromEntries(feeds), dy: seed });
  await program.dispose();
  return Object.fromEntries(Object.entries(found).map(([name, t]) => [name, t.data]));
}

type Numbers = Readonly<Record<string, ArrayLike<number>>>;
function agree(before: Numbers, after: Numbers, tolerance = 2e-5): void {
  for (const [key, expected] of Object.entries(before))
    Array.from(expected).forEach((e, i) => {
      assert.ok(
        Math.abs(after[key]![i]! - e) < tolerance * Math.max(1, Math.abs(e)),
        `${key}[${i}]: ${after[key]![i]}, ${e}`,
      );
    });
}

const WIDE = ['N', 6, 5, 16] as const;
/** Inputs for ONNX Runtime's own kernels: multiples of 16 filters, with multiples of 16 channels, or fewer channels. */
const wide: Record<string, Network> = {
  'padding on all sides': {
    inputs: [WIDE, [32, 16, 3, 3]],
    call: (x, w) =>
      convolution(x!, w!, {
        pads: [
          [1, 1],
          [1, 1],
        ],
      }),
    gone: [],
  },
  'strides and uneven padding': {
    inputs: [WIDE, [16, 16, 2, 3]],
    call: (x, w) =>
      convolution(x!, w!, {
        strides: [2, 2],
        pads: [
          [0, 1],
          [1, 2],
        ],
      }),
    gone: [],
  },
  dilation: {
    inputs: [WIDE, [16, 16, 3, 2]],
    call: (x, w) => convolution(x!, w!, { dilations: [2, 3] }),
    gone: [],
  },
  'a window of one': { inputs: [WIDE, [48, 16, 1, 1]], call: (x, w) => convolution(x!, w!), gone: [] },
  'each channel for itself': {
    inputs: [WIDE, [16, 1, 3, 2]],
    call: (x, w) => convolution(x!, w!, { groups: 16, pads: [[1, 1] as const, [0, 1] as const] }),
    gone: [],
  },
  'each channel for itself, with strides': {
    inputs: [WIDE, [16, 1, 3, 2]],
    call: (x, w) => convolution(x!, w!, { groups: 16, strides: [2, 2] }),
    gone: [],
  },
  'few channels, then many': {
    inputs: [X, [32, 2, 3, 3], [32], [16, 32, 2, 2]],
    call: (x, w, b, w2) => convolution(relu(add(convolution(x!, w!), b!)), w2!),
    gone: [],
  },
};

const SAME = { pads: [[1, 1] as const, [1, 1] as const] };
/** Convolutions that are computed in tiles of 2×2 windows of 3×3. */
const tiled: Record<string, Network> = {
  'valid, an even number of windows': {
    inputs: [
      ['N', 6, 8, 16],
      [32, 16, 3, 3],
    ],
    call: (x, w) => convolution(x!, w!),
    gone: ['conv'],
  },
  'the same size, odd': {
    inputs: [
      ['N', 7, 5, 16],
      [16, 16, 3, 3],
    ],
    call: (x, w) => relu(convolution(x!, w!, SAME)),
    gone: ['conv'],
  },
  'uneven padding': {
    inputs: [
      ['N', 4, 5, 16],
      [16, 16, 3, 3],
    ],
    call: (x, w) =>
      convolution(x!, w!, {
        pads: [
          [0, 2],
          [2, 0],
        ],
      }),
    gone: ['conv'],
  },
  'bias, relu and pool, with rows that no pool has': {
    inputs: [['N', 7, 6, 16], [32, 16, 3, 3], [32]],
    call: (x, w, b) => pool(relu(add(convolution(x!, w!), b!))),
    gone: ['conv', 'maxPool'],
  },
  'padding and pool': {
    inputs: [
      ['N', 4, 5, 16],
      [32, 16, 3, 3],
    ],
    call: (x, w) => pool(convolution(x!, w!, SAME)),
    gone: ['conv', 'maxPool'],
  },
};

describe('rewrites', () => {
  for (const [name, network] of Object.entries(tiled))
    it(`convolutions by tiles, ${name}: the same numbers and gradients`, async () => {
      const by = rewritesFor('wasm');
      const xs = network.inputs.map((shape, i) => input(`x${i}`, shape));
      const [y] = runPasses([network.call(...xs)], by);
      for (const op of network.gone) assert.ok(!opsOf(y!).includes(op), `${op} is still there`);
      assert.ok(
        topological([y!]).some(n => n.op.name === 'matmul' && n.shape[0] === 16 && n.shape.length === 3),
        'the products of tiles',
      );
      agree(await results(network, []), await results(network, by));
    });

  for (const [name, network] of Object.entries(wide))
    it(`convolutions by blocks of channels, ${name}: the same numbers and gradients`, async function () {
      const block = await (await testEngine()).channelBlock?.();
      if (!block) this.skip();
      const by = [sinkTransposes, convolutionByBlocks(block)]; // alone: in their order, small ones go by columns
      const xs = network.inputs.map((shape, i) => input(`x${i}`, shape));
      const convolutions = topological(runPasses([network.call(...xs)], by)).filter(n => n.op.name === 'conv');
      assert.ok(convolutions.length > 0);
      for (const node of convolutions) assert.equal(node.attributes.channelBlock, block);
      agree(await results(network, []), await results(network, by));
    });

  for (const [name, network] of Object.entries(networks))
    it(`${name}: the same numbers and gradients`, async () => {
      const xs = network.inputs.map((shape, i) => input(`x${i}`, shape));
      const [y] = runPasses([network.call(...xs)], rewrites);
      assert.deepEqual(y!.shape, network.call(...xs).shape);
      for (const op of network.gone) assert.ok(!opsOf(y!).includes(op), `${op} is still there`);
      agree(await results(network, []), await results(network, rewrites));
    });

  it('the kernel of a picture so wide that its columns are gathered part by part: the same gradients', async function () {
    if (!engineName.startsWith('onnx')) this.skip(); // the parts are ONNX's
    const network: Network = {
      inputs: [
        ['N', 64, 64, 16],
        [4, 16, 3, 3],
      ],
      call: (x, w) => convolution(x!, w!, SAME),
      gone: [],
    };
    const whole = [sinkTransposes, convolutionByColumns(() => true)];
    agree(await results(network, whole), await results(network, []), 2e-4); // sums of 8192 products
  });

  it('leave no transposition between two blocks', () => {
    const { inputs, call } = networks['two blocks, one after the other']!;
    const xs = inputs.map((shape, i) => input(`x${i}`, shape));
    const [y] = runPasses([call(...xs)], rewrites);
    // of the picture (one channel, two dimensions are left), of the result, of one kernel
    assert.ok(opsOf(y!).filter(op => op === 'transpose').length <= 4);
  });

  it('each of them finds something in a case', () => {
    const found = (pass: Pass): boolean =>
      [networks, wide, tiled].flatMap(Object.values<Network>).some(({ inputs, call }) => {
        const y = call(...inputs.map((shape, i) => input(`x${i}`, shape)));
        return [y, ...runPasses([y], [sinkTransposes])].some(from => pass.run([from])[0] !== from);
      });
    const all = [...rewritesFor('onnx', 8), ...rewritesFor('wasm')];
    assert.deepEqual(
      all.filter(pass => !found(pass)).map(pass => pass.name),
      [],
    );
  });

  it('mish by one exponential: the same numbers and gradients, from the smallest to the largest', async () => {
    const x = input('x', ['N']);
    const mish = mul(x, tanh(softplus(x)));
    const [y] = runPasses([mish], [mishByOneExponential]);
    assert.ok(!opsOf(y!).some(op => op === 'tanh' || op === 'softplus'), opsOf(y!).join());
    const other = input('other', ['N']);
    const stays = mul(other, tanh(softplus(x)));
    assert.equal(runPasses([stays], [mishByOneExponential])[0], stays, 'the gate of another number');
    const numbers = [-1e30, -100, -20, -8, -2, -1, -0.3, -1e-4, 0, 1e-4, 0.3, 1, 2, 8, 19.9, 20.1, 30, 100, 1e30];
    const found = async (node: GraphNode): Promise<Numbers> => {
      const [slope] = gradient(sum(node), [x]);
      const program = await (await testEngine()).compile({ inputs: [x], outputs: { y: node, slope: slope! } });
      const results = await program.run({ x: float([numbers.length], numbers) });
      await program.dispose();
      return { y: results.y!.data, slope: results.slope!.data };
    };
    agree(await found(mish), await found(y!));
  });

  it('are none for the interpreter', () => {
    assert.deepEqual(rewritesFor('tfjs-node'), []);
  });
});

/** The nodes of an ONNX file that add by ScatterND, with the constants that they index by. */
function scatterings(graph: Graph) {
  const { node = [], initializer = [] } = decode('Model', writeOnnx(graph)).graph!;
  const tensors = new Map(initializer.map(t => [t.name, t]));
  const type = (op: string) => node.filter(n => n.opType === op);
  const indices = type('ScatterND').map(n => {
    const { rawData } = tensors.get(n.input![1]!)!;
    return new BigInt64Array(rawData!.slice().buffer);
  });
  return { indices, elements: type('ScatterElements').length, gathers: type('Gather').length };
}

describe('scatterAdd', () => {
  const of = (table: number[], shape: number[], rows: number) => {
    const dy = input('dy', [2, ...shape, 'N']);
    return scatterings({ inputs: [dy], outputs: { y: scatterAdd(dy, constant(table, shape, 'int32'), 1, rows) } });
  };
  it('of rows that are met once is a gather', () => {
    const { indices, elements, gathers } = of([3, 0, 1, 5], [2, 2], 6);
    assert.deepEqual([indices.length, elements, gathers], [0, 0, 1]);
  });
  it('never gives ScatterND an index twice, which would race', () => {
    const { indices, elements } = of([0, 1, 1, 2, 3, 4, 2, 0], [4, 2], 5);
    assert.equal(elements, 0);
    assert.ok(indices.length > 1);
    for (const index of indices) assert.equal(new Set(index).size, index.length);
  });
  it('of rows that one line meets twice, or of indices that are fed, is ScatterElements', () => {
    assert.deepEqual([of([0, 0, 1, 2], [2, 2], 3).elements, of([0, 0, 1, 2], [2, 2], 3).indices.length], [1, 0]);
    const [dy, at] = [input('dy', [4, 3]), input('at', [4], 'int32')];
    const { indices, elements } = scatterings({ inputs: [dy, at], outputs: { y: scatterAdd(dy, at, 0, 9) } });
    assert.deepEqual([indices.length, elements], [0, 1]);
  });
  it('starts from what it is added to', async () => {
    const x = input('x', [2, 5, 'N']);
    const table = constant([0, 1, 2, 1, 2, 3], [2, 3], 'int32');
    const program = await (await testEngine()).compile({
      inputs: [x],
      outputs: { y: add(x, scatterAdd(gather(x, table, 1), table, 1, 5)) },
    });
    const { y } = await program.run({ x: float([2, 5, 1], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) });
    await program.dispose();
    // each row is met as often as the table has it: once, twice, twice, once, never
    assert.deepEqual([...y!.data], [2, 6, 9, 8, 5, 12, 21, 24, 18, 10]);
  });
});
