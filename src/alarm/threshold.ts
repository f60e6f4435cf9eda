import type { NormalScores } from '../spec';

/** The score that normal readings exceed as seldom as is asked for. */

export interface AlarmOptions {
  /** false alarms that are acceptable in a millisecond of one series */
  readonly rate: number;
  /** readings in a row that an alarm takes */
  readonly atLeast: number;
  /** readings after which an alarm is over, if none of them is above the threshold */
  readonly hold: number;
}

export interface Threshold {
  readonly value: number;
  /** the normal readings are of a shorter time than the one in which an alarm is acceptable: it goes on from their largest scores */
  readonly extrapolated: boolean;
  /** milliseconds of normal readings */
  readonly span: number;
}

/** Of the largest peaks the tail is fitted to. */
const MOST_PEAKS = 40;
/** The shape of a tail of scores: an exponential one at least, and one with a finite variance at most. */
const MOST_SHAPE = 0.45;

/** `interval`: milliseconds between readings. Where it is not known how many follow one another, each counts by itself. */
export function thresholdOf(normal: NormalScores, interval: number, asked: AlarmOptions): Threshold {
  const options = normal.single ? { ...asked, atLeast: 1, hold: 0 } : asked;
  const span = normal.rows * interval;
  // One more than was seen: a new reading may be as unusual as any of them (conformal prediction).
  const allowed = Math.floor(options.rate * span + 1e-9) - 1;
  const levels = [...new Set(normal.values)].sort((a, b) => b - a);
  if (allowed >= 0) {
    let value = levels[0]!;
    for (const level of levels) {
      if (alarmsAbove(normal, level, options) > allowed) break;
      value = level;
    }
    return { value, extrapolated: false, span };
  }
  return { value: beyond(normal, levels, span, options), extrapolated: true, span };
}

/** The alarms that normal readings would have raised, counted as `AlarmState` does. */
export function alarmsAbove({ at, values }: NormalScores, level: number, { atLeast, hold }: AlarmOptions): number {
  let [alarms, run, before] = [0, 0, Number.NEGATIVE_INFINITY];
  let active = false;
  for (let i = 0; i < at.length; i++) {
    if (values[i]! <= level) continue;
    const apart = at[i]! - before;
    run = apart === 1 ? run + 1 : 1;
    if (active && apart > hold) active = false;
    if (!active && run >= atLeast) {
      active = true;
      alarms++;
    }
    before = at[i]!;
  }
  return alarms;
}

/**
 * Peaks over a level follow a generalized Pareto distribution; the threshold is where its tail is as seldom as is asked for. Fitted by
 * moments. Sources: Pickands 1975; Hosking and Wallis 1987; Siffer et al. 2017 (SPOT).
 */
function beyond(normal: NormalScores, levels: readonly number[], span: number, options: AlarmOptions): number {
  const counts = (level: number): number => alarmsAbove(normal, level, options);
  let level = levels[0]!;
  let peaks = 0;
  // Further down, alarms merge, so that there are fewer again.
  for (const next of levels) {
    const found = counts(next);
    if (found > MOST_PEAKS) break;
    if (found > peaks) [level, peaks] = [next, found];
  }
  // How high the alarms above the level would have been: the levels at which their number falls.
  const above = levels.filter(next => next > level).reverse();
  const excesses: number[] = [];
  let left = peaks;
  for (const next of above) {
    const found = counts(next);
    for (; left > found; left--) excesses.push(next - level);
  }
  for (; left > 0; left--) excesses.push(levels[0]! - level);
  const often = peaks / span;
  if (excesses.length < 3 || often <= options.rate) return levels[0]!;
  const mean = excesses.reduce((a, b) => a + b, 0) / excesses.length;
  const variance = excesses.reduce((sum, excess) => sum + (excess - mean) ** 2, 0) / (excesses.length - 1);
  const ratio = variance > 0 ? mean ** 2 / variance : 1;
  const shape = Math.min(MOST_SHAPE, Math.max(0, (1 - ratio) / 2));
  const scale = mean * (1 - shape);
  const seldom = often / options.rate;
  const excess = shape > 0.01 ? (scale / shape) * (seldom ** shape - 1) : scale * Math.log(seldom);
  return Math.max(levels[0]!, level + excess);
}
