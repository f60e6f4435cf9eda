import assert from 'node:assert/strict';
import { wasmEngine } from '../../../src/engine/wasm';
import * as g from '../../../src/graph';
import { float } from '../helpers';

/** ∫ of the series 2/√π · Σ (−1)ⁿ x²ⁿ⁺¹ / (n! (2n+1)), summed as x · e^−x² · Σ 2ⁿ x²ⁿ / (2n+1)!!, all of whose terms are positive. */
function series(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; term > sum * 1e-18; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
/** erfc(x) · √π · e^x² = 1 / (x + ½ / (x + 1 / (x + 3⁄2 / (x + …)))). */
function complement(x: number): number {
  let fraction = 0;
  for (let n = 200; n > 0; n--) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}
function erf(x: number): number {
  if (Number.isNaN(x) || x === 0) return x;
  const size = Math.abs(x);
  return Math.sign(x) * (size < 2 ? series(size) : 1 - complement(size));
}

/** The value of the last place of a float32 of this size. */
const lastPlace = (x: number): number => 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(x)))) - 23);

/** Evenly spaced, and rounded to float32, so that the exact function gets the same numbers. */
const range = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.fround(from + ((to - from) * i) / (count - 1)));
/** Numbers of all float32 exponents and both signs, including denormals. */
const sizes = (perOctave: number): number[] => {
  const positive = Array.from({ length: 277 * perOctave }, (_, i) => Math.fround(2 ** (i / perOctave - 149)));
  return [...positive, ...positive.map(x => -x)];
};
const SPECIAL = [0, -0, Infinity, -Infinity, NaN, 1, -1, 2 ** -149, -(2 ** -149), 2 ** -126, -(2 ** -126), 2 ** -127];
const LARGEST = 2 ** 128 - 2 ** 104;

interface Function {
  readonly of: (x: g.GraphNode) => g.GraphNode;
  readonly exactly: (x: number) => number;
  /** where it switches its method: tested densely */
  readonly ranges: readonly (readonly [from: number, to: number])[];
  /**
   * the error limit in units in the last place; measured: exp 1.0, log 0.8, sigmoid 2.2, tanh 4.2 (5.9 without fused
   * multiply-adds), softplus 1.7, erf 6.3, sin 2.4, cos 2.3
   */
  readonly within: number;
  /** or the absolute limit, for numbers so small that intermediate results are denormal or infinite */
  readonly orBy?: number;
}
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const FUNCTIONS: Readonly<Record<string, Function>> = {
  exp: {
    of: g.exp,
    exactly: Math.exp,
    ranges: [
      [-105, 90],
      [-104.1, -103],
      [-88, -86],
      [88.6, 88.8],
      [-1, 1],
      [-1e-3, 1e-3],
    ],
    within: 2,
  },
  log: {
    of: g.log,
    exactly: Math.log,
    ranges: [
      [0, 4],
      [0.5, 0.8],
      [0.99, 1.01],
      [0, 1e-37],
      [-1, 0],
    ],
    within: 2,
  },
  sigmoid: {
    of: g.sigmoid,
    exactly: x => 1 / (1 + Math.exp(-x)),
    ranges: [
      [-105, 105],
      [-20, 20],
      [-1, 1],
      [-89, -86],
    ],
    within: 3,
    orBy: 2 ** -126,
  },
  tanh: {
    of: g.tanh,
    exactly: Math.tanh,
    ranges: [
      [-10, 10],
      [-1, 1],
      [-5e-4, 5e-4],
      [7.8, 9.1],
    ],
    within: 6,
  },
  softplus: {
    of: g.softplus,
    exactly: softplus,
    ranges: [
      [-105, 105],
      [-20, 20],
      [-1, 1],
      [-18, -14],
    ],
    within: 3,
  },
  erf: {
    of: g.erf,
    exactly: erf,
    ranges: [
      [-5, 5],
      [-1, 1],
      [-1e-3, 1e-3],
      [3.8, 4.1],
    ],
    within: 8,
    orBy: 2 ** -143,
  },
  sqrt: { of: g.sqrt, exactly: Math.sqrt, ranges: [[0, 4]], within: 0.5 },
  sin: {
    of: g.sin,
    exactly: Math.sin,
    ranges: [
      [-10, 10],
      [-1000, 1000],
      [8000, 8400],
    ],
    within: 3,
  },
  cos: {
    of: g.cos,
    exactly: Math.cos,
    ranges: [
      [-10, 10],
      [-1000, 1000],
      [8000, 8400],
    ],
    within: 3,
  },
  pow: {
    of: x => g.pow(x, 1.5),
    exactly: x => x ** 1.5,
    ranges: [
      [0, 10],
      [-1, 0],
    ],
    within: 0.51,
  },
};

