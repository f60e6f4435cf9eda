import type { ReportData, Slice, WorstRow } from '../../spec';
import { barChart } from '../bars';
import type { Block, Section } from '../page/content';
import type { Manner } from '../present';
import { captioned, type PictureName } from './captioned';
import { count, figure, percent } from './figures';
import { groupName } from './groups';

/** Bars for the slices that look worst. */
const MOST_BARS = 12;

/** Slices on which the model is worse. */
export function sliceSection({ slices }: ReportData, { say, look }: Manner, name: PictureName): Section[] {
  if (slices === undefined || slices.tested === 0) return [];
  const { metric, worst, others, tested } = slices;
  const isShare = metric === 'accuracy';
  const written = (value: number) => (isShare ? percent(value, say) : figure(value));
  const shown: readonly Slice[] = [...worst, ...others].slice(0, MOST_BARS);
  const blocks: Block[] = [
    worst.length === 0
      ? {
          kind: 'statement',
          text: say('Nowhere is it worse by more than chance explains.'),
          more: say(
            '{0} parts of the rows were looked at: values of categories and quarters of numbers.',
            count(tested),
          ),
          tone: 'good',
        }
      : {
          kind: 'statement',
          text: say('It is weaker here: {0}.', groupName(worst[0]!, say)),
          more: isShare
            ? say(
                'There {0} of the answers are right, elsewhere {1}.',
                written(worst[0]!.score),
                written(worst[0]!.others),
              )
            : say(
                'There it is off by {0} on average, elsewhere by {1}.',
                written(worst[0]!.score),
                written(worst[0]!.others),
              ),
          tone: 'bad',
        },
  ];
  const named: Block[] = [];
  if (worst.length > 0)
    named.push({
      kind: 'table',
      table: {
        head: [
          say('Rows in which'),
          isShare ? say('Accuracy') : say('Mean absolute error'),
          say('Elsewhere'),
          say('Rows'),
          say('By chance'),
        ],
        rows: worst.map(slice => [
          groupName(slice, say),
          written(slice.score),
          written(slice.others),
          count(slice.rows),
          percent(slice.chance, say),
        ]),
        numbers: [1, 2, 3, 4],
      },
    });
  const title = say('The parts that look worst');
  const option = barChart(
    {
      title,
      categories: shown.map(slice => groupName(slice, say)),
      value: isShare
        ? { name: say('accuracy'), percent: true, min: 0, max: 100 }
        : { name: say('mean absolute error') },
      bars: [
        {
          name: title,
          values: shown.map(({ score }) => (isShare ? 100 * score : score)),
          color: shown.map((_, i) => (i < worst.length ? look.bad : look.series[0]!)),
        },
      ],
      texts: shown.map(({ score }) => written(score)),
    },
    look,
  );
  const caption =
    worst.length === 0
      ? say('Differences like these are to be expected by chance.')
      : say('Red: worse than elsewhere, by more than chance explains.');
  const height = 70 + 26 * shown.length;
  named.push({ kind: 'pictures', pictures: [captioned(name('slices'), title, option, caption, height)] });
  blocks.push({ kind: 'beside', blocks: named });
  blocks.push({
    kind: 'text',
    text: isShare
      ? say(
          "Each part of at least ten rows is compared with all other rows by Fisher's exact test, corrected for their number (Holm, 5 %).",
        )
      : say(
          'Each part of at least ten rows is compared with all other rows by the Mann-Whitney test, corrected for their number (Holm, 5 %).',
        ),
    tone: 'quiet',
  });
  return [{ title: say('Where it is worse'), blocks }];
}

/** Columns of a record that fit on a page. */
const MOST_COLUMNS = 6;

/** The rows with the worst predictions, as they are in the data. */
export function worstSection({ worstRows = [], task }: ReportData, { say }: Manner): Section[] {
  const [first] = worstRows;
  if (first === undefined) return [];
  const names = Object.keys(first.record);
  const columns = names.slice(0, MOST_COLUMNS);
  const isNumber = task === 'regression';
  const measure = (row: WorstRow): string =>
    row.residual !== undefined
      ? figure(row.residual)
      : row.probability !== undefined
        ? percent(row.probability, say)
        : '';
  const hasMeasure = isNumber || first.probability !== undefined;
  return [
    {
      title: say('The worst rows'),
      blocks: [
        {
          kind: 'text',
          text: say(
            'The rows of the largest errors. Often they are errors of the data, or cases that are rare in training.',
          ),
          tone: 'quiet',
        },
        {
          kind: 'table',
          table: {
            head: [
              say('Row'),
              say('Actual'),
              say('Predicted'),
              ...(hasMeasure ? [isNumber ? say('Actual − predicted') : say('P(actual)')] : []),
              ...columns,
            ],
            rows: worstRows.map(row => [
              count(row.row),
              cellText(row.actual),
              cellText(row.predicted),
              ...(hasMeasure ? [measure(row)] : []),
              ...columns.map(column => cellText(row.record[column])),
            ]),
            numbers: isNumber ? [0, 1, 2, 3] : hasMeasure ? [0, 3] : [0],
          },
        },
        ...(names.length > columns.length
          ? [
              {
                kind: 'text',
                text: say('Columns that are only in the report: {0}.', count(names.length - columns.length)),
                tone: 'quiet',
              } as const,
            ]
          : []),
      ],
    },
  ];
}

function cellText(value: unknown): string {
  if (typeof value === 'number') return figure(value);
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.join(', ');
  return typeof value === 'string' ? value : '–';
}
