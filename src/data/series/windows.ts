import type { SplitName } from '../../spec';
import type { Layout } from './layout';

/** Windows of a series, by the step at which their history ends. */

export interface WindowRequest {
  readonly layout: Layout;
  /** 1: a history may end here */
  readonly complete: Uint8Array;
  /** the first step of each step's stretch */
  readonly starts: Int32Array;
  readonly history: number;
  readonly horizon: number;
  readonly gap: number;
  readonly stride: number;
  /** 1: all targets have a measured value here */
  readonly answered: Uint8Array;
  /** 1: a column known in advance is missing here; null: there are none */
  readonly unknown: Uint8Array | null;
}

/** The steps that a window's answer covers: those to be predicted, or its last one. */
export const answerOf = (end: number, { gap, horizon }: Pick<WindowRequest, 'gap' | 'horizon'>): [number, number] =>
  horizon === 0 ? [end, end] : [end + gap + 1, end + gap + horizon];

/** The last steps of all windows, ascending. */
export function windowEnds(request: WindowRequest): Int32Array {
  const { layout, complete, starts, history, stride, answered, unknown } = request;
  const ends = new Int32Array(layout.rows);
  const without = runsOf(answered, 0);
  const missing = unknown && runsOf(unknown, 1);
  let count = 0;
  for (let end = 0; end < layout.rows; end++) {
    if (complete[end] === 0 || (end - starts[end]! - history + 1) % stride !== 0) continue;
    const [from, to] = answerOf(end, request);
    if (to >= layout.rows || starts[to] !== starts[end]) continue;
    if (without[to + 1]! > without[from]! || (missing && missing[to + 1]! > missing[from]!)) continue;
    ends[count++] = end;
  }
  return ends.slice(0, count);
}

/** [length + 1]: how many of the marks before each place equal `mark`. */
function runsOf(marks: Uint8Array, mark: 0 | 1): Int32Array {
  const sums = new Int32Array(marks.length + 1);
  for (let i = 0; i < marks.length; i++) sums[i + 1] = sums[i]! + (marks[i] === mark ? 1 : 0);
  return sums;
}

export interface TimeSplit {
  /** the windows that are used, as positions in `ends` */
  readonly kept: Int32Array;
  /** the part of each of these: 0 train, 1 validation, 2 test */
  readonly split: Uint8Array;
  /** the number of windows that reach from one part into the next */
  readonly between: number;
  /** the times at which validation and test begin */
  readonly begins: Readonly<Record<Exclude<SplitName, 'train'>, number>>;
}

/**
 * Splits by time: the last windows are the test, those before them the validation. The steps that a window answers (of
 * a label the whole window) belong to one part only: those that reach from one part into the next are left out, so that
 * between two parts there is a gap of the horizon. Parts begin at the same time in all series.
 */
export function splitWindows(
  ends: Int32Array,
  request: WindowRequest,
  shares: { readonly validation: number; readonly test: number },
): TimeSplit {
  const { layout, horizon, history } = request;
  const first = Float64Array.from(
    ends,
    end => layout.times[horizon === 0 ? end - history + 1 : answerOf(end, request)[0]]!,
  );
  const last = Float64Array.from(ends, end => layout.times[answerOf(end, request)[1]]!);
  const sorted = first.slice().sort();
  const at = (share: number): number =>
    share <= 0
      ? Number.POSITIVE_INFINITY
      : sorted[Math.min(sorted.length - 1, Math.round(sorted.length * (1 - share)))]!;
  const test = at(shares.test);
  const validation = shares.validation <= 0 ? test : at(shares.validation + shares.test);
  const kept = new Int32Array(ends.length);
  const split = new Uint8Array(ends.length);
  let count = 0;
  for (let i = 0; i < ends.length; i++) {
    const part =
      first[i]! >= test ? 2 : first[i]! >= validation && last[i]! < test ? 1 : last[i]! < validation ? 0 : -1;
    if (part < 0) continue;
    kept[count] = i;
    split[count++] = part;
  }
  return {
    ...{ kept: kept.slice(0, count), split: split.slice(0, count), between: ends.length - count },
    begins: { validation, test },
  };
}
