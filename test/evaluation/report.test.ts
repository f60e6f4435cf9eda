import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataset, readTable } from '../../src/data';
import { quantile } from '../../src/data/pipeline/statistics';
import {
  accuracyOf,
  classScores,
  confusionMatrix,
  evaluate,
  logLoss,
  macroAverage,
  meanAbsoluteError,
  r2Score,
  rootMeanSquaredError,
  sharesOf,
} from '../../src/evaluation';
import { calibrationOf } from '../../src/evaluation/curves/calibration';
import {
  averagePrecision,
  liftCurve,
  precisionRecallCurve,
  rocArea,
  rocCurve,
  thinned,
} from '../../src/evaluation/curves/curves';
import { rankingOf } from '../../src/evaluation/curves/ranking';
import { thresholdTable } from '../../src/evaluation/curves/thresholds';
import { fitLogistic } from '../../src/evaluation/linear/logistic';
import { fitRidge } from '../../src/evaluation/linear/ridge';
import { fisherGreater, holm, mannWhitneyGreater, normalAbove, ranksOf } from '../../src/evaluation/slices/chance';
import { slicesOf } from '../../src/evaluation/slices/slices';
import type { CurvePoint, ReportData } from '../../src/spec';
import type { Dataset } from '../../src/values/dataset';
import { Model } from '../../src/values/model';

interface Binary {
  name: string;
  actual: number[];
  probabilities: number[];
  roc: number[][];
  rocAuc: number;
  precisionRecall: number[][];
  averagePrecision: number;
  lift: number[][];
  calibration: { predicted: number; actual: number; rows: number }[];
  calibrationError: number;
  costs: {
    falseAlarm: number;
    miss: number;
    least: number;
    table: { threshold: number; falseAlarms: number; misses: number; cost: number }[];
  }[];
}
interface Several {
  metrics: Record<string, number>;
  classes: number;
  actual: number[];
  probabilities: number[][];
  rocAuc: number[];
  averagePrecision: number[];
  shares: number[][];
  calibrationError: number;
}
interface Linear {
  metrics: Record<string, number>;
  x: number[][];
  y: number[];
  yBoth: number[][];
  two: number[];
  three: number[];
  ridge: number[];
  ridgeBoth: number[][];
  logistic2: number[][];
  logistic3: number[][];
}
const oracle = JSON.parse(readFileSync(join(__dirname, '../oracle/report.json'), 'utf8')) as {
  binary: Binary[];
  several: Several[];
  fisher: { wrong: number; rows: number; wrongRest: number; rowsRest: number; chance: number }[];
  ranks: { slice: number[]; rest: number[]; chance: number }[];
  quartiles: { values: number[]; edges: number[] };
  normal: { z: number; above: number }[];
  linear: Linear;
};

