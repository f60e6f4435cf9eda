import { bitsOf, orders, weightsOfSets } from './coalitions';
import { addUp } from './fewer-rows';
import { type Hybrids, type Mixing, type Row, same } from './hybrids';
import type { Player } from './players';
import { type Attribution, type Classes, type Sample, unattributed } from './sample';

/** Up to this many columns, all sets of them are computed. */
export const EXACT_COLUMNS = 12;
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
  mixing: Mixing,
  players: readonly Player[],
  background: Sample,
  explained: Sample,
  { exact, paired, seed, classes, base = background }: ShapleyOptions,
): Promise<readonly Attribution[]> {
  const found = unattributed(mixing.evaluator, base, explained, players.length, classes);
  const work = new Work(mixing, players, background, explained, found);
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
  if (base.rows !== background.rows) for (const attribution of found) addUp(attribution, players.length);
  return found;
}

/** Hybrid rows that wait for a run, and what to do with their answers. */
class Work {
  private readonly hybrids: Hybrids;
  private readonly waiting: ((outputs: Sample['outputs']) => void)[] = [];

  constructor(
    private readonly mixing: Mixing,
    private readonly players: readonly Player[],
    private readonly background: Sample,
    private readonly explained: Sample,
    private readonly found: readonly Attribution[],
  ) {
    this.hybrids = mixing.hybrids(Math.max(2, Math.min(mixing.rows, Math.floor(NUMBERS / Math.max(1, mixing.width)))));
  }

  private between(row: number, from: number): [own: Row, other: Row] {
    return [
      { sample: this.explained, at: row },
      { sample: this.background, at: from },
    ];
  }

  /** The columns in which a row and a background row differ, in this order; the others contribute nothing. */
  differing(order: Int32Array, row: number, from: number): Int32Array {
    const [own, other] = this.between(row, from);
    return order.filter(player => !same(this.players[player]!, own, other));
  }

  /** Adds the columns in this order; each gets the gain of the answer. */
  async path(order: Int32Array, row: number, from: number, share: number): Promise<void> {
    const { background, hybrids, found } = this;
    const [own, other] = this.between(row, from);
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
      hybrids.add(other);
      for (let earlier = 0; earlier < first; earlier++) hybrids.put(order[earlier]!, own, other);
      for (let k = first; k < next; k++) {
        if (k > first) hybrids.again();
        hybrids.put(order[k]!, own, other);
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
    const { background, hybrids, found } = this;
    const [own, other] = this.between(row, from);
    const n = order.length;
    if (n === 0) return;
    const all = 2 ** n;
    const values = found.map(() => new Float64Array(all));
    for (let step = 0, end = 0; step < all; step = end) {
      end = Math.min(all, step + (await this.room()));
      const [first, start, next] = [step, hybrids.count, end];
      for (let i = first; i < next; i++) {
        const changed = i > first ? gray(i) ^ gray(i - 1) : 0;
        if (gray(i) & changed) {
          hybrids.again();
          hybrids.put(order[Math.log2(changed)]!, own, other);
          continue;
        }
        // A column is not taken out again: the rest of a sum with a very large number in it would be lost.
        hybrids.add(other);
        for (let k = 0; k < n; k++) if (gray(i) & (1 << k)) hybrids.put(order[k]!, own, other);
      }
      this.waiting.push(outputs => {
        for (const [t, value] of values.entries())
          for (let i = first; i < next; i++) value[gray(i)] = this.valueIn(outputs, t, start + i - first, row);
      });
    }
    const weights = weightsOfSets(n).map(weight => weight / background.rows);
    this.waiting.push(() => {
      // Rows that are mixed at a cut differ from the others by rounding. Both ends are known, so that the sum is exact.
      for (const [t, value] of values.entries()) {
        value[0] = this.valueIn(background.outputs, t, from, row);
        value[all - 1] = found[t]!.value[row]!;
      }
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
    const outputs = rows > 0 ? await this.mixing.evaluator.outputs(rows, inputs) : [];
    for (const take of waiting.splice(0)) take(outputs);
  }

  /** How many rows can be added, at least one. */
  private async room(): Promise<number> {
    const { hybrids } = this;
    if (hybrids.count === hybrids.capacity) await this.finish();
    return hybrids.capacity - hybrids.count;
  }

  private valueIn(outputs: Sample['outputs'], t: number, at: number, row: number): number {
    return this.mixing.evaluator.answers[t]!.value(outputs[t]!, at, this.found[t]!.chosen[row]!);
  }
}

const gray = (i: number): number => i ^ (i >> 1);
