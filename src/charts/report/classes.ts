import type { CalibrationBin, ClassCurves, ReportData } from '../../values/report';
import { barChart } from '../bars';
import { type Line, lineChart } from '../lines';
import { matrixChart } from '../matrix';
import type { Block, Captioned, Section } from '../page/content';
import { HALF, type Picture } from '../picture';
import type { Manner } from '../present';
import type { Words } from '../wording';
import { count, figure, percent } from './figures';

/** A matrix of more classes cannot be read. */
const MOST_IN_MATRIX = 20;
/** Lines in one picture. */
const MOST_LINES = 6;

/** Which classes are taken for which, how well they are told apart, and what probabilities are worth. */
export function classSections(report: ReportData, manner: Manner, name: (picture: string) => string): Section[] {
  const { say } = manner;
  const confusion = confusionBlocks(report, manner, name);
  const curves = curvePictures(report, manner, name);
  const probability = [...calibrationPicture(report, manner, name)];
  return [
    ...(confusion.length > 0 ? [{ title: say('Which answers are right'), blocks: confusion }] : []),
    ...(curves.length > 0
      ? [
          {
            title: say('How well the classes are told apart'),
            blocks: [{ kind: 'pictures', pictures: curves } as const],
          },
        ]
      : []),
    ...(probability.length > 0
      ? [
          {
            title: say('What the probabilities are worth'),
            blocks: [{ kind: 'pictures', pictures: probability } as const],
          },
        ]
      : []),
    ...thresholdSection(report, manner, name),
  ];
}

function confusionBlocks(report: ReportData, { say, look }: Manner, name: (of: string) => string): Block[] {
  const { confusion, classes = [] } = report;
  const blocks: Block[] = [];
  if (confusion && confusion.labels.length <= MOST_IN_MATRIX) {
    const { labels, matrix, shares = [] } = confusion;
    const small = isWide(report);
    const option = matrixChart(
      {
        title: say('Confusion matrix'),
        rows: labels,
        columns: labels,
        rowName: say('actual'),
        columnName: say('predicted'),
        strength: shares,
        texts: matrix.map((row, r) =>
          row.map((rows, c) =>
            rows === 0 ? '' : small ? count(rows) : `${count(rows)}\n${percent(shares[r]![c]!, say)}`,
          ),
        ),
        color: (r, c) => (r === c ? look.series[0]! : look.bad),
      },
      look,
    );
    const size = small
      ? { width: 640, height: 120 + 26 * labels.length }
      : { width: HALF.width, height: Math.max(280, 110 + 48 * labels.length) };
    const picture: Picture = {
      name: name('confusion'),
      title: say('Confusion matrix'),
      summary: say('How often each class was predicted as each class.'),
      option,
      ...size,
    };
    const caption = say(
      'Rows are the actual classes, columns the predicted ones, shares those of a row. What stands off the diagonal is wrong.',
    );
    blocks.push({ kind: 'pictures', pictures: [{ picture, caption }] });
  }
  if (confusion && confusion.labels.length > MOST_IN_MATRIX) blocks.push(mostConfused(confusion, say));
  if (classes.length > 0)
    blocks.push({
      kind: 'table',
      table: {
        title: say('Each class'),
        head: [say('Class'), say('Precision'), say('Recall'), say('F1'), say('Rows')],
        rows: classes
          .slice(0, 50)
          .map(({ label, precision, recall, f1, support }) => [
            label,
            percent(precision, say),
            percent(recall, say),
            percent(f1, say),
            count(support),
          ]),
        numbers: [1, 2, 3, 4],
      },
    });
  return blocks.length === 2 && !isWide(report) ? [{ kind: 'beside', blocks }] : blocks;
}

/** A matrix that needs more than half the page. */
const isWide = ({ confusion }: ReportData): boolean => (confusion?.labels.length ?? 0) > 8;

