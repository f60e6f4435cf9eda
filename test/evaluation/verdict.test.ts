import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { worthOf } from '../../src/evaluation';
import { chanceOf, compare, signTest, studentT } from '../../src/evaluation/verdict';
import type { ReportData } from '../../src/spec';

const oracle = JSON.parse(readFileSync(join(__dirname, '../oracle/evaluation.json'), 'utf8')) as {
  signTest: { wins: number; losses: number; chance: number }[];
  tTest: { gains: number[]; chance: number }[];
};
const near = (found: number, expected: number) =>
  assert.ok(Math.abs(found - expected) <= 1e-9 + 1e-8 * expected, `${found}, not ${expected}`);
const repeat = <T>(value: T, times: number): T[] => new Array<T>(times).fill(value);

describe('how probable chance is, as scipy says', () => {
  for (const { wins, losses, chance } of oracle.signTest)
    it(`${wins} won, ${losses} lost`, () => near(signTest(wins, losses), chance));
  oracle.tTest.forEach(({ gains, chance }, i) => {
    it(`paired gains (${i})`, () =>
      near(chanceOf(Float64Array.from(gains)), Math.max(chance, 2 ** (1 - gains.length))));
  });
  it('Student’s t far out and near', () => {
    near(studentT(40, 5), 1.8411962171772954e-7);
    near(studentT(0, 7), 1);
  });
});

describe('a model beside the simplest guess', () => {
  const right = (...counts: [value: number, times: number][]) =>
    counts.flatMap(([value, times]) => repeat(value, times));

  it('one row, or five, show nothing', () => {
    assert.equal(compare([1], [0]), 'unclear');
    assert.equal(compare(repeat(1, 5), repeat(0, 5)), 'unclear');
    assert.equal(compare(repeat(1, 6), repeat(0, 6)), 'better');
    assert.equal(compare([-0.1, -0.2, -0.1, -0.2, -0.1], [-9, -8, -7, -9, -8]), 'unclear');
    assert.equal(compare(repeat(-0.1, 3).concat(-0.2, -0.1, -0.3), [-9, -8, -7, -9, -8, -8]), 'better');
  });

  it('what is wrong where the guess is wrong says nothing against it, nor for it', () => {
    const guess = right([1, 50], [0, 50]);
    assert.equal(compare(guess, guess), 'same');
    assert.equal(compare(right([1, 90], [0, 10]), guess), 'better');
    assert.equal(compare(right([0, 50], [1, 5], [0, 45]), guess), 'worse');
    assert.equal(compare(right([1, 49], [0, 1], [1, 3], [0, 47]), guess), 'unclear');
    assert.equal(compare(right([1, 48], [0, 2], [1, 1], [0, 49]), guess), 'same');
  });

  it('of several targets the one on which it does worst counts', () => {
    const report = (target: string, verdict: ReportData['verdict'], metrics: Record<string, number>): ReportData => ({
      ...{ model: 'm', target, task: 'regression', split: 'test', rows: 40, metrics, verdict },
      baseline: { r2: 0, rmse: 3, accuracy: 0.5 },
    });
    const data = { ...report('a', 'better', { accuracy: 0.9 }), others: [report('b', 'same', { rmse: 2, r2: 0.1 })] };
    const { target, metric, value, baseline, verdict } = worthOf(data);
    assert.deepEqual([target, metric, value, baseline, verdict], ['b', 'r2', 0.1, 0, 'same']);
    assert.equal(worthOf(report('c', 'unclear', { rmse: 2 })).metric, 'rmse');
    // a sensor with one value, which the guess meets
    const dead = { ...report('dead', 'worse', { r2: 0, rmse: 1e-6 }), baseline: { r2: 1, rmse: 0 } };
    const stuck = { ...dead, target: 'stuck', baseline: { r2: 0, rmse: 1e-3 } };
    assert.equal(worthOf({ ...report('a', 'better', { r2: 0.9 }), others: [dead, stuck] }).verdict, 'better');
    assert.equal(worthOf({ ...dead, others: [dead] }).verdict, 'worse');
  });
});
