import { answersOf, intervalOf } from '../../src';

/** A table with an answer for each row. */
export interface Scored {
  readonly title: string;
  readonly header: readonly string[];
  /** the cells as they were written, and the answers */
  readonly rows: readonly (readonly string[])[];
  /** rows of which the model is not sure, by index */
  readonly unsure: readonly number[];
  /** how the answers of each target are spread */
  readonly spread: readonly Spread[];
  /** the columns of the header from here on are answers */
  readonly from: number;
  readonly delimiter: string;
}
export interface Spread {
  readonly target: string;
  /** labels, or ranges of numbers, with their rows */
  readonly bars: readonly { readonly name: string; readonly rows: number }[];
}

const BINS = 12;
const MOST_LABELS = 20;

interface Manner {
  readonly title: string;
  readonly delimiter: string;
  /** of the table: the answers are written alike */
  readonly decimal: ',' | '.';
}

/** Joins the written cells of a table with the answers to its rows. */
export function scored(
  names: readonly string[],
  written: readonly (readonly string[])[],
  answers: readonly unknown[],
  { title, delimiter, decimal }: Manner,
): Scored {
  const number = (value: number): string => String(Number(value.toPrecision(6))).replace('.', decimal);
  const byRow = answers.map(answersOf);
  const targets = (byRow[0] ?? []).map(([target]) => target);
  const several = targets.length > 1;
  const has = (of: (answer: (typeof byRow)[number][number][1]) => unknown): boolean =>
    byRow.some(row => row.some(([, answer]) => of(answer) !== undefined));
  const [probable, interval, sure] = [
    has(({ probabilities }) => probabilities),
    has(({ interval }) => interval),
    has(({ sure }) => sure),
  ];
  const columnsOf = (target: string): string[] => {
    const beside = (name: string): string => (several ? `${target} ${name}` : name);
    return [
      `${target} (prediction)`,
      ...(probable ? [beside('probability')] : []),
      ...(interval ? [beside('low'), beside('high')] : []),
      ...(sure ? [beside('sure')] : []),
    ];
  };
  const cellsOf = (answer: (typeof byRow)[number][number][1]): string[] => {
    const { label, labels, value, probabilities = {} } = answer;
    const said =
      typeof value === 'number' ? number(value) : label !== undefined ? String(label) : (labels ?? []).join(', ');
    const share = label === undefined ? undefined : probabilities[String(label)];
    const [low, high] = intervalOf(answer) ?? [];
    const ends = [low, high].map(end => (end === undefined ? '' : number(end)));
    return [
      said,
      ...(probable ? [share === undefined ? '' : number(share)] : []),
      ...(interval ? ends : []),
      ...(sure ? [answer.sure === true ? 'yes' : 'no'] : []),
    ];
  };
  return {
    ...{ title, delimiter, from: names.length },
    header: [...names, ...targets.flatMap(columnsOf)],
    rows: written.map((cells, row) => [...cells, ...byRow[row]!.flatMap(([, answer]) => cellsOf(answer))]),
    unsure: byRow.flatMap((row, i) => (row.some(([, { sure }]) => sure === false) ? [i] : [])),
    spread: targets.map((target, t) =>
      spreadOf(
        target,
        byRow.map(row => row[t]![1]),
      ),
    ),
  };
}

function spreadOf(
  target: string,
  answers: readonly { value?: unknown; label?: unknown; labels?: readonly unknown[] }[],
): Spread {
  const numbers = answers.flatMap(({ value }) => (typeof value === 'number' && Number.isFinite(value) ? [value] : []));
  if (numbers.length > 0) {
    const low = numbers.reduce((a, b) => Math.min(a, b));
    const high = numbers.reduce((a, b) => Math.max(a, b));
    const size = (high - low) / BINS || 1;
    const counts = new Array<number>(BINS).fill(0);
    for (const value of numbers) counts[Math.min(BINS - 1, Math.floor((value - low) / size))]!++;
    const at = (i: number): string => String(Number((low + i * size).toPrecision(3)));
    return { target, bars: counts.map((rows, i) => ({ name: at(i + 0.5), rows })) };
  }
  const counts = new Map<string, number>();
  for (const { label, labels } of answers)
    for (const one of labels ?? [label]) counts.set(String(one), (counts.get(String(one)) ?? 0) + 1);
  const most = [...counts].sort(([, a], [, b]) => b - a).slice(0, MOST_LABELS);
  return { target, bars: most.map(([name, rows]) => ({ name, rows })) };
}

/** Rows as lines of CSV (RFC 4180). */
export function csvOf(rows: readonly (readonly string[])[], delimiter: string): string {
  const cell = (text: string): string =>
    text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  return rows.map(cells => `${cells.map(cell).join(delimiter)}\r\n`).join('');
}
