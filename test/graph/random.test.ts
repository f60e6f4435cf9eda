import assert from 'node:assert/strict';
import { constant, hashUniform, input, mixKey, random, randomKey, uniformSequence } from '../../src/graph';
import { testEngine } from '../engines';

/** lowbias32 with BigInt, as its author's C code has it, modulo 2³² after each step. */
function lowbias32(x: bigint): bigint {
  const M = 0xffffffffn;
  x ^= x >> 16n;
  x = (x * 0x7feb352dn) & M;
  x ^= x >> 15n;
  x = (x * 0x846ca68bn) & M;
  return x ^ (x >> 16n);
}
const uniform = (i: number, key: number) =>
  Number(lowbias32((BigInt(i) * 0x9e3779b9n + BigInt.asUintN(32, BigInt(key))) & 0xffffffffn) >> 8n) / 2 ** 24;

const KEYS = [0, 1, -1, 123456789, -2147483648, 2147483647];

describe('random numbers', () => {
  it('are lowbias32 of a counter', () => {
    for (const key of KEYS)
      assert.deepEqual(
        [...hashUniform(100, key)],
        Array.from({ length: 100 }, (_, i) => uniform(i, key)),
      );
  });

  it('are the same in the engine, bit for bit, for any key and step', async () => {
    const key = input('key', [], 'int32');
    const step = input('step', [], 'int32');
    const rows = input('rows', ['N']);
    const outputs = {
      fixed: random([7, 11], key),
      batch: random(['N', 3], randomKey(step, 99)),
      large: random([50000], constant(7, [], 'int32')),
    };
    const program = await (await testEngine()).compile({ inputs: [key, step, rows], outputs });
    const scalar = (value: number) => ({ data: Int32Array.of(value), shape: [], dtype: 'int32' as const });
    for (const k of KEYS) {
      const results = await program.run({
        key: scalar(k),
        step: scalar(k),
        rows: { data: new Float32Array(5), shape: [5], dtype: 'float32' },
      });
      assert.deepEqual(results.fixed!.data, hashUniform(77, k));
      assert.deepEqual(results.batch!.data, hashUniform(15, mixKey(k, 99)));
      assert.deepEqual(results.large!.data, hashUniform(50000, 7));
    }
    await program.dispose();
  });

  it('mix a key as step · 0x85ebca6b + salt, modulo 2³²', () => {
    for (const step of KEYS) assert.equal(mixKey(step, 5), Number(BigInt.asIntN(32, BigInt(step) * 0x85ebca6bn + 5n)));
  });

  it('come one by one as in a block', () => {
    const next = uniformSequence(42);
    assert.deepEqual(Array.from({ length: 10 }, next), [...hashUniform(10, 42)]);
  });

  it('are uniform: ten bins of a million, by chi-squared at p = 0.001 with 9 degrees of freedom', () => {
    for (const key of [0, 1, 2, mixKey(1000, 3)]) {
      const bins = new Array<number>(10).fill(0);
      for (const u of hashUniform(1e6, key)) bins[Math.floor(u * 10)]! += 1;
      const chi2 = bins.reduce((s, n) => s + (n - 1e5) ** 2 / 1e5, 0);
      assert.ok(chi2 < 27.88, `key ${key}: ${chi2}`);
    }
  });

  it('of neighbouring steps and salts are not correlated', () => {
    const n = 1e5;
    const first = hashUniform(n, mixKey(10, 1));
    for (const other of [mixKey(11, 1), mixKey(10, 2), mixKey(9, 2)]) {
      const second = hashUniform(n, other);
      const r = first.reduce((s, u, i) => s + (u - 0.5) * (second[i]! - 0.5), 0) / (n / 12);
      assert.ok(Math.abs(r) < 4 / Math.sqrt(n), `correlation ${r}`);
    }
  });
});
