import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataset, readTable } from '../../src/data';
import { fitTarget } from '../../src/data/pipeline/fit';
import { evaluate, r2Score, rocAuc } from '../../src/evaluation';
import type { LabelColumn, NumberColumn, ReportData } from '../../src/spec';
import { Dataset, DatasetBody } from '../../src/values/dataset';
import { Model } from '../../src/values/model';

interface ClassCase {
  name: string;
  classes: number;
  actual: number[];
  trained: number[];
  probabilities: number[][];
  metrics: Record<string, number>;
  baseline: Record<string, number>;
  perClass: Record<string, number>[];
  confusion: number[][];
}
interface NumberCase {
  name: string;
  actual: number[];
  trained: number[];
  predicted: number[];
  metrics: Record<string, number>;
  baseline: Record<string, number>;
}
const oracle = JSON.parse(readFileSync(join(__dirname, '../oracle/evaluation.json'), 'utf8')) as {
  classification: ClassCase[];
  regression: NumberCase[];
};

/** A dataset whose first rows are for training and whose last are the test, with one target column `y`. */
function datasetOf(column: Omit<NumberColumn, 'name'> | Omit<LabelColumn, 'name'>, train: number): Dataset {
  const split = new Uint8Array(column.data.length).fill(2).fill(0, 0, train);
  const y = { name: 'y', ...column };
  const target = fitTarget(
    y,
    Int32Array.from({ length: train }, (_, i) => i),
  );
  return new Dataset(
    new DatasetBody([y], ['y'], split, { version: 1, features: [], targets: [target] }, 'print', 'test'),
  );
}

const modelOf = (dataset: Dataset) => new Model('m', null, { pipeline: dataset.pipeline } as Model['body']);

async function report(
  dataset: Dataset,
  data: Float32Array,
  shape: number[],
  split: 'test' | 'train' = 'test',
): Promise<ReportData> {
  return (await evaluate(modelOf(dataset), dataset, split, { outputs: async () => [{ data, shape }] })).data;
}

function close(actual: Record<string, number>, expected: Record<string, number>, tolerance: number): void {
  assert.deepEqual(Object.keys(actual).sort(), Object.keys(expected).sort());
  for (const [name, value] of Object.entries(expected))
    assert.ok(
      Math.abs(actual[name]! - value) <= tolerance * Math.max(1, Math.abs(value)),
      `${name}: ${actual[name]}, not ${value}`,
    );
}

describe('scores agree with scikit-learn', () => {
  for (const { name, classes, actual, trained, probabilities, ...expected } of oracle.classification) {
    const labels = Array.from({ length: classes }, (_, c) => `class ${c}`);
    const dataset = datasetOf(
      { type: 'category', data: Int32Array.from([...trained, ...actual]), labels },
      trained.length,
    );

    it(`classification: ${name}`, async () => {
      const data = await report(dataset, Float32Array.from(probabilities.flat()), [actual.length, classes]);
      close(data.metrics, expected.metrics, 1e-6);
      close(data.baseline, expected.baseline, 1e-6);
      assert.deepEqual(data.confusion, { labels, matrix: expected.confusion });
      data.classes!.forEach(({ label, ...scores }, c) => {
        assert.equal(label, labels[c]);
        close(scores, expected.perClass[c]!, 1e-12);
      });
      assert.equal(data.rows, actual.length);
    });

    if (classes === 2) {
      it(`classification with one sigmoid: ${name}`, async () => {
        const positive = Float32Array.from(probabilities, p => p[1]!);
        const data = await report(dataset, positive, [actual.length, 1]);
        close(data.metrics, expected.metrics, 1e-6);
      });
    }
  }

  for (const { name, actual, trained, predicted, metrics, baseline } of oracle.regression) {
    it(`regression, in the target's own unit: ${name}`, async () => {
      const dataset = datasetOf({ type: 'number', data: Float64Array.from([...trained, ...actual]) }, trained.length);
      const { mean, std } = dataset.pipeline.targets[0]!.transform as { mean: number; std: number };
      const outputs = Float32Array.from(predicted, value => (value - mean) / std);
      const data = await report(dataset, outputs, [actual.length, 1]);
      close(data.metrics, metrics, 2e-6);
      close(data.baseline, baseline, 1e-9);
    });
  }
});

