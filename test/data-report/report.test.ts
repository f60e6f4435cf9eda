import assert from 'node:assert/strict';
import { present } from '../../src/charts';
import { loadDataset } from '../../src/data';
import { dataReport, dataReportContent, dataReportInThread } from '../../src/data-report';
import { columnDoubts } from '../../src/data-report/doubts';
import { leaksOf } from '../../src/data-report/leaks';
import { intervalText, usualText } from '../../src/data-report/page/words';
import { repeatedRows } from '../../src/data-report/repeated-rows';
import type { Series } from '../../src/data-report/series';
import type { Column, ColumnSummary, DataReportData, DatasetOptions, DataWarning } from '../../src/spec';

type Row = Record<string, string | number | null>;

/** Numbers between 0 and 1 that look random. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Rows in which nothing is doubtful: a class that depends a little on a number and on a category. */
function honest(count: number, change: (row: Row, i: number, random: () => number) => Row = row => row): Row[] {
  const random = sequence(11);
  return Array.from({ length: count }, (_, i) => {
    const number = Math.round(1e7 * random()) / 1e5;
    const kind = ['red', 'green', 'blue'][Math.floor(3 * random())]!;
    const answer = number / 100 + (kind === 'red' ? 0.3 : 0) + random() > 1 ? 'yes' : 'no';
    return change({ number, kind, answer }, i, random);
  });
}

const reportOf = async (rows: Row[], options: Partial<DatasetOptions> = {}): Promise<DataReportData> =>
  dataReport(await loadDataset({ records: rows }, {}, { targets: ['answer'], ...options }));
/** What a training finds before it begins. */
const leaksIn = async (rows: Row[]): Promise<string[]> =>
  leaksOf(await loadDataset({ records: rows }, {}, { targets: ['answer'] }), () => true).map(({ column }) => column);
const kinds = ({ warnings }: DataReportData): string[] => warnings.map(({ kind }) => kind);
const about = (report: DataReportData, kind: DataWarning['kind']): DataWarning[] =>
  report.warnings.filter(one => one.kind === kind);

