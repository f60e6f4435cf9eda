/** A sentence with placeholders, `column {0} is missing`, and how a text is recognized as an instance of it. */
export interface Template {
  /** the text before, between and after the placeholders */
  readonly literals: readonly string[];
  /** the number of the value at each placeholder */
  readonly places: readonly number[];
  /** characters outside the placeholders: of two templates that match, the one with more is more specific */
  readonly weight: number;
}

export function templateOf(text: string): Template {
  const parts = text.split(/\{(\d+)\}/);
  const literals = parts.filter((_, i) => i % 2 === 0);
  const places = parts.filter((_, i) => i % 2 === 1).map(Number);
  return { literals, places, weight: literals.join('').length };
}

/** A quoted text of a user, which is not part of the sentence. */
const QUOTED = /"(?:[^"\\\n]|\\.)*"/y;

/** The position after a quoted text at `at`, or `at` itself. */
export function afterQuotes(text: string, at: number): number {
  if (text[at] !== '"') return at;
  QUOTED.lastIndex = at;
  return QUOTED.test(text) ? QUOTED.lastIndex : at;
}

/** The position of `literal` outside of quotes, from `from` on; -1: none. */
export function indexOutside(text: string, literal: string, from: number): number {
  for (let at = from; at <= text.length - literal.length; ) {
    if (text.startsWith(literal, at)) return at;
    const next = afterQuotes(text, at);
    at = next > at ? next : at + 1;
  }
  return -1;
}

/** The values of a text that matches the template, by their numbers; null: no match. */
export function valuesIn({ literals, places }: Template, text: string): string[] | null {
  const [first = '', ...others] = literals;
  if (!text.startsWith(first)) return null;
  const last = others.pop();
  if (last === undefined) return text === first ? [] : null;
  const end = text.length - last.length;
  if (end < first.length || !text.endsWith(last)) return null;
  const values: string[] = [];
  let at = first.length;
  for (const [i, literal] of others.entries()) {
    const next = others[i + 1];
    const bound = next ? indexOutside(text, next, at) : end;
    const found = literal === '' ? nextPart(text, at, bound) : indexOutside(text, literal, at);
    if (found < 0 || found + literal.length > end) return null;
    values[places[i]!] = text.slice(at, found);
    at = found + literal.length;
  }
  values[places.at(-1)!] = text.slice(at, end);
  // A quoted text must not be split.
  const isTorn = (place: number, i: number): boolean =>
    literals[i]!.endsWith('"') && literals[i + 1]!.startsWith('"') && /(?<!\\)"/.test(values[place]!);
  return places.some(isTorn) ? null : values;
}

/** The start of the second of two adjacent placeholders: a clause of its own, `, resumed at 3`, or nothing. */
function nextPart(text: string, from: number, end: number): number {
  const all = [', ', '; ', ' ('].map(mark => indexOutside(text, mark, from)).filter(at => at >= 0 && at < end);
  return all.length === 0 ? end : Math.min(...all);
}