function mostConfused({ labels, matrix }: NonNullable<ReportData['confusion']>, say: Words): Block {
  const pairs = matrix.flatMap((row, r) => row.flatMap((rows, c) => (r === c || rows === 0 ? [] : [{ r, c, rows }])));
  return {
    kind: 'table',
    table: {
      title: say('Most frequent mistakes'),
      head: [say('Actual'), say('Predicted'), say('Rows')],
      rows: pairs
        .sort((a, b) => b.rows - a.rows)
        .slice(0, 15)
        .map(({ r, c, rows }) => [labels[r]!, labels[c]!, count(rows)]),
      numbers: [2],
    },
  };
}

const percents = (points: readonly (readonly [number, number])[]) =>
  points.map(([x, y]) => [100 * x, 100 * y] as const);

function curvePictures({ curves = [] }: ReportData, { say, look }: Manner, name: (of: string) => string): Captioned[] {
  const drawn = curves.filter(({ roc = [] }) => roc.length > 0).slice(0, MOST_LINES);
  const first = drawn[0];
  if (first === undefined) return [];
  const one = curves.length === 1;
  const lines = (of: 'roc' | 'precisionRecall', area: 'rocAuc' | 'averagePrecision'): Line[] =>
    drawn.map(curve => ({
      name: one ? say('area {0}', figure(curve[area] ?? 0)) : `${curve.label} (${figure(curve[area] ?? 0)})`,
      points: percents(curve[of] ?? []),
    }));
  const all = { min: 0, max: 100, percent: true };
  const roc = lineChart(
    {
      title: say('ROC curve'),
      x: { name: say('false alarms among the others'), ...all },
      y: { name: say('found'), ...all },
      lines: [
        ...lines('roc', 'rocAuc'),
        {
          name: say('chance'),
          points: [
            [0, 0],
            [100, 100],
          ],
          quiet: true,
        },
      ],
    },
    look,
  );
  const precision = lineChart(
    {
      title: say('Precision and recall'),
      x: { name: say('recall'), ...all },
      y: { name: say('precision'), ...all },
      lines: lines('precisionRecall', 'averagePrecision'),
    },
    look,
  );
  const which = one ? say('The class is {0}.', first.label) : say('Each class is told from all others.');
  return [
    captioned(
      name('roc'),
      say('ROC curve'),
      roc,
      say(
        '{0} {1}',
        which,
        say(
          'The area is the probability that a row of the class scores above another row: 1 is perfect, 0.5 is chance.',
        ),
      ),
    ),
    captioned(
      name('precision-recall'),
      say('Precision and recall'),
      precision,
      one
        ? say(
            'Finding more of the class (to the right) costs more false alarms (down). The area, the average precision, is {0}.',
            figure(first.averagePrecision ?? 0),
          )
        : say(
            'Finding more of the class (to the right) costs more false alarms (down). The area is the average precision.',
          ),
    ),
    captioned(
      name('lift'),
      say('Lift'),
      liftChart(drawn, one, { say, look }),
      say('Among the rows with the highest scores the class is so many times as frequent as among all rows.'),
    ),
  ];
}

function liftChart(drawn: readonly ClassCurves[], one: boolean, { say, look }: Pick<Manner, 'say' | 'look'>) {
  return lineChart(
    {
      title: say('Lift'),
      x: { name: say('share of the rows, highest scores first'), min: 0, max: 100, percent: true },
      y: { name: say('lift'), zero: true },
      lines: [
        // The first few rows are one answer after the other: their lift says nothing.
        ...drawn.map(({ label, lift = [] }) => ({
          name: one ? say('model') : label,
          points: lift
            .filter(([share], i) => share >= 0.01 || i === lift.length - 1)
            .map(([share, times]) => [100 * share, times] as const),
        })),
        {
          name: say('chance'),
          points: [
            [0, 1],
            [100, 1],
          ],
          quiet: true,
        },
      ],
    },
    look,
  );
}

