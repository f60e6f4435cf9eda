import { answersOf, intervalOf, type Language, Pacer } from '../../src';

/** A table with an answer for each row. */
export interface Scored {
  readonly title: string;
  readonly header: readonly string[];
  /** the cells as they were written, and the answers */
  readonly rows: readonly (readonly string[])[];
  /** the indices of rows of which the model is not sure */
  readonly unsure: readonly number[];
  /** the distribution of the answers for each target */
  readonly spread: readonly Spread[];
  /** the index of the first column of answers */
  readonly from: number;
  readonly delimiter: string;
}
export interface Spread {
  readonly target: string;
  /** labels, or ranges of numbers, with how many rows each has */
  readonly bars: readonly { readonly name: string; readonly rows: number }[];
}

/** How many rows are joined between two checks of the clock. */
const BLOCK = 500;
const BINS = 12;
const MOST_LABELS = 20;

interface Manner {
  readonly title: string;
  readonly delimiter: string;
  /** that of the table: the answers are written with the same one */
  readonly decimal: ',' | '.';
  /** of the page: that of the columns of answers */
  readonly language: Language;
}

interface Words {
  readonly prediction: (target: string) => string;
  readonly probability: string;
  readonly low: string;
  readonly high: string;
  readonly sure: string;
  readonly yes: string;
  readonly no: string;
}
/** Names of columns, and no sentences: `low` may be a category, too, which stays as it is. */
const WORDS: Readonly<Record<Language, Words>> = {
  'en-US': {
    prediction: target => `${target} (prediction)`,
    ...{ probability: 'probability', low: 'low', high: 'high', sure: 'sure', yes: 'yes', no: 'no' },
  },
  'zh-CN': {
    prediction: target => `${target}（预测）`,
    ...{ probability: '概率', low: '下限', high: '上限', sure: '有把握', yes: '是', no: '否' },
  },
};

/** Joins the written cells of a table with the answers to its rows; with pauses, so that Node-RED never waits. */
export async function scored(
  names: readonly string[],
  written: readonly (readonly string[])[],
  answers: readonly unknown[],
  { title, delimiter, decimal, language }: Manner,
): Promise<Scored> {
  const pacer = new Pacer();
  const words = WORDS[language];
  const number = (value: number): string => String(Number(value.toPrecision(6))).replace('.', decimal);
  const byRow: ReturnType<typeof answersOf>[] = [];
  /** the columns that at least one answer needs */
  const has = { probabilities: false, interval: false, sure: false };
  await pacer.blocks(
    answers.length,
    (from, to) => {
      for (const found of answers.slice(from, to)) {
        const row = answersOf(found);
        byRow.push(row);
        for (const [, answer] of row) {
          has.probabilities ||= answer.probabilities !== undefined;
          has.interval ||= answer.interval !== undefined;
          has.sure ||= answer.sure !== undefined;
        }
      }
    },
    BLOCK,
  );
  const targets = (byRow[0] ?? []).map(([target]) => target);
  const several = targets.length > 1;
  const { probabilities: probable, interval, sure } = has;
  const columnsOf = (target: string): string[] => {
    const beside = (name: string): string => (several ? `${target} ${name}` : name);
    return [
      words.prediction(target),
      ...(probable ? [beside(words.probability)] : []),
      ...(interval ? [beside(words.low), beside(words.high)] : []),
      ...(sure ? [beside(words.sure)] : []),
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
      ...(sure ? [answer.sure === true ? words.yes : words.no] : []),
    ];
  };
  const rows: string[][] = [];
  const unsure: number[] = [];
  await pacer.blocks(
    written.length,
    (from, to) => {
      for (let row = from; row < to; row++) {
        rows.push([...written[row]!, ...byRow[row]!.flatMap(([, answer]) => cellsOf(answer))]);
        if (byRow[row]!.some(([, { sure }]) => sure === false)) unsure.push(row);
      }
    },
    BLOCK,
  );
  const spread: Spread[] = [];
  for (const [t, target] of targets.entries()) {
    spread.push(await spreadOf(target, row => byRow[row]![t]![1], byRow.length, pacer));
  }
  const header = [...names, ...targets.flatMap(columnsOf)];
  return { ...{ title, delimiter, from: names.length }, ...{ header, rows, unsure, spread } };
}

type Answer = ReturnType<typeof answersOf>[number][1];

async function spreadOf(
  target: string,
  answerOf: (row: number) => Answer,
  rows: number,
  pacer: Pacer,
): Promise<Spread> {
  const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
  const each = (look: (answer: Answer) => void): Promise<void> =>
    pacer.blocks(
      rows,
      (from, to) => {
        for (let row = from; row < to; row++) look(answerOf(row));
      },
      BLOCK,
    );
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const labelled = new Map<string, number>();
  await each(({ value, label, labels }) => {
    if (isNumber(value)) [low, high] = [Math.min(low, value), Math.max(high, value)];
    else for (const one of labels ?? [label]) labelled.set(String(one), (labelled.get(String(one)) ?? 0) + 1);
  });
  if (low <= high) {
    const size = (high - low) / BINS || 1;
    const counts = new Array<number>(BINS).fill(0);
    await each(({ value }) => {
      if (isNumber(value)) counts[Math.min(BINS - 1, Math.floor((value - low) / size))]!++;
    });
    const at = (i: number): string => String(Number((low + i * size).toPrecision(3)));
    return { target, bars: counts.map((number, i) => ({ name: at(i + 0.5), rows: number })) };
  }
  const most = [...labelled].sort(([, a], [, b]) => b - a).slice(0, MOST_LABELS);
  return { target, bars: most.map(([name, number]) => ({ name, rows: number })) };
}

/** Rows as lines of CSV (RFC 4180). */
export function csvOf(rows: readonly (readonly string[])[], delimiter: string): string {
  const cell = (text: string): string =>
    text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  return rows.map(cells => `${cells.map(cell).join(delimiter)}\r\n`).join('');
}
