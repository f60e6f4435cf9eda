import { mixKey, uniformSequence } from '../graph/counter-hash';
import type { Evaluator } from './evaluate';
import { BATCH, type Gradients } from './gradients';
import type { Player } from './players';
import { type Attribution, type Classes, type Sample, unattributed } from './sample';

export interface GradientAttribution {
  readonly attributions: readonly Attribution[];
  /**
   * Rows of which a place where the answer changes lies between all places at which the gradient was taken: a number far
   * from those of training changes it at the very beginning of each line. Their contributions are not to be relied on.
   */
  readonly missed: Int32Array;
}

export interface GradientOptions {
  /** points on the line from each background row to the explained row */
  readonly steps: number;
  readonly seed: number;
  readonly classes?: Classes;
}

/**
 * Expected gradients: the gradient times the difference, column by column, averaged over the background rows and over
 * points on the line from each of them to the row. The points of all background rows together divide the line evenly.
 * A mean of finitely many points does not add up exactly. The rest is divided among the columns in proportion to the
 * variance of each column's mean: the least correction, in standard errors.
 * Sources: Erion, Janizek, Sturmfels, Lundberg and Lee 2021, "Improving performance of deep learning models with
 * axiomatic attribution priors and expected gradients"; Sundararajan, Taly and Yan 2017 (integrated gradients, the case
 * of one background row).
 */
export async function expectedGradients(
  evaluator: Evaluator,
  gradients: Gradients,
  players: readonly Player[],
  background: Sample,
  explained: Sample,
  { steps, seed, classes }: GradientOptions,
): Promise<GradientAttribution> {
  const found = unattributed(evaluator, background, explained, players.length, classes);
  const { points } = gradients;
  const [from, to] = [await placesOf(gradients, background), await placesOf(gradients, explained)];
  const shares = evenShares(background.rows * steps, seed);
  const buffers = points.map(({ width }) => new Float32Array(BATCH * width));
  const chosen = found.map(() => new Int32Array(BATCH));
  const squares = found.map(() => new Float64Array(explained.rows * players.length));
  const waiting: [row: number, start: number][] = [];

  const owners = points.map(point => ownersOf(point, players.length));
  const terms = new Float64Array(players.length + 1);

  const run = async (): Promise<void> => {
    const all = await gradients.run(waiting.length, buffers, chosen);
    for (let t = 0; t < found.length; t++) {
      const { contributions } = found[t]!;
      for (let at = 0; at < waiting.length; at++) {
        const [row, start] = waiting[at]!;
        terms.fill(0);
        for (let i = 0; i < points.length; i++) {
          const { width } = points[i]!;
          const [slope, origin, end, owner] = [all[t]![i]!, from[i]!, to[i]!, owners[i]!];
          for (let k = 0; k < width; k++)
            terms[owner[k]!]! += slope[at * width + k]! * (end[row * width + k]! - origin[start * width + k]!);
        }
        for (let player = 0; player < players.length; player++) {
          contributions[row * players.length + player]! += terms[player]! / shares.length;
          squares[t]![row * players.length + player]! += terms[player]! ** 2 / shares.length;
        }
      }
    }
    waiting.length = 0;
  };

  for (let row = 0; row < explained.rows; row++)
    for (const [k, share] of shares.entries()) {
      const start = k % background.rows;
      const at = waiting.push([row, start]) - 1;
      for (const [i, { width }] of points.entries()) {
        const [buffer, origin, end] = [buffers[i]!, from[i]!, to[i]!];
        for (let j = 0; j < width; j++) {
          const first = origin[start * width + j]!;
          buffer[at * width + j] = first + share * (end[row * width + j]! - first);
        }
      }
      for (const [t, attribution] of found.entries()) chosen[t]![at] = attribution.chosen[row]!;
      if (waiting.length === BATCH) await run();
    }
  if (waiting.length > 0) await run();
  const missed = new Set<number>();
  for (const [t, attribution] of found.entries())
    for (const row of balance(attribution, squares[t]!, players.length, shares.length)) missed.add(row);
  return { attributions: found, missed: Int32Array.from(missed).sort() };
}

/** The column to which each number of a point belongs; `none`: where it belongs to none. */
function ownersOf({ width, parts }: Gradients['points'][number], none: number): Int32Array {
  const owners = new Int32Array(width).fill(none);
  for (const { player, from, width: some } of parts) owners.fill(player, from, from + some);
  return owners;
}

const placesOf = (gradients: Gradients, { rows, inputs }: Sample): Promise<readonly Float32Array[]> =>
  gradients.at(rows, inputs);

/** The midpoints of `count` equal parts of the line, in random order. */
function evenShares(count: number, seed: number): Float64Array {
  const random = uniformSequence(mixKey(seed, 0x65787067));
  const shares = Float64Array.from({ length: count }, (_, i) => (i + 0.5) / count);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const kept = shares[i]!;
    shares[i] = shares[j]!;
    shares[j] = kept;
  }
  return shares;
}

/** Standard errors, and a share of the answer less the base, above which what is missing is no error of sampling. */
const [ERRORS, SHARE] = [4, 0.05];

/**
 * Makes the contributions of each row add up: each column is corrected by its share of the variance, or evenly where
 * there is none. Yields the rows of which the places on the lines miss where the answer changes.
 */
function* balance(
  { contributions, value, base }: Attribution,
  squares: Float64Array,
  columns: number,
  places: number,
): Generator<number> {
  for (let row = 0; row < value.length; row++) {
    const own = contributions.subarray(row * columns, (row + 1) * columns);
    const variances = own.map((mean, i) => Math.max(0, squares[row * columns + i]! - mean * mean));
    const total = variances.reduce((a, b) => a + b, 0);
    const all = value[row]! - base[row]!;
    const missing = all - own.reduce((a, b) => a + b, 0);
    for (let i = 0; i < columns; i++) own[i]! += missing * (total > 0 ? variances[i]! / total : 1 / columns);
    if (!(Math.abs(missing) <= Math.max(ERRORS * Math.sqrt(total / places), SHARE * Math.abs(all)))) yield row;
  }
}
