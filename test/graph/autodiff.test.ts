import assert from 'node:assert/strict';
import {
  add,
  argmax,
  cast,
  constant,
  type GraphNode,
  gradient,
  input,
  matmul,
  mul,
  oneHot,
  relu,
  scoped,
  split,
  square,
  sub,
  sum,
  tanh,
  topological,
  withSharing,
} from '../../src/graph';
import { testEngine } from '../engines';
import { float } from './numbers';

const x = input('x', ['N', 2]);
const w = input('w', [2, 3]);

async function run(outputs: Record<string, GraphNode>): Promise<Record<string, number[]>> {
  const program = await (await testEngine()).compile({ inputs: [x, w], outputs });
  const results = await program.run({ x: float([2, 2], [1, -2, 0.5, 3]), w: float([2, 3], [1, 0, -1, 2, 1, 0.5]) });
  await program.dispose();
  return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, [...data]]));
}

describe('gradient', () => {
  it('of the example at the head of the file, worked by hand', async () => {
    const [dx, dw] = gradient(sum(relu(matmul(x, w))), [x, w]);
    // x·W = [[-3, -2, -2], [6.5, 3, 1]]: only the second row is positive
    assert.deepEqual(await run({ dx: dx!, dw: dw! }), { dx: [0, 0, 0, 3.5], dw: [0.5, 0.5, 0.5, 3, 3, 3] });
  });

  it('is zero, in its shape, for what y does not depend on', async () => {
    const [dx, dw] = gradient(sum(square(x)), [x, w]);
    assert.deepEqual(dw!.shape, [2, 3]);
    assert.deepEqual(await run({ dx: dx!, dw: dw! }), { dx: [2, -4, 1, 6], dw: [0, 0, 0, 0, 0, 0] });
  });

  it('of y itself is the seed', () => {
    const y = sum(x);
    const seed = constant(3);
    assert.equal(gradient(y, [y], seed)[0], seed);
  });

  it('passes through an x from which another is computed: dy/dx₁ = ∂y/∂x₁ + ∂y/∂x₂ · dx₂/dx₁', async () => {
    const x2 = square(x);
    const y = sum(mul(x, x2)); // x³
    const [dx, dx2] = gradient(y, [x, x2]);
    assert.deepEqual(await run({ dx: dx!, dx2: dx2! }), { dx: [3, 12, 0.75, 27], dx2: [1, -2, 0.5, 3] });
    const reverse = gradient(y, [x2, x]);
    assert.deepEqual(await run({ dx: reverse[1]!, dx2: reverse[0]! }), { dx: [3, 12, 0.75, 27], dx2: [1, -2, 0.5, 3] });
  });

  it('is weighted by the seed where y is not a scalar', async () => {
    const [dx] = gradient(mul(x, 2), [x], mul(x, x));
    assert.deepEqual(await run({ dx: dx! }), { dx: [2, 8, 0.5, 18] });
  });

  it('adds the gradients of both results of a tuple, also outside of withSharing, where each has two picks', async () => {
    const parts = () => split(x, 1, [1, 1]);
    const build = () => {
      const [a] = parts();
      const [c, b] = parts();
      return gradient(sum(add(mul(a!, b!), c!)), [x])[0]!;
    };
    assert.deepEqual(await run({ loose: build(), shared: withSharing(build) }), {
      loose: [-1, 1, 4, 0.5],
      shared: [-1, 1, 4, 0.5],
    });
  });

  it('goes through no mask, label or count, which have no gradient', async () => {
    const picked = sum(mul(oneHot(argmax(x), 2), x));
    const [dx] = gradient(add(picked, sum(cast(cast(x, 'int32'), 'float32'))), [x]);
    assert.deepEqual(await run({ dx: dx! }), { dx: [1, 0, 0, 1] });
  });

  it('can be taken again: the third derivative of x⁴ is 24x', async () => {
    const derivative = (y: GraphNode) => gradient(y, [x])[0]!;
    const third = derivative(derivative(derivative(square(square(x)))));
    assert.deepEqual(await run({ third }), { third: [24, -48, 12, 72] });
  });

  it('is the same with and without sharing', async () => {
    const build = () => gradient(sum(square(sub(tanh(matmul(x, w)), 0.5))), [x, w]);
    const [a, b] = build();
    const [c, d] = withSharing(build);
    const r = await run({ a: a!, b: b!, c: c!, d: d! });
    assert.deepEqual(r.a, r.c);
    assert.deepEqual(r.b, r.d);
  });

  it('names in its scope the layer that it goes through', () => {
    const y = scoped('dense_1', () => matmul(x, w));
    const [dx] = gradient(sum(y), [x]);
    const product = topological([dx!]).find(n => n.op.name === 'matmul');
    assert.equal(product?.scope, 'dense_1/gradient');
  });

  it('refuses integers, and a seed of another shape', () => {
    const ids = input('ids', ['N'], 'int32');
    assert.throws(() => gradient(sum(x), [ids]), /gradient: needs float32, received int32 from input/);
    assert.throws(() => gradient(ids, [x]), /needs float32/);
    assert.throws(() => gradient(x, [x], constant(1)), /the seed must have the shape \[N, 2\], received \[\]/);
  });
});
