import type { Background, Column, TargetPipeline } from '../spec';
import { type Cell, cellOf, type Levels, levelsOf, shortNumber, titleOf } from './cells';
import type { Player } from './players';
import type { Attribution } from './sample';
import { reasonText, signed } from './words';

/** A reason for an answer: a column, its value, and its contribution to the difference from the mean answer. */
export interface Reason {
  readonly column: string;
  /** null for a missing value and for arrays */
  readonly value: Cell;
  /** in the target's unit, or for a class as a share of its probability, from −1 to 1 */
  readonly contribution: number;
  /** the reason as a sentence */
  readonly text: string;
}

/** The reasons of rows for one target. */
export type ReasonsOf = (
  target: TargetPipeline,
  attribution: Attribution,
  columns: readonly Column[],
  /** the index among the explained rows */
  row: number,
  most: number,
  /** the index in the columns; default: the same */
  at?: number,
) => readonly Reason[];

/** A share of a probability that would be written as 0.0 points. */
const LEAST_SHARE = 0.0005;

/**
 * The largest contributions of each row, in words of a language (null: English). Columns that contribute nothing, or
 * less than a tenth of a percentage point can show, are left out.
 */
export function reasonsOf(players: readonly Player[], background: Background, language: string | null): ReasonsOf {
  const levels = levelsOf(background);
  return (target, { contributions, chosen }, columns, row, most, at = row) => {
    const all = contributions.subarray(row * players.length, (row + 1) * players.length);
    const least = target.task === 'regression' ? 0 : LEAST_SHARE;
    const order = Array.from(all.keys())
      .filter(i => all[i] !== 0 && Math.abs(all[i]!) >= least)
      .sort((a, b) => Math.abs(all[b]!) - Math.abs(all[a]!));
    const byName = new Map(columns.map(column => [column.name, column]));
    return order.slice(0, most).map(i => {
      const { column } = players[i]!;
      const value = cellOf(byName.get(column.name)!, at);
      const contribution = all[i]!;
      const text = textOf(players[i]!, value, levels, contribution, target, chosen[row]!, language);
      return { column: column.name, value, contribution, text };
    });
  };
}

function textOf(
  { column }: Player,
  value: Cell,
  levels: ReadonlyMap<string, Levels>,
  contribution: number,
  target: TargetPipeline,
  chosen: number,
  language: string | null,
): string {
  const { title, unit } = titleOf(column);
  const number = typeof value === 'number';
  const shown = number ? shortNumber(value) : (value ?? '');
  const isMissing = value === null && column.type !== 'tensor';
  const isClass = target.task !== 'regression';
  const own = titleOf(target);
  const amount = isClass ? points(contribution) : signed(shortNumber(Math.abs(contribution), 3), contribution);
  return reasonText(
    {
      column: title,
      value: unit !== '' && number ? `${shown} ${unit}` : shown,
      level: isMissing ? 'missing' : number ? (levels.get(column.name)?.(value) ?? null) : null,
      contribution: !isClass && own.unit !== '' ? `${amount} ${own.unit}` : amount,
      points: isClass,
      towards: isClass ? (target.classes?.[chosen] ?? target.name) : own.title,
    },
    language,
  );
}

/** Whole percentage points from one on, tenths below. */
function points(share: number): string {
  const size = Math.abs(100 * share);
  return signed(size >= 0.95 ? size.toFixed(0) : size.toFixed(1), share);
}
