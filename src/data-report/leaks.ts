import type { Leak } from '../spec';
import type { Dataset } from '../values/dataset';
import { describeColumn } from './describe-column';
import { columnDoubts } from './doubts';
import { type NamedSeries, relationsOf } from './relations';
import { seriesOf, someRows, takeSeries, targetSeries } from './series';

/** Rows that are looked at: of all columns first, then of those that tell much. */
const [FIRST, ROWS] = [1000, 5000];
/** Below this, more rows would not show that a column tells nearly all. */
const MUCH = 0.8;
const MOST_COLUMNS = 500;
const MOST_TARGETS = 3;

/**
 * Columns that alone tell nearly all of a target, as the data report finds them, but on fewer rows: a training looks for
 * them before it begins. `isRead`: does the network read this column?
 */
export function leaksOf({ rows, targets: names, body }: Dataset, isRead: (column: string) => boolean): Leak[] {
  const features = body.pipeline.features.map(({ name }) => name);
  const columns = body.columns.filter(({ name }) => features.includes(name) && isRead(name)).slice(0, MOST_COLUMNS);
  const looked = someRows(rows, ROWS);
  const targets = names.slice(0, MOST_TARGETS).flatMap((name): NamedSeries[] => {
    const series = targetSeries(body.columns.find(column => column.name === name)!);
    return series ? [{ name, series: takeSeries(series, looked) }] : [];
  });
  const few = someRows(looked.length, FIRST);
  return columns.flatMap(column => {
    const whole = seriesOf(column);
    if (whole === null) return [];
    const series = takeSeries(whole, looked);
    const first = relationsOf(series, targets, few);
    if (!first.some(({ association, share = 0 }) => Math.max(Math.abs(association?.value ?? 0), share) >= MUCH))
      return [];
    const { name, type } = column;
    const relations = relationsOf(series, targets, someRows(looked.length, ROWS));
    const summary = {
      name,
      type,
      role: 'feature',
      relations,
      notes: [],
      ...describeColumn(column, looked, null),
    } as const;
    return columnDoubts(summary, series, targets, { all: rows, looked: looked.length }).flatMap(doubt =>
      doubt.kind === 'leak' ? [{ column: name, target: doubt.target, strength: doubt.strength }] : [],
    );
  });
}
