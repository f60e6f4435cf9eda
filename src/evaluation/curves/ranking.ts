/** Rows by descending score, with cumulative counts: all curves of a class are computed from it. */
export interface Ranking {
  readonly rows: number;
  readonly positives: number;
  /** at the end of each run of equal scores, ascending in rows: the score, and the positives and negatives so far */
  readonly scores: Float64Array;
  readonly hits: Float64Array;
  readonly falseAlarms: Float64Array;
}

/** `actual`: 1 for a row of the class, else 0. `scores`: higher for rows that are more likely of the class. */
export function rankingOf(actual: ArrayLike<number>, scores: ArrayLike<number>): Ranking {
  const rows = actual.length;
  const order = Uint32Array.from({ length: rows }, (_, i) => i).sort((a, b) => scores[b]! - scores[a]! || a - b);
  const ends: number[] = [];
  for (let i = 0; i < rows; i++) if (i === rows - 1 || scores[order[i]!] !== scores[order[i + 1]!]) ends.push(i);
  const [at, hits, falseAlarms] = [0, 0, 0].map(() => new Float64Array(ends.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let found = 0;
  let next = 0;
  for (const [e, end] of ends.entries()) {
    for (; next <= end; next++) found += actual[order[next]!]!;
    at[e] = scores[order[end]!]!;
    hits[e] = found;
    falseAlarms[e] = next - found;
  }
  return { rows, positives: found, scores: at, hits, falseAlarms };
}