describe('the data report', () => {
  it('finds nothing doubtful where nothing is, and says what each column holds', async () => {
    const rows = honest(600, (row, i) => ({ ...row, gaps: i % 4 === 0 ? null : i % 7 }));
    const report = await reportOf(rows);
    assert.deepEqual(report.warnings, []);
    assert.deepEqual(
      [report.rows, report.looked, report.split],
      [600, 600, { train: 360, validation: 120, test: 120 }],
    );
    const of = (name: string) => report.columns.find(column => column.name === name)!;
    const numbers = rows.map(row => row.number as number);
    assert.deepEqual(of('number').numbers!.min, Math.min(...numbers));
    assert.deepEqual(of('number').distinct, new Set(numbers).size);
    assert.deepEqual(of('gaps').missing, 150);
    assert.deepEqual(of('gaps').histogram!.counts.length, 7);
    const total = of('number').histogram!.counts.reduce((sum, count) => sum + count, 0);
    assert.equal(total, 600);
    const byClass = of('kind').values!.map(({ rows, byClass }) => rows - byClass!.reduce((sum, n) => sum + n, 0));
    assert.deepEqual(byClass, [0, 0, 0]);
    assert.ok(of('number').relations[0]!.mutualInformation! > of('gaps').relations[0]!.mutualInformation!);
    assert.deepEqual(
      report.targets[0]!.classes!.map(({ rows }) => rows.train + rows.validation + rows.test).reduce((a, b) => a + b),
      600,
    );
  });

  it('names a column that is the target in disguise', async () => {
    const rows = honest(400, (row, _, random) => ({
      ...row,
      closed: row.answer === 'yes' ? 'gone' : 'here',
      code: (row.answer === 'yes' ? 40 : 10) + Math.round(5 * random()),
    }));
    const disguised = await reportOf(rows);
    assert.deepEqual(await leaksIn(rows), ['closed', 'code'], 'a training finds them too');
    assert.deepEqual(await leaksIn(honest(400)), []);
    assert.deepEqual(
      about(disguised, 'leak').map(one => 'column' in one && one.column),
      ['closed', 'code'],
    );

    const price = (row: Row, random: () => number) => 3 * (row.number as number) + 50 * random();
    const prices = honest(400, (row, _, random) => {
      const answer = price(row, random);
      return { ...row, answer, withTax: 1.19 * answer, squared: answer ** 4 };
    });
    const regression = await reportOf(prices);
    assert.deepEqual(await leaksIn(prices), ['withTax', 'squared']);
    assert.deepEqual(
      about(regression, 'leak').map(one => 'column' in one && one.column),
      ['withTax', 'squared'],
    );
  });

  it('finds the target in whether a column has a value', async () => {
    const rows = honest(400, (row, i) => ({
      ...row,
      reason: row.answer === 'yes' ? ['price', 'service', 'moved'][i % 3]! : null,
      closedAt: row.answer === 'yes' ? i : null,
      flag: row.answer === 'yes' ? 'x' : null,
      receipt: row.answer === 'yes' ? `R-${i}` : null,
      note: i % 5 === 0 ? null : ['a', 'b'][i % 2]!,
    }));
    assert.deepEqual((await leaksIn(rows)).sort(), ['closedAt', 'flag', 'reason'], 'a receipt is not used');
    const report = await reportOf(rows);
    assert.deepEqual(
      about(report, 'leak').map(one => 'column' in one && one.column),
      ['reason', 'closedAt', 'flag'],
    );
    const toldBy = (name: string) => report.columns.find(column => column.name === name)!.relations[0]!;
    assert.ok(toldBy('reason').share! > 0.999);
    assert.ok(toldBy('note').share! < 0.05);
  });

  it('names it beside a class of a few rows, of which nothing can be known', async () => {
    const refunds = await reportOf(
      honest(400, (row, i) => ({
        ...row,
        refund: row.answer === 'yes' ? 5 + (row.number as number) : 0,
        answer: i % 60 === 7 ? 'fraud' : row.answer!,
      })),
    );
    assert.deepEqual(
      about(refunds, 'leak').map(one => 'column' in one && one.column),
      ['refund'],
    );
    assert.deepEqual(kinds(refunds), ['leak', 'rare-class']);
  });

  it('says nothing of all rows that only holds for those that were sampled', () => {
    const rows = { all: 10_000, looked: 1000 };
    const summary: ColumnSummary = {
      ...{ name: 'n', type: 'integer', role: 'feature', missing: 0, distinct: 1000, relations: [], notes: [] },
      numbers: { min: 0, max: 9999, mean: 0, std: 1, quantiles: [] },
    };
    const series = (value: (row: number) => number): Series => ({
      kind: 'numbers',
      values: Float64Array.from({ length: rows.looked }, (_, row) => value(row)),
    });
    const counted = columnDoubts(
      summary,
      series(row => 10 * row),
      [],
      rows,
    );
    assert.deepEqual(counted, [{ kind: 'identifier', column: 'n', distinct: 1000 }]);
    const empty = columnDoubts(
      { ...summary, missing: 9995, distinct: 0 },
      series(() => Number.NaN),
      [],
      rows,
    );
    assert.deepEqual(empty, [{ kind: 'missing', column: 'n', share: 0.9995 }]);
    const rare = columnDoubts(
      { ...summary, distinct: 1 },
      series(() => 0),
      [],
      rows,
    );
    assert.deepEqual(rare, []);
  });

  it('counts categories in all rows, so that none is constant because a sample lacks the others', async () => {
    const rows = honest(110_000, (row, i) => ({ ...row, mostly: i === 10 ? 'rare' : 'usual' }));
    const report = await reportOf(rows);
    const mostly = report.columns.find(({ name }) => name === 'mostly')!;
    assert.ok(report.looked < rows.length);
    assert.equal(mostly.values!.length, 1, 'the rare one is not in the sample');
    assert.equal(mostly.distinct, 2);
    assert.deepEqual(about(report, 'constant'), []);
  });

  it('a mark beside empty cells is no constant: the network sees both', async () => {
    const report = await reportOf(honest(300, (row, i) => ({ ...row, mark: i % 4 === 0 ? 'x' : '' })));
    assert.deepEqual(kinds(report), ['missing']);
    assert.ok(!report.findings.warnings.some(text => /no information/.test(text)));
  });

  it('names identifiers, constants, gaps and columns that say the same', async () => {
    const report = await reportOf(
      honest(300, (row, i) => ({
        ...row,
        code: i + 7,
        same: 'x',
        empty: i % 10 === 0 ? (i * 77) % 101 : null,
        twice: 2 * (row.number as number),
      })),
      { columns: [{ name: 'code', type: 'integer' }] },
    );
    assert.deepEqual(kinds(report).sort(), ['constant', 'identifier', 'missing', 'redundant']);
    assert.deepEqual(about(report, 'constant'), [{ kind: 'constant', column: 'same' }]);
    assert.deepEqual(about(report, 'missing'), [{ kind: 'missing', column: 'empty', share: 0.9 }]);
    assert.ok(!report.findings.warnings.some(text => /no information/.test(text)), 'told once');
  });

  it('finds the same row in two splits, repeated rows, and rows that contradict each other', async () => {
    const rows = honest(200);
    const copies = [
      ...rows,
      ...rows.slice(0, 40),
      ...rows.slice(0, 9).map(row => ({ ...row, answer: row.answer === 'yes' ? 'no' : 'yes' })),
    ];
    const report = await reportOf(copies, { splitBy: 'time', validation: 0, test: 0.2 });
    const [same] = about(report, 'same-rows');
    assert.deepEqual(same, { kind: 'same-rows', split: 'test', rows: 40, of: report.split.test });
    assert.equal(report.duplicates.rows, 40);
    assert.deepEqual(about(report, 'contradictions'), [{ kind: 'contradictions', rows: 27, target: 'answer' }]);
  });

  it('of very many rows compares a part, in which equal ones stay together', () => {
    const data = Float64Array.from({ length: 60_000 }, (_, i) => (i * 7919) % 20_000);
    const column: Column = { name: 'a', type: 'number', data };
    const found = repeatedRows([column], [], new Uint8Array(60_000), 10_000);
    assert.ok(found.estimated);
    assert.ok(Math.abs(found.duplicates / 40_000 - 1) < 0.1, `${found.duplicates}`);
    assert.deepEqual(repeatedRows([column], [], new Uint8Array(60_000)).duplicates, 40_000);
  });

  it('names classes with few rows, a class that is nearly all, and splits that differ', async () => {
    const rare = await reportOf(
      honest(400, (row, i) => ({ ...row, answer: i < 8 ? 'perhaps' : (row.answer as string) })),
    );
    assert.deepEqual(
      about(rare, 'rare-class').map(one => 'label' in one && one.label),
      ['perhaps'],
    );

    const uneven = await reportOf(honest(500, (row, i) => ({ ...row, answer: i % 15 === 0 ? 'yes' : 'no' })));
    assert.deepEqual(kinds(uneven), ['imbalance']);

    const later = honest(500, (row, i) => ({
      ...row,
      kind: i > 400 && i % 5 ? 'blue' : row.kind!,
      number: (row.number as number) + (i > 400 ? 60 : 0),
    }));
    const drifted = await reportOf(later, { splitBy: 'time' });
    const found = about(drifted, 'drift').map(one => 'split' in one && 'column' in one && `${one.split} ${one.column}`);
    assert.ok(found.includes('test number') && found.includes('test kind'), found.join());
  });

  it('takes arrays, dates, free texts, several targets and targets that are numbers', async () => {
    const rows = honest(120, (row, i) => ({
      ...row,
      day: `2024-0${1 + (i % 9)}-11`,
      text: `remark number ${i * 31} of somebody`,
      second: (row.number as number) * 2 + i,
    }));
    const report = await reportOf(rows, { targets: ['answer', 'second'] });
    assert.deepEqual(
      report.targets.map(({ target, classes }) => [target, classes?.length]),
      [
        ['answer', 2],
        ['second', undefined],
      ],
    );
    assert.deepEqual(
      report.columns.find(({ name }) => name === 'number')!.relations.map(({ target }) => target),
      ['answer', 'second'],
    );
    assert.equal(report.columns.find(({ name }) => name === 'day')!.type, 'date');
    assert.equal(report.columns.find(({ name }) => name === 'text')!.role, 'not used');

    const arrays = await loadDataset(
      { features: rows.map((_, i) => [i, 1, i % 3]), targets: rows.map((_, i) => (i % 2 ? [0, 1] : [1, 0])) },
      {},
      { targets: [] },
    );
    const nested = dataReport(arrays);
    assert.deepEqual(
      nested.columns.map(({ shape }) => shape),
      [[2], [3]],
    );
    assert.deepEqual(
      nested.targets[0]!.classes!.map(({ label, rows }) => [label, rows.train + rows.validation + rows.test]),
      [
        ['0', 60],
        ['1', 60],
      ],
    );
  });

  it('is bounded, whatever the number of columns', async () => {
    const random = sequence(3);
    const wide = Array.from({ length: 60 }, (_, i) => ({
      answer: i % 2 ? 'yes' : 'no',
      ...Object.fromEntries(Array.from({ length: 260 }, (_, k) => [`c${k}`, random()])),
    }));
    const report = await reportOf(wide);
    assert.deepEqual([report.columns.length, report.moreColumns], [200, 61]);
    assert.ok(report.correlations.columns.length <= 17);
  });

  it('the thread finds the same', async () => {
    const dataset = await loadDataset({ records: honest(250) }, {}, { targets: ['answer'] });
    assert.deepEqual((await dataReportInThread(dataset)).data, JSON.parse(JSON.stringify(dataReport(dataset))));
    await assert.rejects(dataReportInThread(dataset, { signal: AbortSignal.abort() }));
  });

  for (const language of ['en-US', 'zh-CN'] as const)
    it(`its page interprets nothing of the data as markup (${language})`, async () => {
      const evil = '<img src=x onerror=alert(1)>"\'&amp;{b}';
      const rows = honest(200, (row, i) => ({
        [evil]: row.number!,
        [`${evil}2`]: i % 2 ? evil : `</style><script>alert(2)</script>`,
        gaps: i < 150 ? null : i,
        leak: row.answer === 'yes' ? evil : 'b',
        answer: row.answer === 'yes' ? `${evil}yes` : '</svg>',
      }));
      const report = await reportOf([...rows, ...rows.slice(0, 50)], { splitBy: 'time', source: `${evil}.csv` });
      assert.ok(report.warnings.length > 2);
      const page = await present('page', language, manner => dataReportContent(report, manner));
      assert.equal(typeof page, 'string');
      assert.doesNotMatch(page as string, /<img|<script|onerror=alert\(1\)>(?!&)/);
      assert.equal((page as string).match(/<\/style>/g)!.length, 1);
      assert.equal((page as string).match(/<\/svg>/g)!.length, (page as string).match(/<svg /g)!.length);
    });
});

describe('dates in the data report', () => {
  const day = 86_400_000;
  const start = Date.UTC(2024, 0, 31);

  it('name a bin as precisely as it is wide', () => {
    assert.equal(intervalText('date', start, start + 40 * day), '2024-01');
    assert.equal(intervalText('date', start, start + 2 * day), '2024-01-31');
    assert.equal(intervalText('date', start + day / 2, start + day), '01-31 12:00');
    const noDay = Date.UTC(1899, 11, 30);
    assert.equal(intervalText('date', noDay + day / 4, noDay + day / 2), '06:00:00', 'a time of the day');
  });

  it('have a day as the median where they are days', () => {
    const usual = (max: number) =>
      usualText({
        ...{ name: 'd', type: 'date', role: 'feature', missing: 0, relations: [], notes: [] },
        numbers: { min: start, max, mean: 0, std: 1, quantiles: [0, 0, start + day / 2] },
      });
    assert.equal(usual(start + day), '2024-01-31');
    assert.equal(usual(start + day + 1000), '2024-01-31T12:00:00.000Z');
  });
});