function calibrationPicture(
  { calibration, task, classes, curves = [] }: ReportData,
  { say, look }: Manner,
  name: (of: string) => string,
): Captioned[] {
  if (calibration === undefined) return [];
  const of =
    task === 'multi-label'
      ? say('of all labels')
      : curves.length === 1 && classes?.length === 2
        ? say('of the class {0}', curves[0]!.label)
        : say('of the predicted class');
  const option = lineChart(
    {
      title: say('Calibration'),
      x: { name: say('probability'), min: 0, max: 100, percent: true },
      y: { name: say('came true'), min: 0, max: 100, percent: true },
      lines: [
        {
          name: say('model'),
          points: calibration.bins.map(({ predicted, actual }) => [100 * predicted, 100 * actual] as const),
          marked: true,
        },
        {
          name: say('perfect'),
          points: [
            [0, 0],
            [100, 100],
          ],
          quiet: true,
        },
      ],
    },
    look,
  );
  const bins = countsChart(calibration.bins, { say, look });
  const error = say(
    'Probabilities {0} are off by {1} on average (expected calibration error).',
    of,
    percent(calibration.error, say),
  );
  return [
    captioned(
      name('calibration'),
      say('Calibration'),
      option,
      say('{0} {1}', error, say('Of the rows that get 80 %, 80 % should come true.')),
    ),
    captioned(
      name('probabilities'),
      say('Rows by probability'),
      bins,
      say('What few rows say about calibration means little.'),
    ),
  ];
}

function countsChart(bins: readonly CalibrationBin[], { say, look }: Pick<Manner, 'say' | 'look'>) {
  return barChart(
    {
      title: say('Rows by probability'),
      lying: false,
      categories: bins.map(({ predicted }) => percent(Math.round(100 * predicted) / 100, say)),
      name: say('mean probability'),
      value: { name: say('rows') },
      bars: [{ name: say('rows'), values: bins.map(({ rows }) => rows) }],
      texts: bins.map(({ rows }) => count(rows)),
    },
    look,
  );
}

function thresholdSection({ thresholds }: ReportData, { say, look }: Manner, name: (of: string) => string): Section[] {
  if (thresholds === undefined) return [];
  const { positive, cost, recommended, usual, table, curve } = thresholds;
  const option = lineChart(
    {
      title: say('Cost by threshold'),
      x: { name: say('threshold'), min: 0, max: 1 },
      y: { name: say('cost'), zero: true },
      lines: [{ name: say('cost'), points: curve }],
      marks: [{ at: [recommended.threshold, recommended.cost], text: figure(recommended.threshold) }],
    },
    look,
  );
  const tenths = table.filter(({ threshold }) => Math.round(100 * threshold) % 10 === 0);
  const rows = [...tenths.filter(({ threshold }) => threshold !== recommended.threshold), recommended].sort(
    (a, b) => a.threshold - b.threshold,
  );
  const saved = usual.cost - recommended.cost;
  const blocks: Block[] = [
    {
      kind: 'statement',
      text: say('Answer {0} from a probability of {1} on.', positive, figure(recommended.threshold)),
      more:
        saved > 0
          ? say(
              'On these rows the mistakes then cost {0}, and {1} at the usual threshold of 0.5.',
              figure(recommended.cost),
              figure(usual.cost),
            )
          : say('On these rows the usual threshold of 0.5 costs no more: {0}.', figure(usual.cost)),
      tone: 'plain',
    },
    {
      kind: 'text',
      text: say(
        'A false alarm costs {0}, a miss {1}. The threshold was chosen on these rows: with few rows it is rough.',
        figure(cost.falseAlarm),
        figure(cost.miss),
      ),
      tone: 'quiet',
    },
    {
      kind: 'beside',
      blocks: [
        {
          kind: 'pictures',
          pictures: [
            captioned(
              name('threshold'),
              say('Cost by threshold'),
              option,
              say('The point is the recommended threshold.'),
            ),
          ],
        },
        {
          kind: 'table',
          table: {
            head: [say('Threshold'), say('False alarms'), say('Misses'), say('Cost'), say('Precision'), say('Recall')],
            rows: rows.map(one => [
              figure(one.threshold),
              count(one.falseAlarms),
              count(one.misses),
              figure(one.cost),
              percent(one.precision, say),
              percent(one.recall, say),
            ]),
            numbers: [0, 1, 2, 3, 4, 5],
            chosen: rows.indexOf(recommended),
          },
        },
      ],
    },
  ];
  return [{ title: say('Where to set the threshold'), blocks }];
}

const captioned = (name: string, title: string, option: Picture['option'], caption: string): Captioned => ({
  picture: { name, title, summary: caption, option, ...HALF },
  caption,
});
