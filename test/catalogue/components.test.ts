import assert from 'node:assert/strict';
import {
  componentText,
  constrained,
  constraints,
  initializers,
  initialValues,
  layers,
  parseArguments,
  penalty,
  regularizers,
} from '../../src/catalogue';
import { activation, constraint, initializer, regularizer } from '../../src/catalogue/components';
import { gradient, input, uniformSequence } from '../../src/graph';
import { assertClose, float32, type Numbers, oracle, readJson } from './oracle';
import { run } from './run';

interface Moments {
  readonly shape: readonly number[];
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
}

const moments = (x: Float32Array) => {
  const mean = x.reduce((a, v) => a + v, 0) / x.length;
  const std = Math.sqrt(x.reduce((a, v) => a + (v - mean) ** 2, 0) / x.length);
  return { mean, std, min: x.reduce((a, v) => Math.min(a, v)), max: x.reduce((a, v) => Math.max(a, v)) };
};

describe('initializers', () => {
  const keras = oracle<Record<string, Moments[]>>('initializers');
  for (const className of Object.keys(initializers))
    it(`${className} has the distribution that Keras's has`, () => {
      assert.ok(keras[className], 'Keras was not asked: run test/oracle/catalogue.py');
      for (const expected of keras[className]) {
        const values = initialValues({ className }, expected.shape, uniformSequence(3));
        const found = moments(values);
        const error = expected.std / Math.sqrt(values.length); // of a mean of independent numbers
        assert.equal(
          values.length,
          expected.shape.reduce((a, d) => a * d, 1),
        );
        assert.ok(Math.abs(found.mean - expected.mean) <= 8 * error, `mean ${found.mean}, Keras ${expected.mean}`);
        assert.ok(Math.abs(found.std - expected.std) <= 8 * error, `std ${found.std}, Keras ${expected.std}`);
        // where a distribution has ends, both come close to them
        if (!/^(RandomNormal|Orthogonal)$/.test(className)) {
          assert.ok(Math.abs(found.max - expected.max) <= 0.01 * Math.abs(expected.max), `max ${found.max}`);
          assert.ok(Math.abs(found.min - expected.min) <= 0.01 * Math.abs(expected.min), `min ${found.min}`);
        }
      }
    });
  it('normal numbers are normal: 68.3 % lie within one standard deviation, 95.4 % within two', () => {
    const x = initialValues({ className: 'RandomNormal', args: { mean: 1, stddev: 2 } }, [100000], uniformSequence(5));
    const within = (k: number) => x.filter(v => Math.abs(v - 1) < 2 * k).length / x.length;
    assert.ok(Math.abs(within(1) - 0.6827) < 0.005, `${within(1)}`);
    assert.ok(Math.abs(within(2) - 0.9545) < 0.005, `${within(2)}`);
  });
  it('Orthogonal: the rows or the columns, whichever are fewer, are at right angles and as long as the gain', () => {
    for (const shape of [
      [3, 5],
      [5, 3],
      [2, 3, 4],
    ]) {
      const q = initialValues({ className: 'Orthogonal', args: { gain: 2 } }, shape, uniformSequence(4));
      const columns = shape.at(-1)!;
      const rows = q.length / columns;
      const few = Math.min(rows, columns);
      const vector = (i: number) =>
        Array.from(
          { length: Math.max(rows, columns) },
          (_, j) => q[rows <= columns ? i * columns + j : j * columns + i]!,
        );
      for (let i = 0; i < few; i++)
        for (let j = 0; j <= i; j++) {
          const product = vector(i).reduce((sum, v, k) => sum + v * vector(j)[k]!, 0);
          assert.ok(Math.abs(product - (i === j ? 4 : 0)) < 1e-6, `${shape}: ${i}·${j} = ${product}`);
        }
    }
  });
  it('a weight may be filled part by part: LSTM’s forget gate starts open', () => {
    const args = parseArguments(layers.LSTM!.arguments, { units: 2, biasInitializer: 'RandomUniform(5, 6)' });
    const { bias } = layers.LSTM!.weights!(args, ['N', 3, 4]);
    const [i0, i1, f0, f1, ...rest] = initialValues(bias!.initializer, bias!.shape, uniformSequence(1));
    assert.deepEqual([f0, f1], [1, 1]);
    for (const v of [i0!, i1!, ...rest]) assert.ok(v >= 5 && v < 6);
    assert.equal(rest.length, 4);
    const shut = layers.LSTM!.weights!({ ...args, unitForgetBias: false }, ['N', 3, 4]).bias!;
    assert.ok(initialValues(shut.initializer, shut.shape, uniformSequence(1)).every(v => v >= 5));
  });
  it('the same seed gives the same numbers, another others', () => {
    const values = (seed: number) => initialValues({ className: 'GlorotUniform' }, [4, 3], uniformSequence(seed));
    assert.deepEqual(values(1), values(1));
    assert.notDeepEqual(values(1), values(2));
  });
});

