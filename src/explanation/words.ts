/**
 * The sentences of reasons, in the languages of the palette. They contain names from the user's data, so they are
 * composed here instead of being looked up.
 */

/** Where a value lies among those of the background rows. */
export type Level = 'high' | 'low' | 'missing' | null;

export interface ReasonParts {
  /** the column's name, without its unit */
  readonly column: string;
  /** the value with its unit; '' for an array or a missing value */
  readonly value: string;
  readonly level: Level;
  /** with its sign, `+41` */
  readonly contribution: string;
  /** of a class, in percentage points; else in the number's unit */
  readonly points: boolean;
  /** the name of the class or of the number */
  readonly towards: string;
}

type Say = (parts: ReasonParts) => string;

const spaced = (...parts: readonly string[]): string => parts.filter(part => part !== '').join(' ');

const english: Say = ({ column, value, level, contribution, points, towards }) => {
  const unit = points ? (/^.1(\.0)?$/.test(contribution) ? ' point' : ' points') : '';
  return `${spaced(column, value, level ? `is ${level}` : '')}: ${contribution}${unit} for ${towards}`;
};

const LEVELS = { high: '偏高', low: '偏低', missing: '缺失' } as const;
const chinese: Say = ({ column, value, level, contribution, points, towards }) =>
  `${spaced(column, value, level ? LEVELS[level] : '')}：${towards} ${contribution}${points ? ' 个百分点' : ''}`;

/** null: English */
export const reasonText = (parts: ReasonParts, language: string | null): string =>
  (language === 'zh-CN' ? chinese : english)(parts);

export interface ChangeParts {
  /** null: no change was found, or none is needed */
  readonly changes: readonly { readonly column: string; readonly from: unknown; readonly to: unknown }[] | null;
  readonly before: string;
  readonly after: string | null;
  /** the answer is already the wanted one */
  readonly met: boolean;
}

const shown = (value: unknown): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(6))) : value === null ? '?' : String(value);

/** A counterfactual as a sentence. null: English */
export function changeText({ changes, before, after, met }: ChangeParts, language: string | null): string {
  const chinese = language === 'zh-CN';
  if (met) return chinese ? `已经是 ${before}` : `it already is ${before}`;
  if (!changes || after === null)
    return chinese ? `允许的列的任何改变都不会改变 ${before}` : `no change of the allowed columns turns ${before}`;
  const parts = changes.map(({ column, from, to }) => `${column} ${shown(from)} → ${shown(to)}`);
  return chinese
    ? `若 ${parts.join('、')}，则为 ${after} 而非 ${before}`
    : `with ${parts.join(', ')} it would be ${after}, not ${before}`;
}

/** That a row does not have a label, in words. null: English */
export const without = (label: string, language: string | null): string =>
  language === 'zh-CN' ? `没有 ${label}` : `without ${label}`;

export interface PlaceParts {
  readonly kind: 'picture' | 'sequence';
  /** the class, or the number's name */
  readonly towards: string;
  /** null: no place counts */
  readonly most: { readonly from: readonly number[]; readonly to: readonly number[] } | null;
}

/** Which places count most, as rows and columns or steps, counted from 1. null: English */
export function placeText({ kind, towards, most }: PlaceParts, language: string | null): string {
  const chinese = language === 'zh-CN';
  if (!most) return chinese ? `没有对 ${towards} 重要的位置` : `no place counts for ${towards}`;
  const range = (side: number): string => {
    const [from, to] = [most.from[side]! + 1, most.to[side]! + 1];
    return from === to ? `${from}` : `${from}–${to}`;
  };
  if (kind === 'sequence')
    return chinese ? `对 ${towards} 最重要的是第 ${range(0)} 步` : `steps ${range(0)} count most for ${towards}`;
  return chinese
    ? `对 ${towards} 最重要的是第 ${range(0)} 行、第 ${range(1)} 列`
    : `rows ${range(0)}, columns ${range(1)} count most for ${towards}`;
}

/** A size with its sign; no sign where it is written as 0. */
export const signed = (size: string, value: number): string =>
  Number(size) === 0 ? size : `${value < 0 ? '−' : '+'}${size}`;
