import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseArguments } from '../../src/catalogue';
import { choice, columns, flag, integer, number, shape } from '../../src/catalogue/arguments';

const parse = (argument: Parameters<typeof parseArguments>[0][string], x: unknown) =>
  parseArguments({ x: argument }, { x }).x;

describe('arguments', () => {
  it('numbers and the strings of forms are read alike', () =>
    fc.assert(
      fc.property(fc.integer(), n => {
        assert.equal(parse(integer({ default: 0 }), n), n);
        assert.equal(parse(integer({ default: 0 }), ` ${n} `), n);
        assert.equal(parse(number({ default: 0 }), `${n / 8}`), n / 8);
      }),
    ));
  it('units 0, 1.5 and "many" are errors that say what was expected and what came', () => {
    const units = integer({ min: 1, default: 32 });
    for (const [given, shown] of [
      [0, '0'],
      [1.5, '1.5'],
      ['many', '"many"'],
      [null, 'null'],
      [true, 'true'],
      [[2], 'an array of 1'],
    ] as const)
      assert.throws(() => parse(units, given), {
        message: `x must be a whole number of at least 1, received ${shown}`,
      });
  });
  it('nothing and an empty field give the default', () => {
    assert.equal(parse(integer({ min: 1, default: 32 }), undefined), 32);
    assert.equal(parse(integer({ min: 1, default: 32 }), ''), 32);
  });
  it('infinity and NaN are not numbers', () => {
    for (const x of [Number.NaN, Infinity, '-Infinity', '1e999'])
      assert.throws(() => parse(number({ default: 0 }), x), /a number/);
  });
  it('a range is said in words', () => {
    assert.throws(() => parse(number({ min: 0, max: 1, default: 0 }), 2), /must be a number from 0 to 1, received 2/);
    assert.throws(() => parse(number({ max: 1, default: 0 }), 2), /must be a number of at most 1, received 2/);
  });
  it('flags and choices take their own words only', () => {
    assert.equal(parse(flag(true), 'false'), false);
    assert.throws(() => parse(flag(true), 'no'), /true or false/);
    assert.equal(parse(choice(['a', 'b'], 'a'), 'b'), 'b');
    assert.throws(() => parse(choice(['a', 'b'], 'a'), 'toString'), /one of a, b/);
  });
  it('shapes are read from 28, 28 and [28, 28] and 28×28', () => {
    for (const x of ['28, 28', '[28,28]', '28 × 28', [28, 28], ['28', 28]])
      assert.deepEqual(parse(shape(), x), [28, 28]);
    assert.deepEqual(parse(shape(), 4), [4]);
    assert.equal(parse(shape(), undefined), null);
    for (const x of ['28, 0', '28,,28', 'wide', [1.5], {}, -1])
      assert.throws(() => parse(shape(), x), /whole numbers of at least 1/);
  });
  it('columns are a list of names', () => {
    assert.deepEqual(parse(columns(), 'age, income'), ['age', 'income']);
    assert.deepEqual(parse(columns(), ['a b', 'c,d']), ['a b', 'c,d']);
    assert.equal(parse(columns(), []), null);
    assert.throws(() => parse(columns(), [1]), /list of column names/);
  });
  it('an argument that there is not is an error that lists what there is', () => {
    assert.throws(() => parseArguments({ units: integer({ default: 1 }) }, { unit: 3 }), {
      message: 'has no argument unit; it has units',
    });
    assert.throws(() => parseArguments({}, { constructor: 3 }), /has no argument constructor/);
    assert.throws(() => parseArguments({}, { toString: 3 }), /has no argument toString/);
  });
});
