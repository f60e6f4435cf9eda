import assert from 'node:assert/strict';
import { calibrate, certaintyNotes, certaintyOf, normalScores, plain } from '../../src/calibration';
import { doubtGroups, quantileByDoubt } from '../../src/calibration/doubt';
import { fitNovelty } from '../../src/calibration/novelty';
import { conformalQuantile, conformityScores, largestConfidence, pValue } from '../../src/calibration/scores';
import { classScore, classSet, labelSet, labelsScore } from '../../src/calibration/sets';
import { fitSpread } from '../../src/calibration/spread';
import { atTemperature, fitTemperature } from '../../src/calibration/temperature';
import { uniformSequence } from '../../src/graph';
import type { TargetPipeline } from '../../src/spec';

describe('conformal scores', () => {
  it('the quantile is the ⌈(n + 1)·confidence⌉-th smallest score', () => {
    const scores = conformityScores([9, 1, 8, 2, 7, 3, 6, 4, 5]);
    assert.equal(conformalQuantile(scores, 0.9), 9);
    assert.equal(conformalQuantile(scores, 0.8), 8);
    assert.equal(conformalQuantile(scores, 0.5), 5);
    assert.equal(conformalQuantile(scores, 0.05), 1);
    assert.equal(conformalQuantile(scores, 0.91), Number.POSITIVE_INFINITY);
    assert.equal(largestConfidence(scores), 0.9);
  });

  it('a thinned list never promises more than all scores would', () => {
    const uniform = uniformSequence(5);
    const all = Float64Array.from({ length: 12_345 }, () => uniform());
    const sorted = [...all].sort((a, b) => a - b);
    const scores = conformityScores(all);
    assert.equal(scores.values.length, 1000);
    for (const confidence of [0.01, 0.5, 0.8, 0.9, 0.95, 0.99, 0.9999]) {
      const exact = sorted[Math.ceil(12_346 * confidence - 1e-9) - 1]!;
      const found = conformalQuantile(scores, confidence);
      assert.ok(found >= exact && found - exact < 0.003, `${confidence}: ${found}, ${exact}`);
    }
    for (const score of [0.2, 0.5, 0.99]) {
      const exact = (sorted.filter(value => value >= score).length + 1) / 12_346;
      assert.ok(Math.abs(pValue(scores, score) - exact) < 0.002);
    }
  });

  it('the largest normal scores are kept, however many rows before them have the least of these', () => {
    const scores = Float64Array.from({ length: 3000 }, (_, row) => (row < 2900 ? 1 : row));
    const { at, values } = normalScores(scores, null, () => false);
    assert.equal(values.length, 1000);
    assert.deepEqual(
      values.slice(900),
      Array.from({ length: 100 }, (_, i) => 2900 + i),
    );
    assert.equal(at.at(-1), 2999);
  });

  it('a p-value is the share of rows with at least this score, and never 0', () => {
    const scores = conformityScores([1, 2, 2, 3]);
    assert.deepEqual(
      [0, 1, 2, 2.5, 3, 4, Number.NaN].map(score => pValue(scores, score)),
      [1, 1, 0.8, 0.4, 0.4, 0.2, 0.2],
    );
  });
});

describe('prediction sets', () => {
  it('hold the likeliest classes until what is likelier exceeds the quantile, and always one', () => {
    const p = [0.1, 0.6, 0.3];
    assert.deepEqual(
      [0, 1, 2].map(truth => classScore(p, 0, 3, truth)),
      [0.6 + 0.3, 0, 0.6],
    );
    assert.deepEqual(classSet(p, 0, 3, -1), [1]);
    assert.deepEqual(classSet(p, 0, 3, 0.5), [1]);
    assert.deepEqual(classSet(p, 0, 3, 0.6), [1, 2]);
    assert.deepEqual(classSet(p, 0, 3, 0.95), [1, 2, 0]);
    assert.deepEqual(classSet(p, 0, 3, Number.POSITIVE_INFINITY), [1, 2, 0]);
  });

  it('a class is in the set if and only if its score is at most the quantile', () => {
    const uniform = uniformSequence(3);
    for (let round = 0; round < 200; round++) {
      const raw = Array.from({ length: 12 }, () => uniform() ** 3);
      const total = raw.reduce((a, b) => a + b, 0);
      const p = Float32Array.from(raw, value => value / total);
      const quantile = uniform();
      const expected = [...p.keys()].filter(truth => classScore(p, 0, 12, truth) <= quantile + 1e-9);
      assert.deepEqual(
        classSet(p, 0, 12, quantile).sort((a, b) => a - b),
        expected,
      );
    }
  });

  it('of labels: all true ones, as rarely as their least likely one', () => {
    const p = [0.9, 0.2, 0.6];
    assert.equal(labelsScore(p, [1, 0, 1], 0, 3), 0.4);
    assert.equal(labelsScore(p, [0, 0, 0], 0, 3), 0);
    assert.deepEqual(labelSet(p, 0, 3, 0.4), [0, 2]);
    assert.deepEqual(labelSet(p, 0, 3, 0.1), [0]);
  });
});

