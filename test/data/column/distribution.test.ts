import assert from 'node:assert/strict';
import { convert } from '../../../src/data/column/convert';
import { distributionOf } from '../../../src/data/column/distribution';
import { guessColumns } from '../../../src/data/column/guess';
import { readTable } from '../../../src/data/read';

const table = (values: readonly unknown[]) => readTable({ records: values.map(value => ({ value })) });
const of = async (values: readonly unknown[]) => guessColumns(await table(values))[0]!.distribution;

describe('how a column is spread', () => {
  it('numbers: bars of one width, the outer ones with all beyond', async () => {
    const values = Array.from({ length: 1000 }, (_, i) => i / 10);
    const found = await of([...values, 1e6]);
    assert.ok(found?.kind === 'numbers');
    assert.deepEqual([found.from, found.to, found.counts.length], [0, 1e6, 20]);
    assert.equal(
      found.counts.reduce((a, b) => a + b, 0),
      1001,
    );
    assert.ok(Math.max(...found.counts) < 100, 'one far number leaves the others apart');
  });

  it('few whole numbers have a bar each; one value is one bar', async () => {
    const found = await of(Array.from({ length: 90 }, (_, i) => 3 + (i % 6) + (i % 2)));
    assert.deepEqual([found?.counts.length, found?.kind], [7, 'numbers']);
    assert.deepEqual(distributionOf(convert((await table([5, 5, 5, 7.5])).columns[0]!, 'number', 3)), {
      kind: 'numbers',
      from: 5,
      to: 5,
      counts: [3],
    });
  });

  it('labels: the most frequent first, the rest together; none of texts and of what is empty', async () => {
    const names = Array.from({ length: 120 }, (_, i) => `c${Math.min(i % 12, i % 5)}`);
    const found = await of(names);
    assert.ok(found?.kind === 'labels');
    assert.equal(found.labels[0], 'c0');
    assert.deepEqual(
      [...found.counts].sort((a, b) => b - a),
      found.counts,
    );
    const many = await of(Array.from({ length: 120 }, (_, i) => `c${i % 12}`));
    assert.ok(many?.kind === 'labels');
    assert.deepEqual([many.counts.length, many.others], [8, 40]);
    assert.equal(await of(Array.from({ length: 50 }, (_, i) => `text number ${i}`)), undefined);
  });
});
