import assert from 'node:assert/strict';
import { TensorwireError } from '../../src/errors';
import {
  abs,
  add,
  argmax,
  broadcastTo,
  cast,
  concatenate,
  constant,
  dependents,
  div,
  full,
  type GraphNode,
  gather,
  input,
  matmul,
  mean,
  mul,
  neg,
  pow,
  rebuild,
  relu,
  reshape,
  scoped,
  slice,
  softmax,
  split,
  square,
  sub,
  sum,
  topological,
  transpose,
  where,
  withSharing,
} from '../../src/graph';

const x = input('x', ['N', 4]);
const w = input('w', [4, 3]);
const ids = input('ids', ['N'], 'int32');

describe('sharing', () => {
  it('makes equal nodes once within withSharing', () => {
    withSharing(() => {
      assert.equal(mul(x, 2), mul(x, 2));
      assert.notEqual(mul(x, 2), mul(x, 3));
      assert.equal(sum(x, [0]), sum(x, [-2]));
    });
  });
  it('does not share between two calls of withSharing, nor outside of it', () => {
    assert.notEqual(
      withSharing(() => neg(x)),
      withSharing(() => neg(x)),
    );
    assert.notEqual(neg(x), neg(x));
    withSharing(() => {
      const outer = neg(x);
      withSharing(() => assert.notEqual(neg(x), outer));
      assert.equal(neg(x), outer);
    });
  });
  it('never takes two inputs for one', () => withSharing(() => assert.notEqual(input('x', [1]), input('x', [1]))));
  it('tells 0 from −0, and dtypes apart', () =>
    withSharing(() => {
      assert.notEqual(constant(0), constant(-0));
      assert.notEqual(constant(1), constant(1, [], 'int32'));
      assert.notEqual(constant([1, 2]), constant([1, 2], [2, 1]));
    }));
});

describe('simplifications', () => {
  const same = (made: GraphNode, expected: GraphNode) => assert.equal(made, expected);
  it('drops what does nothing', () => {
    same(add(x, 0), x);
    same(add(0, x), x);
    same(sub(x, 0), x);
    same(mul(x, 1), x);
    same(mul(1, x), x);
    same(div(x, 1), x);
    same(pow(x, 1), x);
    same(cast(x, 'float32'), x);
    same(reshape(x, ['N', 4]), x);
    same(transpose(transpose(x, [1, 0]), [1, 0]), x);
    same(broadcastTo(x, ['N', 4]), x);
    same(slice(x, 1, 0, 4), x);
    same(concatenate([x], 0), x);
    same(split(x, 1, [4])[0]!, x);
    same(sum(x, []), x);
  });
  it('keeps an addition of 0 that widens the shape', () => {
    assert.deepEqual(add(constant(0), w).shape, [4, 3]);
    assert.deepEqual(add(constant(5), full(0, [4, 3])).shape, [4, 3]);
    assert.deepEqual(mul(input('s', []), full(1, ['N', 2])).shape, ['N', 2]);
  });
  it('joins two reshapes, two transpositions and two broadcasts into one', () => {
    assert.deepEqual(reshape(reshape(x, ['4*N']), [2, '2*N']).inputs, [x]);
    assert.deepEqual(transpose(transpose(input('y', [2, 3, 4]), [1, 2, 0]), [1, 0, 2]).attributes.perm, [2, 1, 0]);
    assert.deepEqual(broadcastTo(broadcastTo(w, [2, 4, 3]), [5, 2, 4, 3]).inputs, [w]);
  });
  it('sums once, over all axes, and changes signs afterwards', () =>
    withSharing(() => {
      const y = input('y', ['N', 2, 3]);
      same(sum(sum(y, [1]), [1]), sum(y, [1, 2]));
      same(sum(sum(sum(y, [0]), [1]), [0]), sum(y));
      same(sum(neg(y), [1]), neg(sum(y, [1])));
    }));
  it('computes what is the same everywhere once', () =>
    withSharing(() => {
      const b = input('b', [4]);
      same(neg(broadcastTo(b, ['N', 4])), broadcastTo(neg(b), ['N', 4]));
    }));
  it('finds the largest before a softmax, which keeps their order', () =>
    withSharing(() => same(argmax(softmax(x)), argmax(x))));
  it('transposes an axis of length 1 by a reshape', () =>
    assert.equal(transpose(input('y', ['N', 1, 4]), [1, 0, 2]).op.name, 'reshape'));
  it('lets an op broadcast, instead of doing it before', () => {
    const b = input('b', [4]);
    assert.deepEqual(mul(x, broadcastTo(b, ['N', 4])).inputs, [x, b]);
    assert.deepEqual(mul(broadcastTo(b, ['N', 4]), broadcastTo(constant(2), ['N', 4])).shape, ['N', 4]);
  });
  it('computes with scalar constants in float32', () => {
    const third = div(constant(1), 3);
    assert.equal(third.op.name, 'constant');
    assert.deepEqual(third.attributes.data, Float32Array.of(1 / 3));
  });
  it('makes a uniform constant a scalar', () => {
    const zeros = constant(new Float32Array(1000), [10, 100]);
    assert.equal(zeros.op.name, 'broadcastTo');
    assert.deepEqual(zeros.inputs[0]!.shape, []);
  });
});

