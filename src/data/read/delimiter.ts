/** What the first lines of a CSV say of how it is written. */
export interface Dialect {
  readonly delimiter: string;
  /** characters before the header: Excel's line `sep=;` */
  readonly skip: number;
}

const DELIMITERS = [',', ';', '\t', '|'];
const SAMPLE_LINES = 20;

/**
 * The delimiter that cuts most of the first lines into as many values as the header, and into the most. Text in quotes does
 * not count. A table of one column has a comma.
 */
export function sniff(text: string): Dialect {
  const stated = /^sep=(.)\r?\n/.exec(text);
  if (stated !== null) return { delimiter: stated[1]!, skip: stated[0].length };
  const lines = sampleLines(text);
  let best = { delimiter: ',', agreeing: 0, values: 1 };
  for (const delimiter of DELIMITERS) {
    const values = lines.map(line => line.split(delimiter).length);
    const header = values[0] ?? 1;
    if (header < 2) continue;
    const agreeing = values.filter(n => n === header).length;
    const better = agreeing > best.agreeing || (agreeing === best.agreeing && header > best.values);
    if (better) best = { delimiter, agreeing, values: header };
  }
  return { delimiter: best.delimiter, skip: 0 };
}

/** The first lines, without what stands in quotes (line ends in quotes do not end a line). */
function sampleLines(text: string): string[] {
  const bare = text.slice(0, 64 * 1024).replace(/"(?:[^"]|"")*(?:"|$)/g, '');
  const lines = bare.split(/\r\n|\n|\r/);
  if (lines.length > 1) lines.pop(); // the last one may be cut
  return lines.filter(line => line !== '').slice(0, SAMPLE_LINES);
}
