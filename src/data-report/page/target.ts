import { barChart, heightOfBars } from '../../charts/bars';
import type { Block, Section } from '../../charts/page/content';
import { HALF } from '../../charts/picture';
import type { Manner } from '../../charts/present';
import { count, percent } from '../../charts/report/figures';
import type { DataReportData, TargetSummary } from '../../spec';
import { histogramPicture } from './histograms';
import { valueText } from './words';

/** Bars, and rows of the table, of one target's classes. */
const MOST_CLASSES = 12;

/** What is to be predicted: the balance of its classes, or the distribution of its numbers. */
export function targetSections(report: DataReportData, manner: Manner): Section[] {
  const { say } = manner;
  return report.targets.flatMap((target, i): Section[] => {
    const title = say('Target {0}', target.target);
    if (target.classes) return [{ title, blocks: [classBlock(report, target, i, manner)] }];
    const column = report.columns.find(({ name }) => name === target.target);
    if (!column?.histogram) return [];
    const picture = histogramPicture(column, report, manner, `target-${i + 1}`, HALF);
    return [
      { title, blocks: [{ kind: 'beside', blocks: [{ kind: 'pictures', pictures: [picture] }, numbersTable()] }] },
    ];

    function numbersTable(): Block {
      const { min, max, mean, std, quantiles } = column!.numbers!;
      const rows: [string, number][] = [
        [say('Least'), min],
        [say('Median'), quantiles[2]!],
        [say('Mean'), mean],
        [say('Standard deviation'), std],
        [say('Largest'), max],
      ];
      return {
        kind: 'table',
        table: {
          head: ['', target.target],
          rows: rows.map(([name, value]) => [name, valueText(column!.type, value)]),
          numbers: [1],
        },
      };
    }
  });
}

function classBlock(
  { classes: split }: DataReportData,
  { target, classes = [] }: TargetSummary,
  at: number,
  { say, look }: Manner,
): Block {
  const totals = classes.map(({ rows }) => rows.train + rows.validation + rows.test);
  const all = totals.reduce((sum, rows) => sum + rows, 0);
  const shown = classes.slice(0, MOST_CLASSES);
  const title = say('Class balance');
  const option = barChart(
    {
      title,
      categories: shown.map(({ label }) => label),
      value: { name: say('rows') },
      bars: [
        {
          name: target,
          values: totals.slice(0, MOST_CLASSES),
          // the colors that split histograms
          color: shown.map(({ label }) => {
            const place = at === 0 ? split.indexOf(label) : 0;
            return place < 0 ? look.quiet : look.series[place % look.series.length]!;
          }),
        },
      ],
      texts: totals.slice(0, MOST_CLASSES).map(rows => percent(rows / all, say)),
    },
    look,
  );
  const summary = shown.map(({ label }, i) => `${label}: ${count(totals[i]!)}`).join(', ');
  const picture = {
    name: `classes-${at + 1}`,
    ...{ title, summary, option, width: HALF.width, height: heightOfBars(shown.length) },
  };
  return {
    kind: 'beside',
    blocks: [
      { kind: 'pictures', pictures: [{ picture }] },
      {
        kind: 'table',
        table: {
          head: [say('Class'), say('Training'), say('Validation'), say('Test'), say('Share')],
          rows: shown.map(({ label, rows }, i) => [
            label,
            count(rows.train),
            count(rows.validation),
            count(rows.test),
            percent(totals[i]! / all, say),
          ]),
          numbers: [1, 2, 3, 4],
        },
      },
    ],
  };
}
