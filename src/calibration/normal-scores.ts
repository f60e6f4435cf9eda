import type { NormalScores } from '../spec';
import { conformityScores } from './scores';

/** The scores that decide about thresholds are kept one by one, with their places. */
const MOST = 1000;
/** Between the readings of two series, so that none follows the other. */
const APART = 1_000_000;

/** `begins`: the rows whose reading does not follow that of the row before. */
export function normalScores(
  scores: Float64Array,
  interval: number | null,
  begins: (row: number) => boolean,
): NormalScores {
  const least = scores.length <= MOST ? Number.NEGATIVE_INFINITY : scores.slice().sort()[scores.length - MOST]!;
  /** rows with just the least score that still have room: the larger ones must not be pushed out by those before them */
  let ties = MOST - scores.reduce((count, score) => count + Number(score > least), 0);
  const at: number[] = [];
  const values: number[] = [];
  let apart = 0;
  let together = false;
  for (let row = 0; row < scores.length; row++) {
    if (row > 0 && begins(row)) apart += APART;
    else if (row > 0) together = true;
    if (scores[row]! < least || (scores[row] === least && ties-- <= 0)) continue;
    at.push(row + apart);
    values.push(scores[row]!);
  }
  const found = { rows: scores.length, interval, at, values, scores: conformityScores(scores) };
  return together ? found : { ...found, single: true };
}
