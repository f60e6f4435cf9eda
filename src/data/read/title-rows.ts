import { NO_NUMBER, numeralOf } from '../cell/numeral';
import { type Cut, cutOf, isBetterCut } from './delimiter';
import { isGroupRow } from './second-header';

/**
 * Reports have titles above their table: rows with fewer cells than the table below, which must not be taken for the
 * header.
 */

/** The number of rows that are examined. */
const LOOKED_AT = 50;
/** A header has at least this many rows below it. */
const FEWEST = 2;

/**
 * The number of rows (also blank ones) above the header, or above the row of its groups; 0: the first row is the header,
 * or it is unclear.
 */
export function titleRows(rows: readonly (readonly boolean[])[]): number {
  const filled = rows.slice(0, LOOKED_AT).map(cells => cells.filter(Boolean).length);
  const width = Math.max(0, ...filled);
  const header = filled.indexOf(width);
  const below = filled.slice(header + 1).filter(cells => cells > 1).length;
  if (width < 2 || header <= 0 || below < FEWEST) return 0;
  const areTitles = (end: number): boolean => {
    // A blank line below a title distinguishes it from a row of the table.
    const most = filled[end - 1] === 0 ? width - 1 : Math.max(1, Math.floor(width / 3));
    // A row that begins with an empty cell is not a title, but a header whose first column has no name.
    const isTitle = (cells: readonly boolean[], i: number): boolean =>
      filled[i] === 0 || (cells[0] === true && filled[i]! <= most);
    return filled[0]! > 0 && rows.slice(0, end).every(isTitle);
  };
  if (areTitles(header)) return header;
  return header > 1 && mayBeGroups(rows[header - 1]!) && areTitles(header - 1) ? header - 1 : 0;
}

/** Names of groups stand above their first columns, each with a gap to the next: `;Customer;;;Sales;;`. */
const mayBeGroups = (cells: readonly boolean[]): boolean =>
  cells.filter(Boolean).length > 1 && !cells.some((cell, i) => cell && cells[i + 1] === true);

/** The note about skipped titles. */
export const titlesLeftOut = (rows: number): string =>
  `the header is taken from line ${rows + 1}, and the lines above it, which have fewer values, are left out; ` +
  'set the lines to skip if it is another line';

/** The hint if the user has set how many lines to skip. */
export const titlesHint = (rows: number): string =>
  `the header seems to be in line ${rows + 1}, under lines with fewer values: set the lines to skip to ${rows}`;

/** The first physical lines of a CSV, without quoted text; the last one may be incomplete and is left out. */
function firstLines(text: string): string[] {
  const bare = text.slice(0, 64 * 1024).replace(/"(?:[^"]|"")*(?:"|$)/g, quoted => `q${quoted.replace(/[^\n]/g, '')}`);
  const lines = bare.split(/\r\n|\n|\r/);
  if (lines.length > 1) lines.pop();
  return lines;
}

/** The number of rows above the header of a CSV, by the delimiter that best splits the lines from there on. */
export function titleLines(text: string, delimiters: readonly string[]): number {
  const lines = firstLines(text);
  let best: { readonly titles: number; readonly cut: Cut } | null = null;
  for (const delimiter of delimiters) {
    const rows = lines.map(line => line.split(delimiter));
    const bare = titleRows(rows.map(cells => cells.map(cell => cell.trim() !== '')));
    const found = bare > 0 && isGroupRow(rows[bare - 1]!, rows[bare]!) ? bare - 1 : bare;
    // `5,50 €` below `price` is a number cut in two, not a header below a title.
    const titles = numeralOf(rows[found]![0]!.trim()).kind === NO_NUMBER ? found : 0;
    const filled = rows.slice(titles).filter(cells => cells.some(cell => cell.trim() !== ''));
    const cut = cutOf(filled, delimiter);
    if (best === null || isBetterCut(cut, best.cut)) best = { titles, cut };
  }
  return best?.titles ?? 0;
}
