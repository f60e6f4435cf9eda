import type { Block, Tile } from '../../charts/page/content';
import { count, percent } from '../../charts/report/figures';
import type { Words } from '../../charts/wording';
import type { DataReportData } from '../../spec';

/** The table in a few large numbers. */
export function summaryBlocks(report: DataReportData, say: Words): Block[] {
  const { rows, looked, moreColumns, duplicates } = report;
  const notes = [
    ...(looked < rows
      ? [
          say(
            'There are many rows: distinct numbers, quantiles, histograms and relations are those of {0} rows, evenly taken.',
            count(looked),
          ),
        ]
      : []),
    ...(duplicates.estimated ? [say('Repeated rows are estimated from a part of the rows.')] : []),
    ...(moreColumns > 0 ? [say('{0} more columns are not shown.', count(moreColumns))] : []),
  ];
  return [
    {
      kind: 'tiles',
      tiles: [rowsTile(report, say), columnsTile(report, say), missingTile(report, say), repeatedTile(report, say)],
    },
    ...notes.map((text): Block => ({ kind: 'text', text, tone: 'quiet' })),
  ];
}

function rowsTile({ rows, split }: DataReportData, say: Words): Tile {
  const beside = say(
    '{0} training · {1} validation · {2} test',
    count(split.train),
    count(split.validation),
    count(split.test),
  );
  return { label: say('Rows'), value: count(rows), beside };
}

function columnsTile({ columns, moreColumns }: DataReportData, say: Words): Tile {
  const of = (role: string) => columns.filter(column => column.role === role).length;
  const unused = of('not used');
  const beside = [
    of('target') === 1 ? say('1 target') : say('{0} targets', count(of('target'))),
    ...(unused > 0 ? [say('{0} not used', count(unused))] : []),
  ].join(' · ');
  return { label: say('Features'), value: count(of('feature') + moreColumns), beside };
}

function missingTile({ columns, rows }: DataReportData, say: Words): Tile {
  const features = columns.filter(({ role }) => role === 'feature');
  const missing = features.reduce((sum, column) => sum + column.missing, 0);
  const gaps = features.filter(column => column.missing > 0).length;
  return {
    label: say('Missing values'),
    value: percent(features.length * rows === 0 ? 0 : missing / (features.length * rows), say),
    beside: gaps === 0 ? say('in no feature') : say('in {0} of {1} features', count(gaps), count(features.length)),
  };
}

function repeatedTile({ duplicates, rows }: DataReportData, say: Words): Tile {
  return {
    label: say('Repeated rows'),
    value: count(duplicates.rows),
    beside: rows === 0 ? '' : percent(duplicates.rows / rows, say),
  };
}
