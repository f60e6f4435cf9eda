import {
  type Block,
  barChart,
  type Content,
  heightOfBars,
  lineChart,
  type Manner,
  matrixChart,
  type Picture,
  type Section,
  WHOLE,
} from '../charts';
import { shortNumber } from './cells';
import type { Curve, Surface } from './dependence';
import type { ExplainedChange, ExplainedRow, Explanation, HeatMap, Importance } from './explanation';
import { heatMapPictures } from './heat-maps/pictures';
import { signed } from './words';

/** At most this many pictures on a page, which says how many rows are left out. */
const MOST = 20;
/** At most this many bars in a picture. */
const BARS = 15;
/** Pixels for a column's name and value. */
const NAMES = 240;

/** Explanations as content to show: bars, curves, tables. */
export function explanationContent(
  model: string,
  explanations: readonly Explanation[],
  { say, look }: Manner,
): Content {
  const shown = explanations.slice(0, MOST);
  const several = shown.length > 1;
  const sections = shown.map((explanation, i): Section => {
    const title = several ? { title: say('Record {0}', i + 1) } : {};
    return { ...title, blocks: blocksOf(explanation, `${i + 1}`) };
  });
  const left = explanations.length - shown.length;
  const more: Section[] =
    left > 0 ? [{ blocks: [{ kind: 'text', text: say('{0} more records are not shown.', left) }] }] : [];
  return { title: say('Explanation of {0}', model), sections: [...sections, ...more] };

  function blocksOf(explanation: Explanation, name: string): Block[] {
    if ('contributions' in explanation) return ofRow(explanation, name);
    if ('map' in explanation) return ofHeatMap(explanation, name);
    if ('importance' in explanation)
      return [pictures(ofImportance(explanation, name)), ...columnsLeft(explanation.importance)];
    if ('columns' in explanation) return [pictures(ofSurface(explanation, name))];
    if ('column' in explanation) return [pictures(ofCurve(explanation, name))];
    return ofChange(explanation);
  }

  /** How many columns the bars leave out. */
  function columnsLeft(columns: readonly unknown[]): Block[] {
    const left = columns.length - BARS;
    return left > 0 ? [{ kind: 'text', text: say('{0} more columns are not shown.', left), tone: 'quiet' }] : [];
  }

  function ofRow({ target, label, value, base, contributions, text }: ExplainedRow, name: string): Block[] {
    const most = contributions.slice(0, BARS);
    const isClass = label !== undefined;
    const shownAs = (number: number): string => (isClass ? `${(100 * number).toFixed(1)} %` : shortNumber(number, 4));
    const title = isClass
      ? say('{0}: {1}, {2}', target, label, shownAs(value))
      : say('{0}: {1}', target, shownAs(value));
    const heading = say('Contributions to {0}', label ?? target);
    const option = barChart(
      {
        title: heading,
        categories: most.map(({ column, value: own }) => (own === null ? column : `${column} = ${cellText(own)}`)),
        bars: [
          {
            name: say('Contribution'),
            values: most.map(({ contribution }) => (isClass ? 100 * contribution : contribution)),
            color: most.map(({ contribution }) => (contribution < 0 ? look.bad : look.good)),
          },
        ],
        nameWidth: NAMES,
        value: { name: isClass ? say('Points of probability') : target },
        texts: most.map(({ contribution }) =>
          isClass
            ? signed((100 * Math.abs(contribution)).toFixed(1), contribution)
            : signed(shortNumber(Math.abs(contribution), 3), contribution),
        ),
      },
      look,
    );
    const summary = say('What each column contributes, beside the average answer {0}.', shownAs(base));
    const picture = pictureOf(`contributions-${name}`, heading, summary, option, heightOfBars(most.length));
    const statement: Block = { kind: 'statement', text: title, more: text, tone: 'plain' };
    return [statement, pictures(picture), ...columnsLeft(contributions)];
  }

  function ofHeatMap(found: HeatMap, name: string): Block[] {
    const { target, label, value, text } = found;
    const shownAs = label === undefined ? shortNumber(value, 4) : `${(100 * value).toFixed(1)} %`;
    const title = label === undefined ? say('{0}: {1}', target, shownAs) : say('{0}: {1}, {2}', target, label, shownAs);
    const shown = heatMapPictures(found, name, { say, look });
    return [
      { kind: 'statement', text: title, more: text, tone: 'plain' },
      { kind: 'pictures', pictures: shown.map(picture => ({ picture, caption: picture.summary })) },
    ];
  }

  function ofImportance({ target, metric, importance, rows }: Importance, name: string): Picture {
    const most = importance.slice(0, BARS);
    const title = say('Importance of the columns for {0}', target);
    const option = barChart(
      {
        title,
        categories: most.map(({ column }) => column),
        bars: [{ name: say('Importance'), values: most.map(one => one.importance) }],
        nameWidth: NAMES,
        value: {
          name: metric
            ? say('Fall of {0}', metric === 'r2' ? say('R²') : say('accuracy'))
            : say('Mean size of the contribution'),
        },
        texts: most.map(one => `${shortNumber(one.importance, 3)} ± ${shortNumber(one.std, 2)}`),
      },
      look,
    );
    const summary = say('The importance of each column, on {0} rows.', rows);
    return pictureOf(`importance-${name}`, title, summary, option, heightOfBars(most.length));
  }

  function ofCurve({ target, label, column, points, curves }: Curve, name: string): Picture {
    const y = label === undefined ? target : say('Probability of {0}', label);
    const title = say('{0} by {1}', y, column);
    const summary = say('The mean answer where the column {0} has each value.', column);
    const numbers = points.map(({ value }) => (typeof value === 'number' ? value : Date.parse(String(value))));
    const isNumeric = points.every(({ value }) => typeof value === 'number');
    const option = isNumeric
      ? lineChart(
          {
            title,
            x: { name: column },
            y: { name: y },
            lines: [
              ...curves.map(curve => ({
                name: say('Single rows'),
                points: curve.map((answer, k) => [numbers[k]!, answer] as const),
                quiet: true,
              })),
              { name: say('Mean'), points: points.map(({ answer }, k) => [numbers[k]!, answer] as const) },
            ],
          },
          look,
        )
      : barChart(
          {
            title,
            categories: points.map(({ value }) => cellText(value)),
            bars: [{ name: say('Mean'), values: points.map(({ answer }) => answer) }],
            value: { name: y },
            name: column,
            horizontal: false,
          },
          look,
        );
    return pictureOf(`dependence-${name}`, title, summary, option, WHOLE.height);
  }

  function ofSurface({ target, label, columns: [first, second], points }: Surface, name: string): Picture {
    const y = label === undefined ? target : say('Probability of {0}', label);
    const title = say('{0} by {1} and {2}', y, first, second);
    const rows = [...new Set(points.map(({ values }) => cellText(values[0])))];
    const across = [...new Set(points.map(({ values }) => cellText(values[1])))];
    const answers = points.map(({ answer }) => answer);
    const [least, most] = [Math.min(...answers), Math.max(...answers)];
    const at = (r: number, c: number): number => answers[r * across.length + c]!;
    const option = matrixChart(
      {
        title,
        rows,
        columns: across,
        rowName: first,
        columnName: second,
        strength: rows.map((_, r) => across.map((_, c) => (at(r, c) - least) / (most - least || 1))),
        texts: rows.map((_, r) => across.map((_, c) => shortNumber(at(r, c), 3))),
      },
      look,
    );
    const summary = say('The mean answer where two columns have each pair of values.');
    return pictureOf(`dependence-${name}`, title, summary, option, Math.max(WHOLE.height, 90 + 26 * rows.length));
  }

  function ofChange({ text, counterfactual }: ExplainedChange): Block[] {
    const statement: Block = { kind: 'statement', text, tone: counterfactual ? 'plain' : 'caution' };
    if (!counterfactual) return [statement];
    const rows = counterfactual.changes.map(({ column, from, to }) => [column, cellText(from), cellText(to)]);
    return [statement, { kind: 'table', table: { head: [say('Column'), say('From'), say('To')], rows } }];
  }
}

const pictures = (picture: Picture): Block => ({
  kind: 'pictures',
  pictures: [{ picture, caption: picture.summary }],
});

const pictureOf = (
  name: string,
  title: string,
  summary: string,
  option: Picture['option'],
  height: number,
): Picture => ({ name, title, summary, option, width: WHOLE.width, height });

const cellText = (value: number | string | null): string =>
  value === null ? '–' : typeof value === 'number' ? shortNumber(value, 4) : value;
