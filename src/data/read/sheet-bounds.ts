import { unzipSync } from 'fflate';
import { messageOf, Problem } from '../../errors';
import { count, quoted } from '../error-text';

/**
 * Checks the cell references of a workbook before it is read: the reader fills the gaps between cells with empty ones,
 * so a single distant cell would take all memory.
 */

/** Excel's own limits. Source: support.microsoft.com, "Excel specifications and limits". */
const MOST_ROWS = 1_048_576;
const MOST_COLUMNS = 16_384;

/** From this many cells on, a sheet is checked for being nearly empty. */
const LOOK_FROM = 32_000_000;
const FEWEST_CELLS = 0.01;

/** One element of a row or a cell, with or without a namespace prefix, and its attributes. */
const ELEMENT = /<(?:[\w.-]+:)?(row|c)((?:\s(?:[^<>"']|"[^"]*"|'[^']*')*)?)\/?>/y;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const REFERENCE = /^([A-Z]{1,3})(\d{1,7})$/;

export function checkBounds(workbook: Uint8Array): void {
  const names: string[] = [];
  unzipSync(workbook, {
    filter({ name }) {
      if (name.endsWith('.xml')) names.push(name);
      return false;
    },
  });
  // one after the other: together they may be as large as the limit
  for (const name of names) {
    const xml = unpacked(workbook, name);
    if (xml.includes('sheetData')) checkSheet(xml.toString('utf8'));
  }
}

function unpacked(workbook: Uint8Array, wanted: string): Buffer {
  try {
    const bytes = unzipSync(workbook, { filter: ({ name }) => name === wanted })[wanted]!;
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } catch (error) {
    throw new Problem(`cannot be read as an Excel workbook (${messageOf(error)})`);
  }
}

function checkSheet(xml: string): void {
  let cells = 0;
  let [row, column] = [0, 0];
  let [lastRow, lastColumn] = [0, 0];
  for (const [element, attributes] of elements(xml)) {
    const reference = referenceOf(attributes);
    if (element === 'row') {
      column = 0;
      row = reference === '' ? row + 1 : rowOf(reference, reference);
    } else {
      cells++;
      [row, column] = reference === '' ? [row, column + 1] : placeOf(reference);
    }
    lastRow = Math.max(lastRow, row);
    lastColumn = Math.max(lastColumn, column);
  }
  const places = lastRow * lastColumn; // the reader fills all of them
  if (places < LOOK_FROM || cells >= places * FEWEST_CELLS) return;
  throw new Problem(
    `has ${count(cells)} cells that lie far apart, over ${count(places)} places; a sheet must be filled by one in 100 at least: ` +
      'move them together',
    { cells, places },
  );
}

function* elements(xml: string): Generator<readonly [string, string]> {
  for (let at = xml.indexOf('<'); at >= 0; at = xml.indexOf('<', at + 1)) {
    if (xml.startsWith('<!', at)) {
      const end = xml.startsWith('<!--', at) ? '-->' : xml.startsWith('<![CDATA[', at) ? ']]>' : '>';
      at = xml.indexOf(end, at);
      if (at < 0) return;
      continue;
    }
    ELEMENT.lastIndex = at;
    const found = ELEMENT.exec(xml);
    if (found !== null) yield [found[1]!, found[2]!];
  }
}

/** The attribute `r`; '': absent, the row or cell follows the previous one. */
function referenceOf(attributes: string): string {
  for (const [, name, double, single] of attributes.matchAll(ATTRIBUTE))
    if (name === 'r') return double ?? single ?? '';
  return '';
}

function rowOf(text: string, reference: string): number {
  const row = /^\d{1,7}$/.test(text) ? +text : 0;
  if (row < 1 || row > MOST_ROWS) throw outside(reference);
  return row;
}

function placeOf(reference: string): [row: number, column: number] {
  const match = REFERENCE.exec(reference);
  let column = 0;
  for (const letter of match?.[1] ?? '') column = column * 26 + letter.charCodeAt(0) - 64;
  if (match === null || column > MOST_COLUMNS) throw outside(reference);
  return [rowOf(match[2]!, reference), column];
}

function outside(received: string): Problem {
  const shown = received.length > 20 ? `${received.slice(0, 20)}…` : received;
  return new Problem(
    `has cells at ${quoted(shown)}; a sheet has at most ${count(MOST_ROWS)} rows and ${count(MOST_COLUMNS)} columns (XFD): ` +
      'save it again in a spreadsheet program',
    { received: shown },
  );
}
