import { NO_NUMBER, numeralOf } from '../cell/numeral';

/** What the first lines of a CSV show about its format. */
export interface Sniffed {
  readonly delimiter: string;
  /** characters before the header: Excel's line `sep=;` */
  readonly skip: number;
}

export const DELIMITERS = [',', ';', '\t', '|'];
const SAMPLE_LINES = 20;

/**
 * The delimiter that splits most of the first lines into as many values as the header. Of equally good ones, the one
 * that leaves the fewest other delimiters in the values (`20,5` is a number, `5;warm` is split wrongly), then the one
 * with the most values. Quoted text does not count. A table with one column has a comma.
 */
export function sniff(text: string, wanted?: string): Sniffed {
  const stated = /^"?sep=(.)"?(?:\r\n|\n|\r)/.exec(text);
  const skip = stated === null ? 0 : stated[0].length;
  if (wanted !== undefined) return { delimiter: wanted, skip };
  if (stated !== null) return { delimiter: stated[1]!, skip };
  const lines = sampleLines(text);
  let best: Cut & { delimiter: string } = { ...UNCUT, delimiter: ',' };
  for (const delimiter of DELIMITERS) {
    const found = cutOf(
      lines.map(line => line.split(delimiter)),
      delimiter,
    );
    if (isBetterCut(found, best)) best = { ...found, delimiter };
  }
  return { delimiter: best.delimiter, skip: 0 };
}

/** How well a delimiter splits lines into values. */
export interface Cut {
  /** lines with as many values as the first one, the header */
  readonly agreeing: number;
  /** values that contain another delimiter */
  readonly left: number;
  readonly values: number;
}

const UNCUT: Cut = { agreeing: 0, left: 0, values: 1 };

/** `rows`: the lines split by this delimiter, from the header on. */
export function cutOf(rows: readonly (readonly string[])[], delimiter: string): Cut {
  const values = rows[0]?.length ?? 1;
  if (values < 2) return UNCUT;
  const agreeing = rows.filter(row => row.length === values).length;
  return { agreeing, left: rows.flat().filter(cell => hasOther(cell, delimiter)).length, values };
}

export function isBetterCut(one: Cut, other: Cut): boolean {
  if (one.agreeing !== other.agreeing) return one.agreeing > other.agreeing;
  if (one.left !== other.left) return one.left < other.left;
  return one.values > other.values;
}

const hasOther = (cell: string, delimiter: string): boolean =>
  DELIMITERS.some(other => other !== delimiter && cell.includes(other)) && numeralOf(cell.trim()).kind === NO_NUMBER;

/** The first lines, without quoted text (line ends in quotes do not end a line). */
function sampleLines(text: string): string[] {
  const bare = text.slice(0, 64 * 1024).replace(/"(?:[^"]|"")*(?:"|$)/g, '');
  const lines = bare.split(/\r\n|\n|\r/);
  if (lines.length > 1) lines.pop(); // the last one may be incomplete
  return lines.filter(line => line !== '').slice(0, SAMPLE_LINES);
}

/** The text after its first lines. */
export async function* afterLines(pieces: AsyncIterable<Buffer>, lines: number): AsyncGenerator<Buffer> {
  let left = lines;
  let afterReturn = false;
  for await (const piece of pieces) {
    let at = 0;
    for (; at < piece.length && left > 0; at++) {
      const byte = piece[at];
      if (byte === CR || (byte === LF && !afterReturn)) left--;
      afterReturn = byte === CR;
    }
    if (left === 0 && afterReturn && at < piece.length) {
      if (piece[at] === LF) at++;
      afterReturn = false;
    }
    if (at < piece.length) yield piece.subarray(at);
  }
}

const LF = 10;
const CR = 13;