describe('regularizers', () => {
  const keras = oracle<{
    w: Numbers;
    cases: { regularizer: string; args: Record<string, unknown>; value: number; gradient: Numbers }[];
  }>('regularizers');
  it('all were asked of Keras', () =>
    assert.deepEqual(keras.cases.map(c => c.regularizer).sort(), Object.keys(regularizers).sort()));
  for (const { regularizer: className, args, value, gradient: expected } of keras.cases)
    it(`${className} ${JSON.stringify(args)}: penalty and gradient are Keras's`, async () => {
      const results = await run({ w: float32(keras.w) }, () => {
        const w = input('w', keras.w.shape);
        const p = penalty({ className, args }, w);
        return { inputs: [w], outputs: { p, dw: gradient(p, [w])[0]! } };
      });
      assertClose(results.p!, { shape: [], data: [value] }, 1e-6, 'penalty');
      assertClose(results.dw!, expected, 1e-6, 'gradient');
    });
});

describe('constraints', () => {
  const { values } = readJson<{
    values: { constraint: string; args: Record<string, unknown>; w: Numbers; result: Numbers }[];
  }>('oracle', 'constraints.json');
  it('all were asked of Keras', () =>
    assert.deepEqual([...new Set(values.map(v => v.constraint))].sort(), Object.keys(constraints).sort()));
  for (const { constraint: className, args, w, result } of values)
    it(`${className} ${JSON.stringify(args)}: the weight is Keras's`, async () => {
      const found = await run({ w: float32(w) }, () => {
        const node = input('w', w.shape);
        return { inputs: [node], outputs: { result: constrained({ className, args }, node) } };
      });
      assertClose(found.result!, result, 1e-6, 'result');
    });
});

describe('components as arguments', () => {
  const parse = (table: Parameters<typeof parseArguments>[0], x: unknown) => parseArguments(table, { x }).x;
  it('activations are found by any spelling, and by Keras’s aliases', () => {
    const table = { x: activation('linear') };
    for (const name of ['leaky_relu', 'leakyRelu', 'LeakyRelu']) assert.equal(parse(table, name), 'leaky_relu');
    assert.equal(parse(table, 'swish'), 'silu');
    assert.equal(parse(table, ''), 'linear');
  });
  it('an initializer is a name, a name with numbers, or an object', () => {
    const table = { x: initializer('GlorotUniform') };
    const expected = { className: 'RandomNormal', args: { mean: 0, stddev: 0.1 } };
    for (const x of ['RandomNormal(0, 0.1)', 'random_normal(stddev=0.1)', expected])
      assert.deepEqual(parse(table, x), expected);
    assert.deepEqual(parse(table, undefined), { className: 'GlorotUniform', args: {} });
  });
  it('a regularizer may be none', () => {
    const table = { x: regularizer() };
    for (const x of [undefined, null, '', 'none']) assert.equal(parse(table, x), null);
    assert.deepEqual(parse(table, 'l1l2(0.1, 0.2)'), { className: 'L1L2', args: { l1: 0.1, l2: 0.2 } });
  });
  it('what is written is read back', () => {
    const table = { x: regularizer() };
    for (const text of ['L2', 'L2(l2=0.5)', 'none', 'L1L2(l1=0.1, l2=0.2)'])
      assert.equal(componentText(parse(table, text) as Parameters<typeof componentText>[0]), text);
  });
  it('a constraint may be none, and have several axes', () => {
    const table = { x: constraint() };
    assert.equal(parse(table, 'none'), null);
    assert.deepEqual(parse(table, 'max_norm(3)'), { className: 'MaxNorm', args: { maxValue: 3, axis: [0] } });
    for (const text of ['NonNeg', 'MaxNorm', 'UnitNorm(axis=0×1×2)', 'MinMaxNorm(minValue=0.5, rate=0.1)'])
      assert.equal(componentText(parse(table, text) as Parameters<typeof componentText>[0]), text);
  });
  it('what is unknown is an error that lists what there is', () => {
    assert.throws(() => parse({ x: activation('linear') }, 'rleu'), /^x must be one of .*relu.*, received "rleu"/);
    assert.throws(() => parse({ x: initializer('Zeros') }, 'Nought'), /^x must be one of .*Zeros.*, received "Nought"/);
    assert.throws(
      () => parse({ x: regularizer() }, 'L2(-1)'),
      /^x: L2: l2 must be a number of at least 0, received "-1"/,
    );
    assert.throws(() => parse({ x: regularizer() }, 'L2(1, 2)'), /^x must be L2\(l2\), received/);
    assert.throws(() => parse({ x: regularizer() }, 'L2(l3=1)'), /L2: has no argument l3/);
  });
});