describe('groups of doubt', () => {
  it('cover doubtful rows too, where easy ones would make up for them', () => {
    const uniform = uniformSequence(11);
    // Two thirds of the rows are always right; of the others, the likeliest class (0.6) is right for 6 of 10.
    const draw = (rows: number) => {
      const outputs = new Float32Array(rows);
      const truth = new Float32Array(rows);
      for (let row = 0; row < rows; row++) {
        const isDoubtful = uniform() < 1 / 3;
        outputs[row] = isDoubtful ? 0.59 + 0.02 * uniform() : 0.985 + 0.01 * uniform();
        truth[row] = Number(uniform() < (isDoubtful ? 0.6 : 0.99));
      }
      return { outputs, truth };
    };
    const known = calibrate([{ target, reader: plain, ...draw(3000) }], 3000, { training: none, calibration: none })!
      .targets.kind!;
    assert.ok(known.kind === 'class' && known.doubt!.bounds.length === 2);
    const test = draw(3000);
    const covered = (confidence: number, calibration = known) => {
      const of = certaintyOf({ target, reader: plain, calibration }, { confidence });
      const shares = [0, 0, 0, 0];
      for (let row = 0; row < 3000; row++) {
        const given = {
          data: test.outputs,
          from: row,
          width: 1,
          raw: test.outputs,
          rawFrom: row,
          unusual: 1,
          factor: 1,
        };
        const isIn = of(given).set!.includes(test.truth[row] === 1 ? 'yes' : 'no');
        const isDoubtful = test.outputs[row]! < 0.8;
        shares[isDoubtful ? 0 : 1]! += Number(isIn);
        shares[isDoubtful ? 2 : 3]!++;
      }
      return [shares[0]! / shares[2]!, (shares[0]! + shares[1]!) / 3000] as const;
    };
    const { doubt: _, ...before } = known;
    assert.ok(covered(0.85, before)[0] < 0.7, 'without groups, doubtful rows have one label');
    const [doubtful, all] = covered(0.85);
    assert.ok(doubtful > 0.75 && all >= 0.85, `${doubtful} of the doubtful rows, ${all} of all`);
  });

  it('are not made of few rows, or of rows that are equally sure', () => {
    const scores = Array.from({ length: 59 }, (_, i) => i / 59);
    assert.equal(doubtGroups(scores, scores), null);
    assert.equal(doubtGroups(new Array(90).fill(1), new Array(90).fill(0)), null);
    const groups = doubtGroups([...scores, 1], [...scores, 1])!;
    assert.deepEqual(
      groups.scores.map(({ rows }) => rows),
      [20, 20, 20],
    );
    // So few rows of a group support no confidence of 0.99: the quantile of all is used.
    const all = conformityScores([...scores, ...scores]);
    assert.equal(quantileByDoubt(all, groups, 0.99)(0), conformalQuantile(all, 0.99));
  });
});

describe('temperature', () => {
  const rows = 4000;
  const uniform = uniformSequence(9);
  const logits = Float64Array.from({ length: rows * 3 }, () => 4 * uniform() - 2);
  const softmax = (row: number, heat: number) => {
    const e = [0, 1, 2].map(i => Math.exp(logits[row * 3 + i]! / heat));
    const sum = e.reduce((a, b) => a + b, 0);
    return e.map(value => value / sum);
  };
  const truth = Int32Array.from({ length: rows }, (_, row) => {
    const [p = 0, q = 0] = softmax(row, 1);
    const drawn = uniform();
    return drawn < p ? 0 : drawn < p + q ? 1 : 2;
  });

  it('is found again where logits were multiplied', () => {
    for (const factor of [0.5, 1, 3]) {
      const given = {
        data: Float32Array.from({ length: rows * 3 }, (_, i) => softmax(Math.floor(i / 3), 1 / factor)[i % 3]!),
        width: 3,
        each: false,
      };
      const temperature = fitTemperature(given, truth);
      assert.ok(Math.abs(temperature / factor - 1) < 0.1, `${factor}: ${temperature}`);
      const right = atTemperature(given, factor);
      for (let row = 0; row < 50; row++)
        for (const [i, p] of softmax(row, 1).entries()) assert.ok(Math.abs(right[row * 3 + i]! - p) < 1e-5);
    }
  });

  it('of probabilities that are exactly 0 or 1 is finite, and so are the probabilities', () => {
    const given = { data: Float32Array.of(1, 0, 1, 0, 0, 1), width: 2, each: false };
    const temperature = fitTemperature(given, [1, 0, 1]);
    assert.ok(temperature > 1 && Number.isFinite(temperature));
    const found = [...atTemperature(given, temperature)];
    assert.ok(found.every(p => p >= 0 && p <= 1));
    assert.ok(Math.abs(found[0]! + found[1]! - 1) < 1e-6);
    const each = { data: Float32Array.of(1, 0, 1), width: 1, each: true };
    assert.ok([...atTemperature(each, fitTemperature(each, [0, 0, 1]))].every(p => p > 0 && p < 1));
  });

  it('of no rows, and of rows without a known class, is 1: the very same numbers', () => {
    const data = Float32Array.of(0.2, 0.8);
    for (const [given, of] of [
      [{ data, width: 2, each: false }, [-1]],
      [{ data: new Float32Array(0), width: 2, each: false }, []],
    ] as const)
      assert.ok(Math.abs(fitTemperature(given, of) - 1) < 1e-3);
    assert.equal(atTemperature({ data, width: 2, each: false }, 1), data);
  });
});

