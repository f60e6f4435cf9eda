import assert from 'node:assert/strict';
import { scored } from '../../nodes/ui-nn-batch/scored';
import { guessWithPauses, readTable } from '../../src';
import { guessColumns } from '../../src/data';
import { turnsWhile } from '../turns';

const ROWS = 120_000;

describe('a long table of a page', () => {
  it('is looked at with pauses, and found the same', async () => {
    const cells = Array.from({ length: ROWS }, (_, i) => `${i * 1.5};${['DE', 'FR'][i % 2]};x${i}`);
    const table = await readTable({ text: ['a;b;c', ...cells].join('\n') });
    let found: unknown;
    const turns = await turnsWhile(async () => {
      found = await guessWithPauses(table);
    });
    assert.ok(turns > 3, `${turns} turns`);
    const whole = guessColumns(table).map(({ scaling, distribution, ...rest }) => rest);
    assert.deepEqual(found, whole);
  });

  it('is counted by labels, or by ranges of numbers, of all its rows', async () => {
    const written = Array.from({ length: ROWS }, (_, i) => [String(i)]);
    const manner = { title: 'orders v1', delimiter: ';', decimal: ',', language: 'en-US' } as const;
    const spreadOf = async (answerOf: (i: number) => object) =>
      (
        await scored(
          ['id'],
          written,
          written.map((_, i) => ({ target: 'y', ...answerOf(i) })),
          manner,
        )
      ).spread[0]!.bars;
    assert.deepEqual(await spreadOf(i => ({ label: i % 3 === 0 ? 'yes' : 'no' })), [
      { name: 'no', rows: (2 * ROWS) / 3 },
      { name: 'yes', rows: ROWS / 3 },
    ]);
    const ranges = await spreadOf(i => ({ value: i }));
    assert.equal(ranges.length, 12);
    assert.deepEqual([...new Set(ranges.map(({ rows }) => rows))], [ROWS / 12]);
  });

  it('is joined with its answers with pauses', async () => {
    const written = Array.from({ length: ROWS }, (_, i) => [String(i), 'DE']);
    const answers = written.map((_, i) => ({ target: 'returned', value: i / 7, sure: i % 3 > 0 }));
    const manner = { title: 'orders v1', delimiter: ';', decimal: ',', language: 'en-US' } as const;
    let rows: readonly (readonly string[])[] = [];
    const turns = await turnsWhile(async () => {
      ({ rows } = await scored(['id', 'country'], written, answers, manner));
    });
    assert.ok(turns > 3, `${turns} turns`);
    assert.deepEqual([rows.length, rows[7]], [ROWS, ['7', 'DE', '1', 'yes']]);
  });
});
