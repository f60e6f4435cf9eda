/**
 * Texts that stand for no value, wherever they come: pandas' usual ones, SAS's and Stata's dot, MySQL's \N, and what C
 * prints for a NaN. What spreadsheets write for a calculation that failed is `FAILED`.
 */
export const MARKS: ReadonlySet<string> = new Set([
  ...['', 'NA', 'N/A', 'n/a', '#N/A', '#N/A N/A', '#NA', '<NA>', 'null', 'NULL', 'Null', '(null)', 'NaT', 'undefined'],
  ...['NaN', 'nan', 'NAN', '-NaN', '-nan', '1.#IND', '-1.#IND', '1.#QNAN', '-1.#QNAN', '?', '.', '\\N'],
  '#GETTING_DATA',
]);

/** Texts that stand for no value among numbers and dates; among words they may be one themselves. */
export const MARKS_AMONG_NUMBERS: ReadonlySet<string> = new Set([
  ...['-', '--', '---', '–', '—', '..', '...', '…', '*', '/', 'na', 'Na', 'n.a.', 'N.A.', 'n. a.', 'n.d.'],
  ...['None', 'none', 'NONE', 'nil', 'NIL', 'null.', 'k.A.', 'k. A.', 'missing', 'Missing', 'unknown', 'Unknown'],
  ...['N.D.', 'ND', 'nd', 'tbd', 'TBD', 'leer', '无', '空', '暂无', '缺失', '未知'],
]);

/**
 * A calculation that failed, in the language of the spreadsheet: `#VALUE!`, `#WERT!`, `#¡VALOR!`, `#NOM?`; a value that was
 * not found: `#N/A`, `#NV`, `#N/D`, `#Н/Д`; and LibreOffice's `Err:502`.
 */
const FAILED = /^(?:#[¡¿]?[\p{Lu}/0]{2,}[!?]|#N\/[A-Z]|#Н\/Д|#NV|(?:Err|Fehler):\d{3})$/u;
/** How they begin, for who wants to know it of many texts. */
export const FAILED_BEGIN = { byte: '#', words: ['Err:', 'Fehler:'] } as const;

const LONGEST = 16;

export const isMissing = (text: string): boolean => text.length <= LONGEST && (MARKS.has(text) || FAILED.test(text));

export const isMissingNumber = (text: string): boolean => text.length <= LONGEST && MARKS_AMONG_NUMBERS.has(text);
