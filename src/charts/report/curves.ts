import type { ClassCurves, ReportData } from '../../spec';
import { type Line, lineChart } from '../lines';
import type { Captioned } from '../page/content';
import type { Manner } from '../present';
import { captioned, type PictureName } from './captioned';
import { figure } from './figures';

/** Lines per picture. */
const MOST_LINES = 6;

/** How well classes are separated: ROC curve, precision and recall, lift. */
export function curvePictures({ curves = [] }: ReportData, { say, look }: Manner, name: PictureName): Captioned[] {
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
        // The first few rows are single answers: their lift means nothing.
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

const percents = (points: readonly (readonly [number, number])[]) =>
  points.map(([x, y]) => [100 * x, 100 * y] as const);
