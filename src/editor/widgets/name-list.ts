/**
 * The names in a comma-separated text; the last one may be incomplete. A name that contains a comma counts as one name
 * if it is a known one, or if it is in double quotes.
 */
export function namesIn(typed: string, known: readonly string[]): string[] {
  const names: string[] = [];
  let rest = typed.trim();
  while (rest !== '') {
    const name = firstOf(rest, known);
    names.push(name);
    rest = rest.slice(name.length).replace(/^\s*,?\s*/, '');
  }
  return names.map(unquoted).filter(name => name !== '');
}

/** Where the name that is being typed begins. */
export function lastStart(typed: string, known: readonly string[]): number {
  let at = typed.length - typed.trimStart().length;
  for (;;) {
    const rest = typed.slice(at);
    if (isBeginning(rest, known)) return at;
    const name = firstOf(rest, known);
    const comma = /^\s*,\s*/.exec(rest.slice(name.length));
    if (comma === null) return at;
    at += name.length + comma[0].length;
  }
}

/** The name at the start of a text: the longest known one, else everything up to a comma. */
function firstOf(text: string, known: readonly string[]): string {
  const whole = known.filter(name => text.startsWith(name) && /^\s*(,|$)/.test(text.slice(name.length)));
  if (whole.length > 0) return whole.reduce((a, b) => (b.length > a.length ? b : a));
  return /^"[^"]*"(?=\s*(,|$))/.exec(text)?.[0] ?? /^[^,]*/.exec(text)![0].trimEnd();
}

const isBeginning = (text: string, known: readonly string[]): boolean =>
  text.includes(',') && known.some(name => name.toLowerCase().startsWith(text.trimEnd().toLowerCase()));

const unquoted = (name: string): string => /^"([^"]*)"$/.exec(name)?.[1]?.trim() ?? name;
