import { mixKey, uniformSequence } from '../graph/counter-hash';
import type { Origins } from './background-terms';
import type { Cut } from './cut';
import type { Evaluator } from './evaluate';
import { addUp } from './fewer-rows';
import { BATCH, type Gradients } from './gradients';
import { LINES_ROWS, Lines, type Waiting } from './lines';
import { type Attribution, type Classes, type Placed, type Sample, unattributed } from './sample';

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
  /** the rows whose mean answer is the base, where those of the origins are some of them; default: these */
  readonly base?: Sample;
}

/**
 * Expected gradients: the gradient times the difference, column by column, averaged over the background rows and over
 * points on the line from each of them to the row. The points of all background rows together divide the line evenly.
 * The lines are those where the columns meet: behind bins and waves, a line from one row to the other has no values in
 * between that neither of them has. There a column's part in a product is linear, so that only the sums of the
 * gradients are multiplied by it. A mean of finitely many points does not add up exactly: the rest is divided in
 * proportion to the contributions.
 * Sources: Erion, Janizek, Sturmfels, Lundberg and Lee 2021, "Improving performance of deep learning models with
 * axiomatic attribution priors and expected gradients"; Sundararajan, Taly and Yan 2017 (integrated gradients, the case
 * of one background row).
 */
export async function expectedGradients(
  evaluator: Evaluator,
  cut: Cut,
  gradients: Gradients,
  origins: Origins,
  explained: Placed,
  { steps, seed, classes, base = origins.sample }: GradientOptions,
): Promise<GradientAttribution> {
  const { players } = cut;
  const attributions = unattributed(evaluator, base, explained, players, classes);
  const shares = evenShares(origins.sample.rows * steps, seed);
  const errors = attributions.map(() => new Float64Array(explained.rows));
  const lines = attributions.map(
    ({ contributions }, t) => new Lines(cut, origins, explained, contributions, errors[t]!, shares),
  );
  const most = Math.min(BATCH, explained.rows * shares.length);
  const buffers = cut.points.map(({ width }) => new Float32Array(most * width));
  const chosen = attributions.map(() => new Int32Array(most));
  const waiting: Waiting = { count: 0, rows: new Int32Array(most), starts: new Int32Array(most) };
  const run = async (): Promise<void> => {
    if (waiting.count === 0) return;
    const slopes = await gradients.run(waiting.count, buffers, chosen);
    for (const [t, one] of lines.entries()) one.take(waiting, slopes[t]!);
    waiting.count = 0;
  };

  // Millions of numbers go through these loops: nothing is allocated in them.
  for (let from = 0; from < explained.rows; from += LINES_ROWS) {
    const to = Math.min(explained.rows, from + LINES_ROWS);
    for (const one of lines) one.begin(from, to);
    for (let row = from; row < to; row++)
      for (let k = 0; k < shares.length; k++) {
        const at = waiting.count++;
        const start = k % origins.sample.rows;
        waiting.rows[at] = row;
        waiting.starts[at] = start;
        for (let i = 0; i < buffers.length; i++)
          between(
            buffers[i]!,
            at,
            origins.sample.places.at[i]!,
            start,
            explained.places.at[i]!,
            row,
            shares[k]!,
            cut.points[i]!.width,
          );
        for (let t = 0; t < chosen.length; t++) chosen[t]![at] = attributions[t]!.chosen[row]!;
        if (waiting.count === most) await run();
      }
    await run();
    for (const one of lines) await one.end();
  }

  const missed = new Set<number>();
  for (const [t, attribution] of attributions.entries())
    for (const row of missing(attribution, errors[t]!, players)) missed.add(row);
  for (const attribution of attributions) addUp(attribution, players);
  return { attributions, missed: Int32Array.from(missed).sort() };
}

/** A place on the line between two rows, at one point. */
function between(
  buffer: Float32Array,
  at: number,
  origin: Float32Array,
  start: number,
  end: Float32Array,
  row: number,
  share: number,
  width: number,
): void {
  const [to, first, last] = [at * width, start * width, row * width];
  for (let j = 0; j < width; j++) {
    const one = origin[first + j]!;
    buffer[to + j] = one + share * (end[last + j]! - one);
  }
}

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

/** The rows of which the places on the lines miss where the answer changes. `errors`: standard errors of their sums. */
function* missing(
  { contributions, value, base }: Attribution,
  errors: Float64Array,
  columns: number,
): Generator<number> {
  for (let row = 0; row < value.length; row++) {
    const own = contributions.subarray(row * columns, (row + 1) * columns);
    const all = value[row]! - base[row]!;
    const missing = all - own.reduce((a, b) => a + b, 0);
    if (!(Math.abs(missing) <= Math.max(ERRORS * errors[row]!, SHARE * Math.abs(all)))) yield row;
  }
}
