/**
 * Texts that mean a missing value in any column: the defaults of pandas, the dot of SAS and Stata, MySQL's \N, and C's
 * NaN. Errors of spreadsheet formulas match `FAILED`.
 */
export const MARKS: ReadonlySet<string> = new Set([
  ...['', 'NA', 'N/A', 'n/a', '#N/A', '#N/A N/A', '#NA', '<NA>', 'null', 'NULL', 'Null', '(null)', 'NaT', 'undefined'],
  ...['NaN', 'nan', 'NAN', '-NaN', '-nan', '1.#IND', '-1.#IND', '1.#QNAN', '-1.#QNAN', '?', '.', '\\N'],
  '#GETTING_DATA',
]);

/** Texts that mean a missing value among numbers and dates; among words they may be values. */
export const MARKS_AMONG_NUMBERS: ReadonlySet<string> = new Set([
  ...['-', '--', '---', '–', '—', '..', '...', '…', '*', '/', 'na', 'Na', 'n.a.', 'N.A.', 'n. a.', 'n.d.'],
  ...['None', 'none', 'NONE', 'nil', 'NIL', 'null.', 'k.A.', 'k. A.', 'missing', 'Missing', 'unknown', 'Unknown'],
  ...['N.D.', 'ND', 'nd', 'tbd', 'TBD', 'leer', '无', '空', '暂无', '缺失', '未知'],
]);

/**
 * The error of a formula, in the language of the spreadsheet: `#VALUE!`, `#WERT!`, `#¡VALOR!`, `#NOM?`; a value that
 * was not found: `#N/A`, `#NV`, `#N/D`, `#Н/Д`; and LibreOffice's `Err:502`.
 */
const FAILED = /^(?:#[¡¿]?[\p{Lu}/0]{2,}[!?]|#N\/[A-Z]|#Н\/Д|#NV|(?:Err|Fehler):\d{3})$/u;
/** Their beginnings, for a quick test of many texts. */
export const FAILED_BEGIN = { byte: '#', words: ['Err:', 'Fehler:'] } as const;

const LONGEST = 16;

export const isMissing = (text: string): boolean => text.length <= LONGEST && (MARKS.has(text) || FAILED.test(text));

export const isMissingNumber = (text: string): boolean => text.length <= LONGEST && MARKS_AMONG_NUMBERS.has(text);
