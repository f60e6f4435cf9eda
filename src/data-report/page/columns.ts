import { typeName } from '../../charts/card/words';
import type { Block, Cell, Section } from '../../charts/page/content';
import { THIRD } from '../../charts/picture';
import type { Manner } from '../../charts/present';
import { count, figure, percent } from '../../charts/report/figures';
import type { ColumnSummary, DataReportData } from '../../spec';
import { histogramPicture } from './histograms';
import { rangeText, roleName, usualText } from './words';

/** Pictures of columns on one page; the table has all columns. */
const MOST_PICTURES = 30;

/** A table of all columns, and a small picture of each used one. */
export function columnSections(report: DataReportData, manner: Manner): Section[] {
  const { say } = manner;
  const pictured = report.columns.filter(
    ({ role, histogram, values }) => role === 'feature' && (histogram !== undefined || values !== undefined),
  );
  const shown = pictured.slice(0, MOST_PICTURES);
  const notes: Block[] = [
    ...(report.classes.length > 0
      ? [
          {
            kind: 'text',
            text: say('The colors are the classes of {0}, as in the picture above.', report.targets[0]!.target),
            tone: 'quiet',
          } as const,
        ]
      : []),
  ];
  const pictures = shown.map((column, i) => histogramPicture(column, report, manner, `column-${i + 1}`, THIRD));
  const more = pictured.length - shown.length;
  return [
    {
      title: say('Columns'),
      blocks: [
        tableOf(report, manner),
        ...readingBlocks(report, manner),
        ...(pictures.length > 0 ? [...notes, { kind: 'pictures', pictures } as const] : []),
        ...(more > 0
          ? [{ kind: 'text', text: say('{0} more columns have no picture here.', count(more)), tone: 'quiet' } as const]
          : []),
      ],
    },
  ];
}

function tableOf({ columns, rows }: DataReportData, { say }: Manner): Block {
  const missing = (column: ColumnSummary): Cell => {
    if (column.missing === 0) return '–';
    const text = percent(column.missing / rows, say);
    return column.missing > rows / 2 ? { text, tone: 'caution' } : text;
  };
  return {
    kind: 'table',
    table: {
      head: [
        say('Column'),
        say('Type'),
        say('Use'),
        say('Missing'),
        say('Distinct'),
        say('Values'),
        say('Median'),
        say('Information'),
      ],
      rows: columns.map(column => [
        column.name,
        typeName(column.type, say),
        roleName(column.role, say),
        missing(column),
        column.distinct === undefined ? '–' : count(column.distinct),
        rangeText(column, say),
        usualText(column),
        informationText(column),
      ]),
      numbers: [3, 4, 6, 7],
    },
  };
}

const informationText = ({ relations }: ColumnSummary): string => {
  const found = relations[0]?.mutualInformation;
  return found === undefined ? '–' : figure(Math.round(1000 * found) / 1000);
};

const MOST_LINES = 40;

/** How the columns were read, and what is left out. */
function readingBlocks({ findings }: DataReportData, { say, sentence }: Manner): Block[] {
  const { leftOut, warnings, notes } = findings;
  const lines = [...leftOut, ...warnings, ...notes];
  if (lines.length === 0) return [];
  const more = lines.length - MOST_LINES;
  const items = [...lines.slice(0, MOST_LINES).map(sentence), ...(more > 0 ? [say('{0} more', count(more))] : [])];
  return [
    { kind: 'text', text: say('How the data were read') },
    { kind: 'list', items },
  ];
}