describe('errors of the graph', () => {
  const says = (f: () => unknown, text: RegExp) =>
    assert.throws(
      () => scoped('dense_1', f),
      (error: unknown) => {
        assert.ok(error instanceof TensorwireError);
        assert.match(error.message, text);
        assert.equal(error.subject, 'dense_1');
        return true;
      },
    );
  it('name the scope, the op and the shapes', () => {
    says(() => matmul(x, x), /^dense_1: matmul: \[N, 4\] · \[N, 4\]: 4 columns do not fit N rows$/);
    says(() => add(x, w), /^dense_1: add: shapes \[N, 4\] and \[4, 3\] do not broadcast$/);
    says(() => reshape(x, [3, 'N']), /^dense_1: reshape: \[N, 4\] has 4\*N elements, \[3, N\] has 3\*N$/);
    says(() => sum(x, [2]), /^dense_1: sum: \[N, 4\] has no axis 2$/);
    says(() => slice(x, 1, 3, 5), /3 to 5 is not a part of axis 1/);
    says(() => slice(x, 0, 0, 1), /axis 0 of \[N, 4\] is symbolic/);
    says(() => concatenate([x, w], 1), /differ in more than axis 1/);
    says(() => split(x, 1, [1, 2]), /parts of 1 \+ 2 do not make up axis 1/);
    says(() => constant([1, 2, 3], [2]), /3 values do not fill a constant of shape \[2\]/);
    says(() => input('y', ['N', 'N']), /more than one symbolic dimension/);
  });
  it('name the dtypes', () => {
    says(() => add(x, ids), /one dtype, received float32 and int32/);
    says(() => div(ids, 2), /must be float32, received int32/);
    says(() => gather(w, x), /indices must be int32, received float32/);
    says(() => where(x, x, x), /must be bool, received float32/);
  });
  it('leave the scope as it was', () => {
    assert.throws(() => scoped('a', () => matmul(x, x)));
    assert.equal(scoped('b', () => scoped('c', () => neg(x))).scope, 'b/c');
    assert.equal(neg(x).scope, '');
  });
});

describe('walks', () => {
  const a = matmul(x, w);
  const b = relu(a);
  const c = add(b, square(b));
  it('topological: each node once, after its inputs', () => {
    const order = topological([c, b]);
    assert.equal(new Set(order).size, order.length);
    for (const node of order) for (const i of node.inputs) assert.ok(order.indexOf(i) < order.indexOf(node));
  });
  it('topological: does not go beyond stop', () =>
    assert.deepEqual(topological([c], new Set([b])), [b, c.inputs[1], c]));
  it('topological: a hundred thousand nodes deep', () => {
    let deep = x;
    for (let i = 0; i < 1e5; i++) deep = neg(deep);
    assert.equal(topological([deep]).length, 1e5 + 1);
  });
  it('dependents: what is computed from the roots', () => {
    const order = topological([c, argmax(x)]);
    assert.deepEqual(
      order.filter(n => dependents(order, [w]).has(n)).map(n => n.op.name),
      ['input', 'matmul', 'relu', 'mul', 'add'],
    );
  });
  it('rebuild: the same nodes over other inputs, with their scopes', () => {
    const y = scoped('dense', () => relu(matmul(x, w)));
    const z = input('z', ['N', 4]);
    const [over] = rebuild([y], new Map([[x, z]]));
    assert.deepEqual(
      topological([over!]).map(n => n.op.name),
      topological([y]).map(n => n.op.name),
    );
    assert.ok(topological([over!]).includes(z));
    assert.equal(over!.scope, 'dense');
    assert.equal(rebuild([y], new Map([[z, x]]))[0], y);
  });
  it('rebuild: by a rule, from the inputs up', () => {
    const y = mean(relu(neg(relu(x))));
    const [other] = rebuild([y], (node, [first]) => (node.op.name === 'relu' ? abs(first!) : undefined));
    assert.deepEqual(
      topological([other!])
        .map(n => n.op.name)
        .filter(op => ['relu', 'abs'].includes(op)),
      ['abs', 'abs'],
    );
  });
  it('rebuild: keeps results of a tuple', () => {
    const [first, second] = split(x, 1, [1, 3]);
    const [swapped] = rebuild([add(first!, second!)], new Map([[x, input('z', ['N', 4])]]));
    assert.deepEqual(swapped!.shape, ['N', 3]);
  });
});
