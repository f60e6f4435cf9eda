import type { Filling } from '../../spec';
import type { Stepwise } from './channels';
import { type Layout, stretchStarts } from './layout';

/**
 * The steps at which a window may end, from the columns of numbers one after the other. Where holes are filled linearly,
 * the line through a hole is not known while it lasts: a window ends at a step at which each measured column has a value
 * of its own; where the last value is kept, at a step with a value of one of them. So a stream can make each window that
 * a file has. Columns known in advance do not count, as they are there before the others.
 */
export class Ends {
  /** the first step of each step's stretch */
  readonly starts: Int32Array;
  /** steps at which a column has no value, after filling */
  readonly missing: Uint8Array;
  private readonly reached: Uint8Array;

  constructor(
    private readonly layout: Layout,
    private readonly filling: Filling,
    /** are there columns that are measured? */
    measured: boolean,
  ) {
    this.starts = stretchStarts(layout);
    this.missing = new Uint8Array(layout.rows);
    this.reached = new Uint8Array(layout.rows).fill(filling === 'linear' || !measured ? 1 : 0);
  }

  add({ values, own }: Stepwise, known: boolean): void {
    const { reached, missing, filling } = this;
    for (let row = 0; row < values.length; row++) {
      if (Number.isNaN(values[row]!)) missing[row] = 1;
      if (known) continue;
      if (filling === 'linear') reached[row]! &= own[row]!;
      else reached[row]! |= own[row]!;
    }
  }

  /** 1: a window of `history` steps may end here. */
  complete(history: number): Uint8Array {
    const { missing, reached, starts } = this;
    const complete = new Uint8Array(this.layout.rows);
    let since = 0;
    for (let row = 0; row < complete.length; row++) {
      if (starts[row]! > since) since = starts[row]!;
      if (missing[row] === 1) since = row + 1;
      if (reached[row] === 1 && row - since + 1 >= history) complete[row] = 1;
    }
    return complete;
  }
}
