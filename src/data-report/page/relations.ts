import { barChart, heightOfBars } from '../../charts/bars';
import { matrixChart } from '../../charts/matrix';
import type { Section } from '../../charts/page/content';
import { HALF, WHOLE } from '../../charts/picture';
import type { Manner } from '../../charts/present';
import { figure, percent } from '../../charts/report/figures';
import type { Words } from '../../charts/wording';
import type { Association, DataReportData } from '../../spec';
import { byInformation } from '../ranking';

const MOST_BARS = 15;

/** Which features say most about each target. */
export function tellingSection(report: DataReportData, { say, look }: Manner): Section[] {
  const telling = byInformation(report.columns).slice(0, MOST_BARS);
  const [target] = report.targets;
  if (telling.length < 2 || target === undefined) return [];
  const relations = telling.map(({ relations }) => relations[0]!);
  const isClass = target.classes !== undefined;
  const shareOrNats = relations.map(one => (isClass ? 100 * (one.share ?? 0) : one.mutualInformation!));
  const title = say('Information about {0}', target.target);
  const option = barChart(
    {
      title,
      categories: telling.map(({ name }) => name),
      value: isClass ? { name: say('share of what there is to know'), percent: true, max: 100 } : { name: say('nats') },
      bars: [{ name: title, values: shareOrNats }],
      texts: shareOrNats.map(value => (isClass ? percent(value / 100, say) : figure(Math.round(1000 * value) / 1000))),
    },
    look,
  );
  const caption = isClass
    ? say('Mutual information: how much of the target each column tells by itself. 100 %: all of it.')
    : say('Mutual information of each column with the target, by itself: 0 is nothing, and it has no upper limit.');
  const picture = {
    name: 'information',
    ...{ title, summary: caption, option, width: HALF.width, height: heightOfBars(telling.length) },
  };
  return [
    {
      title: say('What tells most about {0}', target.target),
      blocks: [
        {
          kind: 'beside',
          blocks: [
            { kind: 'pictures', pictures: [{ picture, caption }] },
            {
              kind: 'table',
              table: {
                head: [say('Column'), say('Information'), say('Association'), say('Measure')],
                rows: telling.map(({ name }, i) => {
                  const { mutualInformation, association } = relations[i]!;
                  return [
                    name,
                    figure(Math.round(1000 * mutualInformation!) / 1000),
                    association ? rounded(association.value) : '–',
                    association ? measureName(association, say) : '–',
                  ];
                }),
                numbers: [1, 2],
              },
            },
          ],
        },
        {
          kind: 'text',
          text: say(
            'Each column is looked at alone: two that say little may say much together. Information is in nats, as scikit-learn estimates it.',
          ),
          tone: 'quiet',
        },
      ],
    },
  ];
}

export function measureName({ measure }: Pick<Association, 'measure'>, say: Words): string {
  switch (measure) {
    case 'pearson':
      return say("Pearson's r");
    case 'correlation ratio':
      return say('correlation ratio');
    case 'cramers v':
      return say("Cramér's V");
  }
}

/** Two decimals, with a typographic minus. */
const rounded = (value: number): string =>
  value
    .toFixed(2)
    .replace(/^-0\.00$/, '0.00')
    .replace('-', '−');

/** The associations among the columns. */
export function correlationSection({ correlations }: DataReportData, { say, look }: Manner): Section[] {
  const { columns, matrix } = correlations;
  if (columns.length < 3) return [];
  const title = say('Associations');
  const option = matrixChart(
    {
      title,
      rows: columns,
      columns,
      rowName: '',
      columnName: '',
      strength: matrix.map(row => row.map(value => Math.abs(value ?? 0))),
      texts: matrix.map((row, r) => row.map((value, c) => (value === null || r === c ? '' : rounded(value)))),
      color: (r, c) => ((matrix[r]![c] ?? 0) < 0 ? look.series[1]! : look.series[0]!),
    },
    look,
  );
  const caption = say(
    "Of two numbers Pearson's correlation, of two categories Cramér's V, of a number and a category the correlation ratio; the last two from 0 to 1, corrected for chance.",
  );
  const height = 170 + 30 * columns.length;
  const size = columns.length > 8 ? { ...WHOLE, height } : { width: 620, height };
  return [
    {
      title: say('How the columns depend on each other'),
      blocks: [
        {
          kind: 'pictures',
          pictures: [{ picture: { name: 'associations', title, summary: caption, option, ...size }, caption }],
        },
      ],
    },
  ];
}
