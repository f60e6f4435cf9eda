/** How numbers are put in words, in a reader's language. */

/** Four digits: `0.9731`, `21,440`. */
export function figure(n: unknown, language: string): string {
  if (typeof n !== 'number' || !Number.isFinite(n)) return '–';
  const size = Math.abs(n);
  if (n !== 0 && (size < 1e-3 || size >= 1e9)) return n.toExponential(2).replace('e+', 'e');
  const digits = size >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 4 };
  return new Intl.NumberFormat(language, digits).format(n);
}

export const counted = (n: number, language: string): string => new Intl.NumberFormat(language).format(n);

export const percent = (share: number, language: string): string =>
  new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(share);
