import assert from 'node:assert/strict';
import fc from 'fast-check';
import { broadcast, type Dim, evaluate, isSymbolic, type Shape, same, size } from '../../src/graph';

const dim: fc.Arbitrary<Dim> = fc.oneof(
  fc.integer({ min: 1, max: 5 }),
  fc.constant<Dim>('N'),
  fc.integer({ min: 2, max: 5 }).map((k): Dim => `${k}*N`),
);
const shape = fc.array(dim, { maxLength: 4 }).filter(s => s.filter(isSymbolic).length < 2);

describe('dimensions', () => {
  it('size and evaluate commute: the size, evaluated, is the product of the dimensions, evaluated', () =>
    fc.assert(
      fc.property(shape, fc.integer({ min: 1, max: 50 }), (s, N) => {
        const product = s.map(d => evaluate(d, N)).reduce((a, b) => a * b, 1);
        assert.equal(evaluate(size(s), N), product);
      }),
    ));
  it('writes 1*N as N', () => assert.equal(size(['N', 1]), 'N'));
  it('refuses N·N', () => assert.throws(() => size(['N', '2*N']), /more than one symbolic dimension/));

  it('broadcast is symmetric, and has 1 as its neutral element', () =>
    fc.assert(
      fc.property(shape, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), (s, ones) => {
        const other: Shape = s.map((d, i) => (ones[i] ? 1 : d));
        assert.ok(same(broadcast(s, other), s));
        assert.ok(same(broadcast(other, s), s));
        assert.ok(same(broadcast(s, []), s));
      }),
    ));
  it('broadcast refuses N with a number, since it holds for one batch only', () =>
    assert.throws(() => broadcast(['N', 4], [3, 4]), /\[N, 4\] and \[3, 4\] do not broadcast/));
});
