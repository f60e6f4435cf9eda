/** Texts as labels. Nothing depends on the machine's language or time zone. */

const NUMBER = /^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/**
 * A trimmed text as a number, or NaN. Numbers: `12`, `-0.5`, `.5`, `1e-3`, `inf`. Not numbers: `007` and whole numbers
 * beyond 2^53 (codes, which a number would change), `0x1F`, `1,234`, `5%`.
 */
export function parseNumber(text: string): number {
  const first = text.charCodeAt(0);
  if (first > 57) return first === 73 || first === 105 ? infinite(text) : Number.NaN;
  if (!NUMBER.test(text)) return first === 43 || first === 45 ? infinite(text) : Number.NaN;
  const value = +text + 0; // −0 becomes 0
  const isCode = Math.abs(value) > Number.MAX_SAFE_INTEGER && /^[+-]?\d+$/.test(text);
  return isCode ? Number.NaN : value;
}

function infinite(text: string): number {
  const match = INFINITE.exec(text);
  if (match === null) return Number.NaN;
  return match[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Words for [no, yes], in the languages of common exports; within a family they may be mixed: `yes`, `Ja`, `n`. */
const TRUTH: readonly (readonly (readonly [no: string, yes: string])[])[] = [
  [
    ...([
      ['no', 'yes'],
      ['n', 'y'],
      ['nein', 'ja'],
      ['n', 'j'],
      ['nee', 'ja'],
      ['nej', 'ja'],
      ['nei', 'ja'],
    ] as const),
    ...([
      ['non', 'oui'],
      ['no', 'sí'],
      ['no', 'sì'],
      ['no', 'si'],
      ['não', 'sim'],
      ['nie', 'tak'],
    ] as const),
    ...([
      ['нет', 'да'],
      ['否', '是'],
      ['いいえ', 'はい'],
      ['아니요', '예'],
    ] as const),
  ],
  [
    ...([
      ['false', 'true'],
      ['f', 't'],
      ['falsch', 'wahr'],
      ['faux', 'vrai'],
      ['falso', 'verdadero'],
    ] as const),
    ...([
      ['falso', 'vero'],
      ['falso', 'verdadeiro'],
      ['onwaar', 'waar'],
      ['ложь', 'истина'],
      ['假', '真'],
    ] as const),
  ],
  [['off', 'on']],
  [['0', '1']],
];
const VALUE: ReadonlyMap<string, 0 | 1> = new Map(
  TRUTH.flat().flatMap(([no, yes]) => [[no, 0] as const, [yes, 1] as const]),
);

/** 0 or 1 for a word of no or yes, else −1. */
export const truth = (text: string): -1 | 0 | 1 => VALUE.get(text.toLowerCase()) ?? -1;

/** The words for no and yes among texts that all belong to one family, as `[no, yes]` in lower case, or null. */
export function truthPair(texts: readonly string[]): readonly [string, string] | null {
  const words = texts.map(text => text.toLowerCase());
  const [first] = words;
  const family = TRUTH.find(pairs => words.every(word => pairs.some(pair => pair.includes(word))));
  const pair = family?.find(one => first !== undefined && one.includes(first));
  if (pair === undefined) return null;
  return [words.find(word => truth(word) === 0) ?? pair[0], words.find(word => truth(word) === 1) ?? pair[1]];
}

/** Labels in an order independent of the rows: numbers by size, texts by code unit. */
export function sortLabels(labels: readonly string[]): string[] {
  const numbers = labels.map(parseNumber);
  if (numbers.some(Number.isNaN)) return [...labels].sort();
  return labels
    .map((label, i) => ({ label, value: numbers[i]! }))
    .sort((a, b) => a.value - b.value || (a.label < b.label ? -1 : 1))
    .map(x => x.label);
}
