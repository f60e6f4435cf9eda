import { text } from '../context';
import type { Shown } from './known';
import { differs, type Row } from './row';

/** What differs between runs within a setting that is too long for one cell: their layers, and their columns. */

/** More rows than these say no more than that there are many. */
const MOST = 40;

/** One row for each layer that differs, as far as all runs neither begin nor end with the same ones. */
export function layerRows(shown: readonly Shown[]): Row[] {
  const lists = shown.map(({ run }) => {
    const { layers } = run.settings;
    return typeof layers === 'string' && layers !== '' ? layers.split(' → ') : [];
  });
  const shortest = Math.min(...lists.map(({ length }) => length));
  let before = 0;
  while (before < shortest && lists.every(list => list[before] === lists[0]![before])) before++;
  let after = 0;
  while (after < shortest - before && lists.every(list => list.at(-1 - after) === lists[0]!.at(-1 - after))) after++;
  const middles = lists.map(list => list.slice(before, list.length - after));
  const longest = Math.max(...middles.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => ({
    name: text('runs.layer', { n: before + i + 1 }),
    cells: middles.map(middle => middle[i] ?? null),
  }))
    .filter(differs)
    .slice(0, MOST);
}

/** One row for each column that not all runs read, or not all alike. Runs of older versions do not say theirs. */
export function columnRows(shown: readonly Shown[]): Row[] {
  if (shown.some(({ columns }) => columns.length === 0)) return [];
  const known = shown.map(({ columns }) => new Map(columns.map(column => [column.name, column])));
  const names = [...new Set(known.flatMap(columns => [...columns.keys()]))];
  return names
    .map(name => ({
      name: text('runs.column', { name }),
      cells: known.map(columns => {
        const column = columns.get(name);
        return column ? `${text(`models.type.${column.type}`)} · ${scalingName(column.scaling)}` : null;
      }),
    }))
    .filter(differs)
    .slice(0, MOST);
}

const SCALINGS = ['standardize', 'robust', 'log', 'quantile', 'minmax', 'identity', 'one-hot', 'index', 'boolean'];
const scalingName = (kind: string): string => (SCALINGS.includes(kind) ? text(`runs.scaling.${kind}`) : kind);
