import type { ReportData } from '../../spec';
import { barChart } from '../bars';
import type { Captioned, Section } from '../page/content';
import { HALF } from '../picture';
import { pointChart } from '../points';
import type { Manner } from '../present';
import { captioned, type PictureName } from './captioned';
import { figure, percent } from './figures';
import { groupValue } from './groups';

/** Predicted against actual numbers, and the residuals. */
export function numberSections(report: ReportData, manner: Manner, name: PictureName): Section[] {
  const { residuals, target } = report;
  const { say } = manner;
  if (residuals === undefined) return [];
  const { quantiles } = residuals;
  const [least, , , , most] = quantiles;
  return [
    {
      title: say('Predicted and actual'),
      blocks: [
        {
          kind: 'text',
          text: say(
            'In 90 % of the rows, actual minus predicted {0} is between {1} and {2}.',
            target,
            figure(least!),
            figure(most!),
          ),
        },
        {
          kind: 'pictures',
          pictures: [scatter(report, manner, name), leftOver(report, manner, name), histogram(report, manner, name)],
        },
      ],
    },
    ...(residuals.columns.length > 0 ? [biasSection(report, manner, name)] : []),
  ];
}

/** Where the mean residual is far from 0. */
function biasSection(report: ReportData, manner: Manner, name: PictureName): Section {
  const { say } = manner;
  return {
    title: say('Where it is too high or too low'),
    blocks: [
      {
        kind: 'text',
        text: say(
          'Actual minus predicted by the columns on which it depends most. A bar to the right: the prediction is too low there.',
        ),
        tone: 'quiet',
      },
      { kind: 'pictures', pictures: report.residuals!.columns.map((_, i) => byColumn(report, i, manner, name)) },
    ],
  };
}

const rangeOf = (numbers: readonly number[]): readonly [low: number, high: number] => [
  numbers.reduce((a, b) => Math.min(a, b)),
  numbers.reduce((a, b) => Math.max(a, b)),
];

function scatter({ residuals, target }: ReportData, { say, look }: Manner, name: PictureName): Captioned {
  const points = residuals!.points;
  const [low, high] = rangeOf(points.flat());
  const option = pointChart(
    {
      title: say('Predicted and actual'),
      x: { name: say('predicted {0}', target) },
      y: { name: say('actual {0}', target) },
      points,
      lines: [
        {
          name: say('perfect'),
          points: [
            [low, low],
            [high, high],
          ],
          quiet: true,
        },
      ],
    },
    look,
  );
  const caption = say('Each point is a row. On the line the prediction is right.');
  return captioned(name('predicted-actual'), say('Predicted and actual'), option, caption);
}

function leftOver({ residuals, target }: ReportData, { say, look }: Manner, name: PictureName): Captioned {
  const points = residuals!.points.map(([predicted, actual]) => [predicted, actual - predicted] as const);
  const [low, high] = rangeOf(points.map(([x]) => x));
  const option = pointChart(
    {
      title: say('Residuals'),
      x: { name: say('predicted {0}', target) },
      y: { name: say('actual − predicted') },
      points,
      lines: [
        {
          name: say('perfect'),
          points: [
            [low, 0],
            [high, 0],
          ],
          quiet: true,
        },
      ],
    },
    look,
  );
  const caption = say('A cloud without a shape is good. A bend or a funnel means that something is left to learn.');
  return captioned(name('residuals'), say('Residuals'), option, caption);
}

function histogram({ residuals }: ReportData, { say, look }: Manner, name: PictureName): Captioned {
  const { limits, counts } = residuals!.histogram;
  const title = say('How large the errors are');
  const option = barChart(
    {
      title,
      horizontal: false,
      categories: counts.map((_, i) => figure((limits[i]! + limits[i + 1]!) / 2)),
      name: say('actual − predicted'),
      value: { name: say('rows') },
      bars: [{ name: say('rows'), values: counts }],
      sparse: true,
    },
    look,
  );
  return captioned(name('errors'), title, option, say('Rows by actual minus predicted.'));
}

function byColumn({ residuals }: ReportData, at: number, { say, look }: Manner, name: PictureName): Captioned {
  const groups = residuals!.columns[at]!;
  const column = groups[0]!.column;
  const option = barChart(
    {
      title: column,
      categories: groups.map(group => groupValue(group, say)),
      value: { name: say('actual − predicted, mean') },
      bars: [
        {
          name: column,
          values: groups.map(({ mean }) => mean),
          color: groups.map(({ mean }) => (mean < 0 ? look.series[1]! : look.series[0]!)),
        },
      ],
      texts: groups.map(({ mean }) => `${mean > 0 ? '+' : ''}${figure(mean)}`),
    },
    look,
  );
  const height = Math.max(180, 60 + 30 * groups.length);
  const summary = groups.map(group => `${groupValue(group, say)}: ${figure(group.mean)}`).join(', ');
  return { picture: { name: name(`residuals-${at + 1}`), title: column, summary, option, width: HALF.width, height } };
}

/** How often intervals or sets of classes contain the true value. */
export function coverageSection({ coverage = [], task, split }: ReportData, { say }: Manner): Section[] {
  if (coverage.length === 0) return [];
  const width = task === 'regression' ? say('Mean width') : say('Classes on average');
  return [
    {
      title: say('How sure it is'),
      blocks: [
        {
          kind: 'table',
          table: {
            head: [say('Confidence'), say('Held the truth'), width],
            rows: coverage.map(({ confidence, share, width }) => [
              percent(confidence, say),
              percent(share, say),
              figure(width),
            ]),
            numbers: [0, 1, 2],
          },
        },
        {
          kind: 'text',
          text:
            split === 'validation'
              ? say('The confidence was calibrated on these very rows, so that it holds for them in any case.')
              : say('What is said with 90 % confidence should be true in 90 % of the rows.'),
          tone: 'quiet',
        },
      ],
    },
  ];
}
