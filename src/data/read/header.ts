import { quoted } from '../error-text';

export interface Header {
  /** its cells */
  readonly written: readonly string[];
  readonly names: readonly string[];
  /** columns without a name in the header */
  readonly unnamed: ReadonlySet<number>;
  /** warnings about them, in sentences */
  readonly warnings: readonly string[];
}

/**
 * The names of columns from the cells of a header: `column 2` for an empty one, and `Store 2` for the second `Store`.
 */
export function headerOf(cells: readonly string[]): Header {
  const written = new Set(cells);
  const names: string[] = [];
  const unnamed = new Set<number>();
  const warnings: string[] = [];
  const taken = new Set<string>();
  for (const [i, cell] of cells.entries()) {
    let name = cell;
    if (cell === '') {
      unnamed.add(i);
      name = `column ${i + 1}`;
      while (written.has(name)) name += "'";
    } else if (taken.has(cell)) {
      name = numbered(cell, other => written.has(other) || taken.has(other));
      warnings.push(`${quoted(cell)} stands twice in the header; one of the columns is called ${quoted(name)} here`);
    }
    taken.add(name);
    names.push(name);
  }
  return { written: cells, names, unnamed, warnings };
}

function numbered(name: string, isTaken: (name: string) => boolean): string {
  let number = 2;
  while (isTaken(`${name} ${number}`)) number++;
  return `${name} ${number}`;
}
