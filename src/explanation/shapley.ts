import { bitsOf, orders, weightsOfSets } from './coalitions';
import type { Evaluator } from './evaluate';
import { addUp } from './fewer-rows';
import { Hybrids } from './hybrids';
import type { Player } from './players';
import { type Attribution, type Classes, type Sample, unattributed } from './sample';

/** Up to this many columns, all sets of them are computed. */
export const EXACT_COLUMNS = 12;
/** Rows per run. */
const ROWS = 2048;
/** Numbers per run: 16 MB. */
const NUMBERS = 2 ** 22;

export interface ShapleyOptions {
  /** all sets of columns, for at most 12 of them; else paths */
  readonly exact: boolean;
  /** each path is walked in both directions, which cancels the first-order error */
  readonly paired: boolean;
  readonly seed: number;
  readonly classes?: Classes;
  /** the rows whose mean answer is the base, where `background` are some of them; default: `background` */
  readonly base?: Sample;
}

/**
 * The Shapley value of each column, where background rows stand in for the columns that are not in a set
 * (interventional values, as in shap). Exact: the mean over all sets of columns and all background rows. Otherwise:
 * over one path, or a path and its reverse, from each background row to the row.
 * Sources: Lundberg and Lee 2017, "A Unified Approach to Interpreting Model Predictions"; Castro, Gómez and Tejada
 * 2009, "Polynomial calculation of the Shapley value based on sampling"; Covert and Lee 2021 (paired sampling).
 */
export async function shapley(
  evaluator: Evaluator,
  players: readonly Player[],
  background: Sample,
  explained: Sample,
  { exact, paired, seed, classes, base = background }: ShapleyOptions,
): Promise<readonly Attribution[]> {
  const found = unattributed(evaluator, base, explained, players.length, classes);
  const work = new Work(evaluator, players, background, explained, found);
  const directions = paired ? 2 : 1;
  const added = orders(players.length, background.rows, seed);
  for (let row = 0; row < explained.rows; row++)
    for (let from = 0; from < background.rows; from++) {
      const order = work.differing(added[from]!, row, from);
      if (exact && order.length <= EXACT_COLUMNS) await work.sets(order, row, from);
      else {
        await work.path(order, row, from, 1 / directions);
        if (paired) await work.path(order.toReversed(), row, from, 1 / directions);
      }
    }
  await work.finish();
  if (base !== background) for (const attribution of found) addUp(attribution, players.length);
  return found;
}

/** Hybrid rows that wait for a run, and what to do with their answers. */
class Work {
  private readonly hybrids: Hybrids;
  private readonly waiting: ((outputs: Sample['outputs']) => void)[] = [];

  constructor(
    private readonly evaluator: Evaluator,
    private readonly players: readonly Player[],
    private readonly background: Sample,
    private readonly explained: Sample,
    private readonly found: readonly Attribution[],
  ) {
    const width = explained.inputs.reduce((sum, { data }) => sum + data.length / explained.rows, 0);
    const capacity = Math.max(2, Math.min(ROWS, Math.floor(NUMBERS / Math.max(1, width))));
    this.hybrids = new Hybrids(background.inputs, players, capacity);
  }

  /** The columns in which a row and a background row differ, in this order; the others contribute nothing. */
  differing(order: Int32Array, row: number, from: number): Int32Array {
    const { explained, background, hybrids } = this;
    return order.filter(player => !hybrids.same(player, explained.inputs, row, background.inputs, from));
  }

  /** Adds the columns in this order; each gets the gain of the answer. */
  async path(order: Int32Array, row: number, from: number, share: number): Promise<void> {
    const { explained, background, hybrids, found } = this;
    if (order.length === 0) return;
    const factor = share / background.rows;
    const before = found.map((_, t) => this.valueIn(background.outputs, t, from, row));
    const gain = (t: number, player: number, value: number): void => {
      found[t]!.contributions[row * this.players.length + player]! += factor * (value - before[t]!);
      before[t] = value;
    };
    const last = order.length - 1;
    for (let step = 0, end = 0; step < last; step = end) {
      end = Math.min(last, step + (await this.room()));
      const [first, start, next] = [step, hybrids.count, end];
      hybrids.add(background.inputs, from);
      for (let earlier = 0; earlier < first; earlier++) hybrids.put(order[earlier]!, explained.inputs, row);
      for (let k = first; k < next; k++) {
        if (k > first) hybrids.again();
        hybrids.put(order[k]!, explained.inputs, row);
      }
      this.waiting.push(outputs => {
        for (let t = 0; t < found.length; t++)
          for (let k = first; k < next; k++) gain(t, order[k]!, this.valueIn(outputs, t, start + k - first, row));
      });
    }
    this.waiting.push(() => {
      for (let t = 0; t < found.length; t++) gain(t, order[last]!, found[t]!.value[row]!);
    });
  }

  /** All sets of these columns, in Gray code order, so that one column changes at a time. */
  async sets(order: Int32Array, row: number, from: number): Promise<void> {
    const { explained, background, hybrids, found } = this;
    const n = order.length;
    if (n === 0) return;
    const all = 2 ** n;
    const values = found.map(() => new Float64Array(all));
    for (let step = 0, end = 0; step < all; step = end) {
      end = Math.min(all, step + (await this.room()));
      const [first, start, next] = [step, hybrids.count, end];
      hybrids.add(background.inputs, from);
      for (let k = 0; k < n; k++) if (gray(first) & (1 << k)) hybrids.put(order[k]!, explained.inputs, row);
      for (let i = first + 1; i < next; i++) {
        hybrids.again();
        const k = Math.log2(gray(i) ^ gray(i - 1));
        if (gray(i) & (1 << k)) hybrids.put(order[k]!, explained.inputs, row);
        else hybrids.put(order[k]!, background.inputs, from);
      }
      this.waiting.push(outputs => {
        for (const [t, value] of values.entries())
          for (let i = first; i < next; i++) value[gray(i)] = this.valueIn(outputs, t, start + i - first, row);
      });
    }
    const weights = weightsOfSets(n).map(weight => weight / background.rows);
    this.waiting.push(() => {
      for (const [t, { contributions }] of found.entries())
        for (let set = 0; set < all; set++) {
          const weight = weights[bitsOf(set)]!;
          for (let k = 0; k < n; k++)
            if (!(set & (1 << k)))
              contributions[row * this.players.length + order[k]!]! +=
                weight * (values[t]![set | (1 << k)]! - values[t]![set]!);
        }
    });
  }

  async finish(): Promise<void> {
    const { hybrids, waiting } = this;
    const { rows, inputs } = hybrids.take();
    const outputs = rows > 0 ? await this.evaluator.outputs(rows, inputs) : [];
    for (const take of waiting.splice(0)) take(outputs);
  }

  /** How many rows can be added, at least one. */
  private async room(): Promise<number> {
    const { hybrids } = this;
    if (hybrids.count === hybrids.capacity) await this.finish();
    return hybrids.capacity - hybrids.count;
  }

  private valueIn(outputs: Sample['outputs'], t: number, at: number, row: number): number {
    return this.evaluator.answers[t]!.value(outputs[t]!, at, this.found[t]!.chosen[row]!);
  }
}

const gray = (i: number): number => i ^ (i >> 1);