const near = (actual: number, expected: number, tolerance = 1e-9, what = ''): void =>
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${what} ${actual}, not ${expected}`,
  );
const nearAll = (actual: ArrayLike<number>, expected: readonly number[], tolerance = 1e-9): void => {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => {
    near(actual[i]!, value, tolerance, `${i}:`);
  });
};
const nearCurve = (actual: readonly CurvePoint[], expected: readonly number[][]): void =>
  nearAll(actual.flat(), expected.flat());

describe('curves are those of scikit-learn', () => {
  for (const expected of oracle.binary) {
    const ranking = rankingOf(expected.actual, expected.probabilities);

    it(`${expected.name}: ROC, precision and recall, lift, and their areas`, () => {
      nearCurve(rocCurve(ranking), expected.roc);
      near(rocArea(ranking), expected.rocAuc);
      nearCurve(precisionRecallCurve(ranking), expected.precisionRecall);
      near(averagePrecision(ranking), expected.averagePrecision);
      nearCurve(liftCurve(ranking), expected.lift);
    });

    it(`${expected.name}: calibration`, () => {
      const { error, bins } = calibrationOf(expected.actual, expected.probabilities);
      near(error, expected.calibrationError);
      nearAll(
        bins.flatMap(({ predicted, actual, rows }) => [predicted, actual, rows]),
        expected.calibration.flatMap(({ predicted, actual, rows }) => [predicted, actual, rows]),
      );
    });

    for (const { falseAlarm, miss, least, table } of expected.costs)
      it(`${expected.name}: thresholds where a false alarm costs ${falseAlarm} and a miss ${miss}`, () => {
        const found = thresholdTable(ranking, 'yes', { falseAlarm, miss });
        assert.deepEqual(
          found.table.map(({ threshold, falseAlarms, misses, cost }) => ({ threshold, falseAlarms, misses, cost })),
          table,
        );
        near(found.recommended.cost, least);
        // What it says is what happens at that threshold.
        const called = expected.probabilities.map(p => Number(Math.fround(p) >= found.recommended.threshold));
        const [, alarms] = confusionMatrix(expected.actual, called, 2)[0]!;
        assert.equal(alarms, found.recommended.falseAlarms);
      });
  }

  it('the threshold from which all rows are called is above 0, as predict wants it', () => {
    const ranking = rankingOf([1, 0, 1], [0.9, 0.4, 0.2]);
    const { threshold, misses } = thresholdTable(ranking, 'yes', { falseAlarm: 1, miss: 8 }).recommended;
    assert.deepEqual([threshold, misses], [0.1, 0]);
  });

  for (const { classes, actual, probabilities, ...expected } of oracle.several)
    it(`${classes} classes, each against the others`, () => {
      for (let c = 0; c < classes; c++) {
        const ranking = rankingOf(
          actual.map(code => Number(code === c)),
          probabilities.map(row => row[c]!),
        );
        near(rocArea(ranking), expected.rocAuc[c]!);
        near(averagePrecision(ranking), expected.averagePrecision[c]!);
      }
      const best = probabilities.map(row => row.indexOf(Math.max(...row)));
      nearAll(sharesOf(confusionMatrix(actual, best, classes)).flat(), expected.shares.flat());
      const matrix = confusionMatrix(actual, best, classes);
      const labels = Array.from({ length: classes }, (_, c) => `${c}`);
      const metrics = {
        accuracy: accuracyOf(matrix),
        ...macroAverage(classScores(matrix, labels), matrix),
        log_loss: logLoss(actual, probabilities.flat(), classes),
      };
      for (const [name, value] of Object.entries(expected.metrics))
        near(metrics[name as keyof typeof metrics], value, 1e-9, name);
      const right = best.map((code, i) => Number(code === actual[i]));
      const confidence = probabilities.map(row => Math.max(...row));
      near(calibrationOf(right, confidence).error, expected.calibrationError);
    });

  it('a class that is absent, or alone, has no ROC', () => {
    for (const code of [0, 1]) {
      const ranking = rankingOf([code, code, code], [0.1, 0.1, 0.9]);
      assert.ok(Number.isNaN(rocArea(ranking)));
      assert.deepEqual(rocCurve(ranking), []);
    }
    assert.ok(Number.isNaN(averagePrecision(rankingOf([0, 0], [0.1, 0.9]))));
  });

  it('a thinned curve has its ends, and its shape', () => {
    const points = Array.from({ length: 5000 }, (_, i): CurvePoint => [i / 4999, Math.sqrt(i / 4999)]);
    const few = thinned(points);
    assert.ok(few.length <= 200 && few.length > 150);
    assert.deepEqual([few[0], few.at(-1)], [points[0], points.at(-1)]);
    // No more than a hundredth of the curve is missing between two of its points.
    few.slice(1).forEach(([x, y], i) => {
      assert.ok(x - few[i]![0] + (y - few[i]![1]) < 0.02);
    });
  });
});

describe('a slice is named only if chance does not explain it', () => {
  it("the probabilities are scipy's", () => {
    for (const { z, above } of oracle.normal) near(normalAbove(z) / above, 1, 1e-9, `z = ${z}:`);
    for (const { wrong, rows, wrongRest, rowsRest, chance } of oracle.fisher)
      near(fisherGreater(wrong, rows, wrongRest, rowsRest), chance);
    for (const { slice, rest, chance } of oracle.ranks) {
      const all = Float64Array.from([...slice, ...rest]);
      const { ranks, ties } = ranksOf(all);
      const sum = ranks.subarray(0, slice.length).reduce((a, b) => a + b, 0);
      near(mannWhitneyGreater(sum, slice.length, all.length, ties), chance);
    }
    const sorted = Float64Array.from(oracle.quartiles.values).sort();
    nearAll(
      [0.25, 0.5, 0.75].map(share => quantile(sorted, share)),
      oracle.quartiles.edges,
    );
  });

  it('Holm', () => {
    assert.deepEqual(holm([0.01, 0.5, 0.02, 0.2]), [0.04, 0.5, 0.06, 0.4]);
    assert.deepEqual(holm([]), []);
  });

  const random = (seed: number) => () => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return seed / 2 ** 31;
  };
  const groups = (rows: number, next: () => number) =>
    ['a', 'b', 'c'].flatMap(column => {
      const codes = Array.from({ length: rows }, () => Math.floor(next() * 6));
      return [0, 1, 2, 3, 4, 5].map(code => {
        const members = Int32Array.from(codes.flatMap((one, i) => (one === code ? [i] : [])));
        return { group: { column, value: String(code), rows: members.length }, members };
      });
    });

  for (const [metric, error] of [
    ['accuracy', (next: () => number) => Number(next() < 0.2)],
    ['mae', (next: () => number) => Math.log(1 - next()) ** 4],
  ] as const)
    it(`${metric}: of errors that depend on nothing hardly ever one`, () => {
      const next = random(7);
      let named = 0;
      const runs = 300;
      for (let run = 0; run < runs; run++) {
        const errors = Float64Array.from({ length: 240 }, () => Math.abs(error(next)));
        if (slicesOf([groups(240, next)], errors, metric).worst.length > 0) named++;
      }
      assert.ok(named / runs < 0.08, `${named} of ${runs}`);
    });

  it('one that is worse is named, and a handful of rows never', () => {
    const next = random(3);
    const all = groups(400, next);
    const errors = new Float64Array(400).map(() => Number(next() < 0.1));
    for (const i of all[2]!.members) errors[i] = Number(next() < 0.5);
    const { worst, tested } = slicesOf([all], errors, 'accuracy');
    assert.deepEqual(
      worst.map(({ column, value }) => [column, value]),
      [['a', '2']],
    );
    assert.ok(worst[0]!.score < 0.7 && worst[0]!.others > 0.8);
    assert.equal(tested, 18);
    const few = { group: { column: 'x', value: 'y', rows: 9 }, members: Int32Array.from({ length: 9 }, (_, i) => i) };
    const wrong = new Float64Array(400).fill(1, 0, 9);
    assert.equal(slicesOf([[few]], wrong, 'accuracy').tested, 0);
  });
});

describe('linear models are those of scikit-learn', () => {
  const { x, y, yBoth, two, three, ...expected } = oracle.linear;
  const matrix = { data: Float64Array.from(x.flat()), rows: x.length, width: x[0]!.length };
  const limits = { iterations: 1000, gradient: 1e-11 };

  it('ridge regression', () => {
    nearAll(fitRidge(matrix, y)(matrix), expected.ridge);
    nearAll(fitRidge(matrix, yBoth.flat())(matrix), expected.ridgeBoth.flat());
  });

  it('the errors of numbers', () => {
    near(meanAbsoluteError(y, expected.ridge), expected.metrics.mae!);
    near(rootMeanSquaredError(y, expected.ridge), expected.metrics.rmse!);
    near(r2Score(y, expected.ridge), expected.metrics.r2!);
  });

  it('logistic regression', () => {
    nearAll(fitLogistic(matrix, two, 2, limits)(matrix), expected.logistic2.flat());
    nearAll(fitLogistic(matrix, three, 3, limits)(matrix), expected.logistic3.flat());
  });

  it('constant columns, columns of zeros and one class alone hurt nobody', () => {
    const odd = { data: Float64Array.from([1, 0, 1, 0, 1, 0]), rows: 3, width: 2 };
    for (const p of fitLogistic(odd, [1, 1, 1], 2, limits)(odd)) assert.ok(Number.isFinite(p));
    for (const value of fitRidge(odd, [2, 2, 2])(odd)) near(value, 2);
  });
});

describe('a report in detail', () => {
  const modelOf = (dataset: Dataset) => new Model('m', null, { pipeline: dataset.pipeline } as Model['body']);
  const costs = { falseAlarm: 1, miss: 5 };
  const table = Array.from({ length: 200 }, (_, i) => ({
    color: ['red', 'green', 'blue', ''][i % 4]!,
    size: i % 13 === 0 ? '' : ((i * 37) % 100) / 3,
    day: new Date(Date.UTC(2024, 0, 1 + (i % 90))).toISOString().slice(0, 10),
    sold: (i * 37) % 100 > 50 ? 'yes' : 'no',
    price: ((i * 37) % 100) * 2 + (i % 4),
  }));
  const dataset = (target: string) =>
    readTable({
      records: table.map(({ sold, price, ...row }) => ({ ...row, [target]: target === 'sold' ? sold : price })),
    }).then(raw => makeDataset(raw, { targets: [target], validation: 0.2, test: 0.3 }));
  const reportOf = async (data: Dataset, values: Float32Array, width: number): Promise<ReportData> => {
    const rows = data.indices('test');
    assert.equal(values.length, rows.length * width);
    const report = await evaluate(
      modelOf(data),
      data,
      'test',
      { outputs: async () => [{ data: values, shape: [rows.length, width] }] },
      costs,
    );
    assert.deepEqual(JSON.parse(JSON.stringify(report.data)), JSON.parse(JSON.stringify(report)));
    return report.data;
  };

  it('of two classes', async () => {
    const data = await dataset('sold');
    const rows = data.indices('test');
    const report = await reportOf(
      data,
      Float32Array.from(rows, i => (i % 7) / 7),
      1,
    );
    assert.deepEqual(
      report.curves!.map(({ label }) => label),
      ['yes'],
    );
    assert.equal(report.curves![0]!.rocAuc, report.metrics.roc_auc);
    assert.equal(report.thresholds!.table.length, 19);
    assert.deepEqual(report.thresholds!.cost, costs);
    assert.equal(report.linear!.kind, 'logistic regression');
    assert.deepEqual(
      Object.keys(report.linear!.metrics).sort(),
      Object.keys(report.baseline).concat('precision').sort(),
    );
    assert.equal(report.worstRows!.length, 10);
    const { row, record, actual } = report.worstRows![0]!;
    assert.deepEqual(Object.keys(record), ['color', 'size', 'day']);
    assert.equal(actual, table[row - 1]!.sold);
    assert.equal(record.color ?? '', table[row - 1]!.color);
    assert.ok(report.slices!.tested > 5);
    assert.ok(report.slices!.others.some(({ from }) => /^2024-/.test(String(from))));
    assert.ok(report.slices!.others.some(({ value }) => value === null));
  });

  it('of numbers', async () => {
    const data = await dataset('price');
    const rows = data.indices('test');
    const report = await reportOf(
      data,
      Float32Array.from(rows, i => (i % 7) / 7),
      1,
    );
    const { residuals, slices, linear } = report;
    assert.equal(linear!.kind, 'ridge regression');
    assert.ok(linear!.metrics.r2! > 0.9);
    assert.equal(linear!.verdict, 'worse');
    assert.equal(
      residuals!.histogram.counts.reduce((a, b) => a + b),
      rows.length,
    );
    assert.equal(residuals!.points.length, rows.length);
    assert.equal(residuals!.columns[0]![0]!.column, 'size');
    assert.equal(slices!.metric, 'mae');
    assert.ok(Math.abs(report.worstRows![0]!.residual!) >= Math.abs(report.worstRows![9]!.residual!));
  });

  it('of several classes, labels and arrays', async () => {
    const features = Array.from({ length: 30 }, (_, i) => [i, i % 2]);
    const tags = features.map((_, i) => [i % 2, Number(i > 15), 1]);
    const ahead = features.map((_, i) => [i / 2, i / 3]);
    const data = await makeDataset(await readTable({ features, targets: { tags, ahead } }), {
      targets: [],
      validation: 0,
      test: 0.5,
    });
    const rows = data.indices('test');
    const outputs = async () => [
      {
        data: Float32Array.from({ length: rows.length * 3 }, (_, i) => (i % 5) / 5),
        shape: [rows.length, 3],
        target: 'tags',
      },
      { data: new Float32Array(rows.length * 2), shape: [rows.length, 2], target: 'ahead' },
    ];
    const { data: report } = await evaluate(modelOf(data), data, 'test', { outputs }, costs);
    assert.deepEqual(
      report.curves!.map(({ label, rocAuc }) => [label, typeof rocAuc]),
      [
        ['0', 'number'],
        ['1', 'number'],
        ['2', 'undefined'],
      ],
    );
    assert.equal(report.linear!.kind, 'logistic regression');
    const [other] = report.others!;
    assert.equal(other!.residuals, undefined);
    assert.equal(other!.linear!.kind, 'ridge regression');
    assert.ok(other!.linear!.metrics.r2! > 0.9);
  });

  it('counts how often what is said with a confidence is true', async () => {
    const data = await dataset('price');
    const rows = data.indices('test');
    const shape = [rows.length, 1];
    // The interval reaches from 0 to 100 times the confidence; with 95 % it has no end.
    const certain = (confidence: number) => () => ({
      interval: [0, confidence === 0.95 ? Number.POSITIVE_INFINITY : 100 * confidence] as const,
    });
    const outputs = async () => [{ data: new Float32Array(rows.length), shape, certain }];
    const { data: report } = await evaluate(modelOf(data), data, 'test', { outputs }, costs);
    const within = (most: number) => rows.filter(row => table[row]!.price <= most).length / rows.length;
    assert.deepEqual(report.coverage, [
      { confidence: 0.8, share: within(80), width: 80 },
      { confidence: 0.9, share: within(90), width: 90 },
    ]);
  });

  it('a report without details has none', async () => {
    const data = await dataset('price');
    const rows = data.indices('test');
    const values = new Float32Array(rows.length);
    const source = { outputs: async () => [{ data: values, shape: [rows.length, 1] }] };
    const { data: report } = await evaluate(modelOf(data), data, 'test', source);
    assert.deepEqual([report.slices, report.residuals, report.worstRows, report.linear], new Array(4).fill(undefined));
  });
});
