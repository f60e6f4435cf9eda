import type { ReportData } from '../../spec';
import { lineChart } from '../lines';
import type { Block, Section } from '../page/content';
import type { Manner } from '../present';
import { captioned, type PictureName } from './captioned';
import { count, figure, percent } from './figures';

/** The threshold at which mistakes cost least, and the cost of others. */
export function thresholdSection({ thresholds }: ReportData, { say, look }: Manner, name: PictureName): Section[] {
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