describe('evaluate', () => {
  it('leaves out what is not defined: the ROC of one class', () => assert.ok(Number.isNaN(rocAuc([1, 1], [0.2, 0.3]))));

  it('an area is never more than 1', () => {
    for (let rows = 2; rows < 200; rows++) {
      const actual = Array.from({ length: rows }, (_, i) => Number(i >= rows / 3));
      assert.equal(rocAuc(actual, actual), 1);
    }
  });

  it('R² of a constant is 0, or 1 where it is met, whatever its mean rounds to', () => {
    for (const constant of [0.1, 20.1, 1e-40, -1e300, 0, 7]) {
      const actual = new Array<number>(13).fill(constant);
      assert.equal(r2Score(actual, actual), 1);
      assert.equal(
        r2Score(
          actual,
          actual.map(v => v + Math.abs(v) + 1),
        ),
        0,
      );
    }
  });

  it('R² is the same in every unit, also where squares are beyond float64', () => {
    const [actual, predicted] = [
      [1, 2, 3, 5],
      [1.5, 2, 2.5, 4.5],
    ];
    const expected = r2Score(actual!, predicted!);
    for (const unit of [1e-200, 1e-40, 1e200]) {
      const scaled = (values: number[]) => values.map(v => v * unit);
      const found = r2Score(scaled(actual!), scaled(predicted!));
      assert.ok(Math.abs(found - expected) < 1e-12, `${found}, not ${expected}`);
    }
  });

  it('judges several targets, and labels that stand together', async () => {
    const features = Array.from({ length: 4 }, (_, i) => [i, 1]);
    const targets = {
      size: [1, 2, 3, 4],
      tags: [
        [1, 0, 1],
        [0, 1, 1],
        [1, 1, 0],
        [0, 0, 0],
      ],
    };
    const raw = await readTable({ features, targets });
    const dataset = await makeDataset(raw, { targets: [], validation: 0, test: 0 });
    const { mean, std } = dataset.pipeline.targets[0]!.transform as { mean: number; std: number };
    const size = { data: Float32Array.from([1, 2, 3, 5], v => (v - mean) / std), shape: [4, 1], target: 'size' };
    const tags = { data: Float32Array.of(1, 0, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0.7), shape: [4, 3], target: 'tags' };
    const { data } = await evaluate(modelOf(dataset), dataset, 'payload', { outputs: async () => [tags, size] });
    assert.equal(data.target, 'tags');
    assert.equal(data.task, 'multi-label');
    // Rows 1 and 2 are right. Tag 0: all; tag 1: precision 1, recall 1/2; tag 2: precision 2/3, recall 1.
    close({ ...data.metrics }, { accuracy: 0.5, precision: 8 / 9, recall: 5 / 6, f1: (1 + 2 / 3 + 4 / 5) / 3 }, 1e-6);
    assert.deepEqual(
      data.classes!.map(c => [c.label, c.support]),
      [
        ['0', 2],
        ['1', 2],
        ['2', 2],
      ],
    );
    close({ ...data.others![0]!.metrics }, { mae: 0.25, rmse: 0.5, r2: 0.8 }, 1e-6);
  });

  it('says whether it is better than guessing, and what is not defined', async () => {
    const labels = ['no', 'yes'];
    const codes = (no: number, yes: number) => [...new Array<number>(no).fill(0), ...new Array<number>(yes).fill(1)];
    const judged = (actual: number[], called: number[]) => {
      const data = Int32Array.from([...codes(10, 10), ...actual]);
      const probabilities = Float32Array.from(called.flatMap(c => [1 - c, c]));
      return report(datasetOf({ type: 'category', data, labels }, 20), probabilities, [actual.length, 2]);
    };
    const good = await judged(codes(20, 20), codes(20, 20));
    assert.deepEqual([good.verdict, good.notes], ['better', undefined]);
    const collapsed = await judged(codes(20, 20), codes(40, 0));
    assert.deepEqual([collapsed.verdict, collapsed.metrics.precision], ['same', undefined]);
    assert.deepEqual(collapsed.notes, ['precision is not defined: no row was predicted as "yes"']);
    const lone = await judged([1], [1]);
    assert.deepEqual([lone.verdict, lone.metrics.roc_auc], ['unclear', undefined]);
    assert.deepEqual(lone.notes, ['roc_auc is not defined: all rows are of the class "yes"']);
    assert.equal((await judged(codes(20, 20), codes(20, 20).reverse())).verdict, 'worse');
  });

  it('says what a target does to its measures', async () => {
    const judged = (actual: number[], outputs: number[]) =>
      report(datasetOf({ type: 'number', data: Float64Array.of(1, 2, 3, ...actual) }, 3), Float32Array.from(outputs), [
        actual.length,
        1,
      ]);
    assert.match((await judged([1e-40, 2e-40, 3e-40], [1, 2, 3])).notes![0]!, /closer together than what float32/);
    assert.match((await judged([5], [1])).notes![0]!, /R² is not defined for one row/);
    const constant = await judged([0.1, 0.1, 0.1], [1, 2, 3]);
    assert.equal(constant.metrics.r2, 0);
    assert.match(constant.notes![0]!, /the target is the same in all rows/);
  });

  it('nobody is better than the other where both meet a constant, whatever a mean or float32 rounds to', async () => {
    for (const constant of [0.1, 20000, 20000.1, -7e33]) {
      const data = new Float64Array(160).fill(constant);
      const { verdict, baseline } = await report(
        datasetOf({ type: 'number', data }, 140),
        new Float32Array(20).fill(1e-8),
        [20, 1],
      );
      assert.deepEqual([verdict, baseline.mae], ['same', 0], `${constant}`);
    }
  });

  it('leaves a huge confusion matrix out, and says so', async () => {
    const labels = Array.from({ length: 501 }, (_, i) => `c${i}`);
    const data = Int32Array.from({ length: 1002 }, (_, i) => i % 501);
    const { confusion, notes, classes } = await report(
      datasetOf({ type: 'category', data, labels }, 501),
      new Float32Array(501 * 501).fill(1 / 501),
      [501, 501],
    );
    assert.equal(confusion, undefined);
    assert.equal(classes!.length, 501);
    assert.match(notes!.at(-1)!, /the confusion matrix of 501 classes is left out/);
  });

  it('names what it cannot judge', async () => {
    const dataset = datasetOf({ type: 'number', data: Float64Array.of(1, 2) }, 2);
    await assert.rejects(report(dataset, new Float32Array(0), [0, 1]), /the dataset has 0 test rows/);
    const source = { outputs: async () => [{ data: new Float32Array(2), shape: [2, 1], target: 'z' }] };
    await assert.rejects(evaluate(modelOf(dataset), dataset, 'train', source), /of one of the targets y, received "z"/);
    await assert.rejects(evaluate(modelOf(dataset), dataset, 'all' as 'train', source), /on must be .*received "all"/);
  });
});
