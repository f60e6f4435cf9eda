import { rowsOf } from '../data';
import { dateText } from '../data/cell/dates';
import { TensorwireError } from '../errors';
import type { Column } from '../spec';
import type { Cell } from './cells';
import type { Explainer } from './explainer';
import { constantColumn, type Grid, gridOf } from './grid';
import { meanAndStd } from './importance';

/** How the mean answer depends on one column, the others being as they are in the rows. */
export interface Curve {
  readonly target: string;
  /** the class whose probability is the answer */
  readonly label?: string;
  readonly column: string;
  /** the mean answer of the rows with this value, and its standard deviation */
  readonly points: readonly { readonly value: Cell; readonly answer: number; readonly std: number }[];
  /** the answers of up to 20 rows, evenly spaced, at the values of `points` (individual conditional expectation) */
  readonly curves: readonly (readonly number[])[];
}

/** The same for two columns together. */
export interface Surface {
  readonly target: string;
  readonly label?: string;
  readonly columns: readonly [string, string];
  readonly points: readonly { readonly values: readonly [Cell, Cell]; readonly answer: number }[];
}

/** Rows over which answers are averaged, evenly spaced among all. */
export const DEPENDENCE_ROWS = 200;
const [VALUES, VALUES_OF_TWO, CURVES] = [40, 12, 20];

/** Partial dependence (Friedman 2001) with individual curves (Goldstein et al. 2015). `chosen`: the class. */
export async function dependence(
  explainer: Explainer,
  columns: readonly Column[],
  rows: Int32Array,
  names: readonly string[],
  t: number,
  chosen: number,
): Promise<Curve | Surface> {
  const { target } = explainer.answers[t]!;
  const about = { target: target.name, ...(target.classes && { label: target.classes[chosen]! }) };
  const used =
    rows.length > DEPENDENCE_ROWS ? rows.filter((_, i) => i % Math.ceil(rows.length / DEPENDENCE_ROWS) === 0) : rows;
  const known = explainer.players.map(({ column }) => rowsOf(columns.find(({ name }) => name === column.name)!, used));
  const most = names.length > 1 ? VALUES_OF_TWO : VALUES;
  const grids = names.map(name => gridFor(explainer, known, name, most));
  const all = Int32Array.from(used, (_, i) => i);
  const answers = (values: ReadonlyMap<string, number | string>): Promise<Float64Array> => {
    const given = known.map(column => {
      const value = values.get(column.name);
      return value === undefined ? column : constantColumn(column, value, used.length);
    });
    return explainer.values(given, all, t, chosen);
  };
  const [first, second] = grids;
  if (second) {
    const points: Surface['points'][number][] = [];
    for (const a of first!.values)
      for (const b of second.values) {
        const found = await answers(new Map([[names[0]!, a] as const, [names[1]!, b] as const]));
        points.push({ values: [cell(first!, a), cell(second, b)], answer: meanAndStd(found).importance });
      }
    return { ...about, columns: [names[0]!, names[1]!], points };
  }
  const points: Curve['points'][number][] = [];
  const count = Math.min(CURVES, used.length);
  const shown = Array.from({ length: count }, (_, i) => Math.floor((i * used.length) / count));
  const curves: number[][] = shown.map(() => []);
  for (const value of first!.values) {
    const found = await answers(new Map([[names[0]!, value]]));
    const { importance: answer, std } = meanAndStd(found);
    points.push({ value: cell(first!, value), answer, std });
    for (const [i, curve] of curves.entries()) curve.push(found[shown[i]!]!);
  }
  return { ...about, column: names[0]!, points, curves };
}

const cell = ({ column }: Grid, value: number | string): Cell =>
  column.type === 'date' ? dateText(Number(value)) : value;

function gridFor(explainer: Explainer, known: readonly Column[], name: string, most: number): Grid {
  const player = explainer.players.find(({ column }) => column.name === name)!;
  if (player.column.type === 'tensor')
    throw new TensorwireError(explainer.model.model, `column "${name}" holds arrays, over which there is no curve`, {
      argument: 'columns',
    });
  const rows = known.find(column => column.name === name)!;
  const kept = explainer.background.columns.find(column => column.name === name);
  const grid =
    rows.data.length < most && kept
      ? withRows(gridOf(player.column, kept, most), rows)
      : gridOf(player.column, rows, most);
  if (grid.values.length > 0) return grid;
  throw new TensorwireError(explainer.model.model, `column "${name}" has no value in these rows, and no curve`, {
    argument: 'columns',
  });
}

/** Of rows too few for a curve: the values of training rows, and those of the rows themselves. */
function withRows({ column, values }: Grid, { labels, data }: Column): Grid {
  if (labels) return { column, values };
  const own = [...data].filter(value => !Number.isNaN(value));
  return { column, values: [...new Set([...values, ...own])].sort((a, b) => Number(a) - Number(b)) };
}
