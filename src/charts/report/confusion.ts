import type { ReportData } from '../../spec';
import { matrixChart } from '../matrix';
import type { Block } from '../page/content';
import { HALF, type Picture } from '../picture';
import type { Manner } from '../present';
import type { Words } from '../wording';
import type { PictureName } from './captioned';
import { count, percent } from './figures';

/** A matrix with more classes cannot be read. */
const MOST_IN_MATRIX = 20;

/** Confusions of classes: the matrix, or with many classes the most frequent mistakes, and each class's metrics. */
export function confusionBlocks(report: ReportData, { say, look }: Manner, name: PictureName): Block[] {
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