describe('spread', () => {
  it('follows errors that follow the row, and is not there where they do not', () => {
    const uniform = uniformSequence(4);
    const components = Float64Array.from({ length: 1000 }, () => 2 * uniform() - 1);
    const errors = Float64Array.from(components, z => Math.exp(z) * uniform());
    const fitted = fitSpread(errors, components)!;
    assert.ok(Math.abs(fitted.spread.weights[0]! - 1) < 0.2, String(fitted.spread.weights));
    assert.equal(
      fitSpread(
        errors.map(() => uniform()),
        components,
      ),
      null,
    );
    assert.equal(fitSpread(new Float64Array(1000), components), null);
    assert.equal(fitSpread(errors.slice(0, 20), components.slice(0, 20)), null);
  });
});

const target: TargetPipeline = {
  ...{ name: 'kind', type: 'category', shape: [1], task: 'binary', classes: ['no', 'yes'] },
  transform: { kind: 'index', categories: ['no', 'yes'] },
};
const none = { data: new Float32Array(0), width: 0 };

describe('how sure an answer is', () => {
  it('is not sure of a class that a threshold has made the answer, where the other one is in the set', () => {
    const calibration = { kind: 'class' as const, temperature: 1, scores: { rows: 99, values: [0] } };
    const given = { rawFrom: 0, from: 0, width: 1, unusual: null, factor: 1 };
    for (const [p, threshold, set, sure] of [
      [0.3, undefined, 'no', true],
      [0.3, 0.2, 'no', false],
      [0.3, 0.4, 'no', true],
      [0.7, 0.8, 'yes', false],
      [0.7, 0.6, 'yes', true],
    ] as const) {
      const say = certaintyOf({ target, reader: plain, calibration }, { confidence: 0.9, threshold });
      const data = Float32Array.of(p);
      assert.deepEqual(say({ ...given, raw: data, data }), { set: [set], unusual: null, sure }, `${p}, ${threshold}`);
    }
  });

  it('is not known of outputs that are no probabilities', () => {
    const several: TargetPipeline = { ...target, task: 'classification', classes: ['a', 'b', 'c'] };
    const calibrated = (outputs: readonly number[]) =>
      calibrate([{ target: several, reader: plain, outputs: Float32Array.from(outputs), truth: [0, 1] }], 2, {
        training: none,
        calibration: none,
      })!;
    assert.ok(calibrated([0.8, 0.1, 0.1, 0.2, 0.7, 0.1]).targets.kind);
    const hinge = calibrated([-1, -3, -2, -2, -1, -3]);
    assert.deepEqual(hinge.targets, {});
    assert.match(certaintyNotes(hinge, [{ target: several, reader: plain }], 0.9).join(), /"kind": its errors/);
  });

  it('is not known of a model without validation rows: the remedy is that of how it was trained', () => {
    assert.match(certaintyNotes(null, [], 0.9).join(), /Give them a share in the dataset node/);
    assert.match(
      certaintyNotes(null, [], 0.9, true).join(),
      /its cross-validation did not calibrate it. Train it again/,
    );
  });
});

describe('how unusual a row is', () => {
  it('is not known where there are too many features, where nothing varies, and of what is no number', () => {
    const uniform = uniformSequence(4);
    const rows = (count: number, width: number) => ({
      width,
      data: Float32Array.from({ length: count * width }, () => uniform()),
    });
    assert.ok(fitNovelty(rows(20, 3), rows(10, 3)));
    assert.equal(fitNovelty(rows(2, 5000), rows(2, 5000)), null);
    assert.equal(fitNovelty({ width: 3, data: new Float32Array(60) }, rows(10, 3)), null);
    const broken = rows(10, 3);
    broken.data[4] = Number.POSITIVE_INFINITY;
    assert.equal(fitNovelty(rows(20, 3), broken), null);
  });
});
