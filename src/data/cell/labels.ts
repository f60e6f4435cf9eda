/** What texts mean as labels. Nothing depends on the machine's language or time zone. */

const NUMBER = /^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/**
 * The number that a trimmed text is, or NaN. `12`, `-0.5`, `.5`, `1e-3`, `inf`. Not: `007` and whole numbers beyond 2^53
 * (codes, which a number would damage), `0x1F`, `1,234`, `5%`.
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

const TRUTH: readonly (readonly [string, string])[] = [
  ['false', 'true'],
  ['no', 'yes'],
  ['n', 'y'],
  ['f', 't'],
  ['off', 'on'],
  ['0', '1'],
];

/** 0 or 1 where the text is a word for it, else −1. */
export function truth(text: string): -1 | 0 | 1 {
  const word = text.toLowerCase();
  for (const [no, yes] of TRUTH) if (word === no || word === yes) return word === yes ? 1 : 0;
  return -1;
}

/** The pair of words that all the texts belong to, as `[no, yes]` in lower case, or null. */
export function truthPair(texts: readonly string[]): readonly [string, string] | null {
  return TRUTH.find(pair => texts.every(text => pair.includes(text.toLowerCase()))) ?? null;
}

/** Labels in an order that does not depend on the rows: numbers by size, else by code unit. */
export function sortLabels(labels: readonly string[]): string[] {
  const numbers = labels.map(parseNumber);
  if (numbers.some(Number.isNaN)) return [...labels].sort();
  return labels
    .map((label, i) => ({ label, value: numbers[i]! }))
    .sort((a, b) => a.value - b.value || (a.label < b.label ? -1 : 1))
    .map(x => x.label);
}
