import type { CalibrationBin, ReportData } from '../../spec';
import { barChart } from '../bars';
import { lineChart } from '../lines';
import type { Captioned } from '../page/content';
import type { Manner } from '../present';
import { captioned, type PictureName } from './captioned';
import { count, percent } from './figures';

/** How often predictions with a probability are right, and how many rows have it. */
export function calibrationPictures(
  { calibration, task, classes, curves = [] }: ReportData,
  { say, look }: Manner,
  name: PictureName,
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
      horizontal: false,
      categories: bins.map(({ predicted }) => percent(Math.round(100 * predicted) / 100, say)),
      name: say('mean probability'),
      value: { name: say('rows') },
      bars: [{ name: say('rows'), values: bins.map(({ rows }) => rows) }],
      texts: bins.map(({ rows }) => count(rows)),
    },
    look,
  );
}
