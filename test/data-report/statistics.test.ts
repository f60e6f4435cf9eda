import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { associationOf } from '../../src/data-report/association';
import { digamma } from '../../src/data-report/digamma';
import { chiSquareAbove, differenceOf } from '../../src/data-report/drift';
import { mutualInformation } from '../../src/data-report/mutual-information';
import type { Classes, Numbers } from '../../src/data-report/series';

interface Told {
  readonly mean: number;
  readonly std: number;
}
const oracle = JSON.parse(readFileSync(join(__dirname, '../oracle/data_report.json'), 'utf8')) as {
  readonly pairs: readonly {
    readonly kind: string;
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly c: readonly number[];
    readonly d: readonly number[];
    readonly pearson: number;
    readonly correlationRatio: number;
    readonly cramersV: number;
    readonly numbers: number;
    readonly numbersInClasses: number;
    readonly classesOfNumbers: number;
    readonly classes: number;
  }[];
  readonly ties: {
    readonly x: readonly number[];
    readonly c: readonly number[];
    readonly y: readonly number[];
    readonly numbersInClasses: Told;
    readonly numbers: Told;
  };
  readonly drift: {
    readonly a: readonly number[];
    readonly b: readonly number[];
    readonly ks: number;
    readonly ksChance: number;
    readonly p: readonly number[];
    readonly q: readonly number[];
    readonly variation: number;
    readonly chance: number;
  };
  readonly digamma: readonly (readonly [number, number])[];
  readonly chiSquare: readonly (readonly [number, number, number])[];
};

const numbers = (values: readonly number[]): Numbers => ({ kind: 'numbers', values: Float64Array.from(values) });
const classes = (codes: readonly number[]): Classes => ({
  kind: 'classes',
  codes: Int32Array.from(codes),
  labels: ['0', '1', '2', '3'],
});
const near = (actual: number | undefined, expected: number, within = 1e-9): void =>
  assert.ok(Math.abs(actual! - expected) <= within * Math.max(1, Math.abs(expected)), `${actual} and ${expected}`);

describe('statistics of the data report, beside scikit-learn and scipy', () => {
  for (const { kind, x, y, c, d, ...expected } of oracle.pairs) {
    it(`associations of ${x.length} rows (${kind})`, () => {
      near(associationOf(numbers(x), numbers(y))?.value, expected.pearson);
      near(associationOf(numbers(x), classes(c))?.value, expected.correlationRatio);
      near(associationOf(classes(c), numbers(x))?.value, expected.correlationRatio);
      near(associationOf(classes(c), classes(d))?.value, expected.cramersV);
    });

    it(`mutual information of ${x.length} rows (${kind})`, () => {
      near(mutualInformation(classes(c), classes(d)), expected.classes);
      near(mutualInformation(numbers(x), classes(c)), expected.numbersInClasses);
      near(mutualInformation(classes(d), numbers(y)), expected.classesOfNumbers);
      near(mutualInformation(numbers(x), numbers(y)), expected.numbers);
      near(mutualInformation(numbers(y), numbers(x)), expected.numbers);
    });
  }

  it('mutual information of equal numbers is within what scikit-learn says with other noise', () => {
    const { x, c, y, ...told } = oracle.ties;
    near(mutualInformation(numbers(x), classes(c)), told.numbersInClasses.mean, 5 * told.numbersInClasses.std);
    near(mutualInformation(numbers(x), numbers(y)), told.numbers.mean, 5 * told.numbers.std);
  });

  it('rows without a value count for nothing', () => {
    const [{ x, y, c }] = oracle.pairs as [(typeof oracle.pairs)[0]];
    const gaps = [...x, Number.NaN, 5, Number.NaN];
    const more = [...y, 7, Number.NaN, Number.NaN];
    near(associationOf(numbers(gaps), numbers(more))?.value, oracle.pairs[0]!.pearson);
    near(mutualInformation(numbers(gaps), classes([...c, 1, -1, -1])), oracle.pairs[0]!.numbersInClasses);
  });

  it('nothing is said of constants, nor of too few rows', () => {
    assert.equal(associationOf(numbers([0.1, 0.1, 0.1]), numbers([1, 2, 3])), null);
    assert.equal(associationOf(classes([0, 0, 0]), numbers([1, 2, 3])), null);
    assert.equal(associationOf(classes([0, 0, 0]), classes([0, 1, 0])), null);
    assert.ok(Number.isNaN(mutualInformation(numbers([1]), numbers([2]))));
    assert.equal(mutualInformation(numbers([1, 1, 1, 1]), classes([0, 0, 0, 0])), 0);
  });

  it('distances of distributions', () => {
    const { a, b, ks, ksChance, p, q, variation, chance } = oracle.drift;
    const ofNumbers = differenceOf(numbers(a), numbers(b))!;
    near(ofNumbers.distance, ks);
    assert.ok(Math.abs(Math.log(ofNumbers.chance / ksChance)) < 0.25, `${ofNumbers.chance} and ${ksChance}`);
    const ofClasses = differenceOf(classes(p), classes(q))!;
    near(ofClasses.distance, variation);
    assert.ok(Math.abs(Math.log(ofClasses.chance / chance)) < 0.1, `${ofClasses.chance} and ${chance}`);
    assert.equal(differenceOf(numbers([]), numbers(b)), null);
  });

  it('digamma and χ²', () => {
    for (const [x, value] of oracle.digamma) near(digamma(x), value, 1e-9);
    for (const [value, degrees, above] of oracle.chiSquare)
      assert.ok(Math.abs(chiSquareAbove(value, degrees) - above) < 0.01, `χ² ${value} of ${degrees}`);
  });
});
