import { startOf } from '../data/table/array-rows';
import { elements } from '../shape';
import type { Column } from '../spec';

/**
 * Repeated rows, found by hashes of 53 bits: among a million rows, two different ones collide in one of 20,000 tables.
 */
export interface RepeatedRows {
  /** rows that equal an earlier one in all features and targets */
  readonly duplicates: number;
  /** validation and test rows that equal a training row */
  readonly alsoTrained: { readonly validation: number; readonly test: number };
  /** rows with the same features as another row, but another target */
  readonly contradictions: number;
  /** were they counted in a sample of the rows? */
  readonly estimated: boolean;
}

/** With more rows, those are compared whose hash is in every second, third, …: equal ones stay together. */
const MOST_ROWS = 1_000_000;

export function repeatedRows(
  features: readonly Column[],
  targets: readonly Column[],
  split: Uint8Array,
  most = MOST_ROWS,
): RepeatedRows {
  const rows = split.length;
  const byFeatures = hashesOf(features, rows, 0x2545f491);
  const byTargets = hashesOf(targets, rows, 0x1b873593);
  const share = Math.ceil(rows / most);
  const kept = new Uint32Array(rows).map((_, row) => row).filter(row => share === 1 || byFeatures[row]! % share === 0);
  kept.sort((a, b) => byFeatures[a]! - byFeatures[b]! || byTargets[a]! - byTargets[b]! || a - b);

  const found = { duplicates: 0, validation: 0, test: 0, contradictions: 0 };
  for (let from = 0; from < kept.length; ) {
    let to = from;
    let answers = 0;
    while (to < kept.length && byFeatures[kept[to]!] === byFeatures[kept[from]!]) {
      const end = sameTargets(to);
      count(to, end);
      answers++;
      to = end;
    }
    if (answers > 1) found.contradictions += to - from;
    from = to;
  }
  const { duplicates, validation, test, contradictions } = found;
  return {
    duplicates: duplicates * share,
    alsoTrained: { validation: validation * share, test: test * share },
    contradictions: contradictions * share,
    estimated: share > 1,
  };

  /** The end of the rows that equal the one at `from` in the targets too. */
  function sameTargets(from: number): number {
    const first = kept[from]!;
    let to = from + 1;
    while (to < kept.length && byFeatures[kept[to]!] === byFeatures[first] && byTargets[kept[to]!] === byTargets[first])
      to++;
    return to;
  }

  function count(from: number, to: number): void {
    found.duplicates += to - from - 1;
    const inSplit = [0, 0, 0];
    for (let i = from; i < to; i++) inSplit[split[kept[i]!]!]!++;
    if (inSplit[0]! === 0) return;
    found.validation += inSplit[1]!;
    found.test += inSplit[2]!;
  }
}

/** A hash of each row's values, a whole number below 2⁵³. */
function hashesOf(columns: readonly Column[], rows: number, seed: number): Float64Array {
  const high = new Uint32Array(rows).fill(seed);
  const low = new Uint32Array(rows).fill(~seed);
  const mix = (row: number, word: number): void => {
    high[row] = stir(high[row]! ^ word);
    low[row] = stir(Math.imul(low[row]!, 0x9e3779b1) + word);
  };
  const number = new Float64Array(1);
  const words = new Uint32Array(number.buffer);
  for (const column of columns) {
    const { data, shape = [], type } = column;
    if (type === 'ignored') continue;
    const width = elements(shape);
    const start = startOf(column);
    for (let row = 0; row < rows; row++)
      for (let k = 0; k < width; k++) {
        const value = data[start(row) + k]!;
        number[0] = Number.isNaN(value) ? Number.NaN : value + 0; // −0 is 0
        mix(row, words[0]!);
        mix(row, words[1]!);
      }
  }
  const hashes = new Float64Array(rows);
  for (let row = 0; row < rows; row++) hashes[row] = (high[row]! & 0x1fffff) * 2 ** 32 + low[row]!;
  return hashes;
}

/** lowbias32: see graph/counter-hash.ts. */
function stir(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}
