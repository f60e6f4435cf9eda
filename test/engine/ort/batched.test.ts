import assert from 'node:assert/strict';
import type { Engine } from '../../../src/engine';
import * as g from '../../../src/graph';
import type { Feeds } from '../../../src/spec';
import { engineName, testEngine } from '../../engines';
import { noise } from '../helpers';

/** Functions of [N, 3] whose ops can be computed for all steps at once. */
const functions: Record<string, (x: g.GraphNode, y: g.GraphNode) => g.GraphNode> = {
  ...{ add: g.add, sub: g.sub, mul: g.mul, div: g.div, pow: g.pow, maximum: g.maximum, minimum: g.minimum },
  ...{ greater: g.greater, greaterEqual: g.greaterEqual, less: g.less, equal: g.equal },
  ...{ neg: g.neg, exp: g.exp, log: g.log, sqrt: g.sqrt, abs: g.abs, relu: g.relu, sigmoid: g.sigmoid, tanh: g.tanh },
  ...{ softplus: g.softplus, erf: g.erf, sin: g.sin, cos: g.cos, sign: g.sign, positive: g.positive, floor: g.floor },
  ...{ softmax: g.softmax, logSoftmax: g.logSoftmax, argmax: g.argmax },
  where: (x, y) => g.where(g.greater(x, 1), x, y),
  logicalNot: (x, y) => g.logicalNot(g.less(x, y)),
  cast: x => g.cast(x, 'int32'),
  'sum of all': x => g.sum(x),
  'sum of a row': x => g.sum(x, [1]),
  'sum of the rows': x => g.sum(x, [0]),
  'sum of whole numbers': x => g.sum(g.cast(g.greater(x, 1), 'float32'), [0]),
  'max and min': (x, y) => g.sub(g.max(x, [0]), g.min(y, [1], true)),
  mean: x => g.mean(x),
  'one number and a row': (x, y) => g.mul(g.sum(x), g.sum(y, [1], true)),
  reshape: x => g.reshape(x, ['3*N']),
  concatenate: (x, y) => g.concatenate([x, g.mul(y, 2)], 1),
  'concatenate with what is the same': x => g.concatenate([g.reshape(g.sum(x), [1]), g.reshape(g.sizeOf('N'), [1])], 0),
};

describe(`what is computed for all steps at once on ${engineName}`, () => {
  const [STEPS, ROWS] = [7, 5];
  let engine: Engine;
  before(async () => {
    engine = await testEngine();
  });

  const [a, b] = [1, 2].map(seed => {
    const tensor = noise([STEPS, ROWS, 3], seed);
    return { ...tensor, data: (tensor.data as Float32Array).map(v => 1.1 + v) };
  });
  /** Before the steps, from the data only; and after them, from the state too. */
  const outputsOf = (name: string): g.StepGraph => {
    const [x, y, w] = [g.input('x', ['N', 3]), g.input('y', ['N', 3]), g.input('w', [3])];
    const f = functions[name]!;
    const moved = g.add(x, w);
    const next = g.add(w, g.sum(moved, [0]));
    // a sum, because outputs have another address in each step
    const told = (value: g.GraphNode) => g.sum(value.dtype === 'bool' ? g.cast(value, 'float32') : value);
    const outputs = { early: told(f(g.mul(x, 2), g.mul(y, 2))), late: told(f(moved, y)) };
    return { data: [x, y], scalars: [], state: [{ input: w, next }], outputs };
  };
  const run = async (name: string, each: number): Promise<number[]> => {
    const program = await engine.compileLoop(outputsOf(name));
    const found: { early: number[]; late: number[] } = { early: [], late: [] };
    let state: Feeds = { w: noise([3], 3) };
    for (let k = 0; k < STEPS; k += each) {
      const part = ({ data, shape }: typeof a & {}) => ({
        data: data.subarray(k * ROWS * 3, (k + each) * ROWS * 3),
        shape: [each, ...shape.slice(1)],
        dtype: 'float32' as const,
      });
      const results = await program.run({ ...state, x: part(a!), y: part(b!) });
      found.early.push(...results.early!.data);
      found.late.push(...results.late!.data);
      state = { w: results.w! };
    }
    await program.dispose();
    return [...found.early, ...found.late];
  };

  it('every op that claims so is among them', () => {
    const [x, y] = [g.input('x', ['N', 3]), g.input('y', ['N', 3])];
    const used = new Set(g.topological(Object.values(functions).map(f => f(x, y))).map(node => node.op));
    const claiming = Object.values<g.Op>(g.ops).filter(({ batch }) => batch && 'exact' in batch && batch.exact);
    assert.ok(claiming.length > 30);
    assert.deepEqual(
      claiming.filter(op => !used.has(op)).map(op => op.name),
      [],
    );
  });

  for (const name of Object.keys(functions))
    it(`${name}: the same bits as in a call for each step`, async () => {
      const [together, alone] = [await run(name, STEPS), await run(name, 1)];
      assert.ok(together.length > 0);
      assert.deepEqual(together, alone);
    });
});
