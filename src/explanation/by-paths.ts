import { multiplyAdds } from '../graph';
import type { Evaluator } from './evaluate';
import { affordedRows } from './fewer-rows';
import { EncodedHybrids, type Mixing } from './hybrids';
import { mixingAt } from './placed-hybrids';
import type { Lower } from './places';
import type { Player } from './players';
import { type Attribution, type Classes, type Sample, sampleOf } from './sample';
import { shapley } from './shapley';

/** Shapley values of one model. */
export interface ByPaths {
  /** of all sets of columns for at most 12 of them, else by paths from all background rows */
  all(explained: Sample, classes?: Classes): Promise<readonly Attribution[]>;
  /** by paths from as many background rows as are afforded; `paired` as in `ShapleyOptions` */
  some(explained: Sample, classes?: Classes, paired?: boolean): Promise<readonly Attribution[]>;
  /** replaces the contributions of these rows */
  replace(attributions: readonly Attribution[], explained: Sample, rows: Int32Array): Promise<void>;
}

/** The same row always gets the same reasons, whatever other rows come with it. */
const SEED = 1;
/** Multiply-adds for one row: a few ms. */
const AFFORDED = 30_000_000;
/** Rows per run of a whole network, on any engine. */
const ROWS = 2048;
/** Multiply-adds of a row, below which WebAssembly is as fast as any engine. */
const SMALL = 1_000_000;

interface Explained {
  readonly evaluator: Evaluator;
  readonly players: readonly Player[];
  readonly background: Sample;
  /** null: columns are exchanged in encoded rows, and the whole network is computed */
  readonly lower: Lower | null;
  /** of the network for one row */
  readonly multiplyAdds: number;
}

export async function byPaths({
  evaluator,
  players,
  background,
  lower,
  multiplyAdds: whole,
}: Explained): Promise<ByPaths> {
  const used = whole <= SMALL ? lower : null;
  const encoded: Mixing = {
    evaluator,
    width: background.inputs.reduce((sum, { data }) => sum + data.length / background.rows, 0),
    rows: ROWS,
    hybrids: capacity => new EncodedHybrids(background.inputs, players, capacity),
  };
  const mixing = used ? mixingAt(used.cut, evaluator.answers) : encoded;
  const place = async (sample: Sample): Promise<Sample> => (used ? used.part(sample) : sample);
  const each = 2 * players.length * (used ? multiplyAdds(used.cut.outputs) : whole);
  const [all, some] = [await place(background), await place(affordedRows(evaluator, background, each, AFFORDED))];

  async function byFew(explained: Sample, classes?: Classes, paired = true): Promise<readonly Attribution[]> {
    const options = { exact: false, paired, seed: SEED, classes, base: background };
    return shapley(mixing, players, some, await place(explained), options);
  }
  return {
    all: async (explained, classes) =>
      shapley(mixing, players, all, await place(explained), { exact: true, paired: true, seed: SEED, classes }),
    some: byFew,
    async replace(attributions, explained, rows) {
      const classes = attributions.map(({ chosen }) => Int32Array.from(rows, row => chosen[row]!));
      const found = await byFew(sampleOf(explained, rows), classes);
      for (const [t, { contributions }] of found.entries())
        for (const [i, row] of rows.entries())
          attributions[t]!.contributions.set(
            contributions.subarray(i * players.length, (i + 1) * players.length),
            row * players.length,
          );
    },
  };
}