const x = g.input('x', ['N']);
async function computed(of: Function['of'], values: readonly number[]): Promise<ArrayLike<number>> {
  const program = await wasmEngine.compile({ inputs: [x], outputs: { y: of(x) } });
  const { y } = await program.run({ x: float([values.length], values) });
  await program.dispose();
  return y!.data;
}

describe('functions of four float32 at once', () => {
  for (const [name, { of, exactly, ranges, within, orBy = 0 }] of Object.entries(FUNCTIONS)) {
    it(`${name}: at most ${within} last places from the function, for numbers of every size`, async () => {
      const values = [...ranges.flatMap(([from, to]) => range(from, to, 20_001)), ...sizes(40)];
      const found = await computed(of, values);
      for (const [i, value] of values.entries()) {
        const [y, wanted] = [found[i]!, exactly(value)];
        const rounded = Math.fround(wanted);
        if (Object.is(y, rounded) || Math.abs(y - wanted) <= orBy) continue;
        assert.ok(Number.isFinite(y) === Number.isFinite(rounded), `${name}(${value}) is ${y}, should be ${wanted}`);
        const places = Math.abs(y - wanted) / lastPlace(wanted);
        assert.ok(places <= within, `${name}(${value}) is ${y}, should be ${wanted}: ${places} places away`);
      }
    });

    it(`${name}: what is infinite, no number or zero, keeps what it is, wherever in a vector it lies`, async () => {
      // lengths 1 to 9: whole vectors and what is left over behind them
      for (let length = 1; length <= 9; length++)
        for (let from = 0; from < SPECIAL.length; from += length) {
          const values = SPECIAL.slice(from, from + length);
          const found = await computed(of, values);
          assert.equal(found.length, values.length);
          for (const [i, value] of values.entries()) {
            const wanted = Math.fround(exactly(value));
            const close = Math.abs(found[i]! - wanted) <= Math.max(within * lastPlace(wanted), orBy);
            assert.ok(
              Object.is(found[i], wanted) || (close && wanted !== 0),
              `${name}(${value}): ${found[i]}, not ${wanted}`,
            );
          }
        }
    });
  }

  it('what is too large for float32 is infinite, and the largest that is not is finite', async () => {
    const edge = Math.log(LARGEST);
    const below = Math.fround(edge - 4e-6);
    const found = await computed(g.exp, [below, Math.fround(edge + 8e-6)]);
    const [finite, infinite] = [found[0]!, found[1]!];
    assert.ok(finite > 3.4e38 && finite <= LARGEST, String(finite));
    assert.equal(infinite, Infinity);
    const log = await computed(g.log, [LARGEST]);
    assert.equal(log[0], Math.fround(edge));
  });

  it('an expression of several functions has the same bits alone and among others', async () => {
    const of = (n: g.GraphNode) => g.mul(g.tanh(n), g.add(g.sigmoid(g.exp(n)), g.log(g.add(g.square(n), 1))));
    const values = range(-3, 3, 23);
    const all = await computed(of, values);
    for (const [i, value] of values.entries()) assert.equal((await computed(of, [value]))[0], all[i]);
  });
});
