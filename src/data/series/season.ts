import { momentsOf } from '../pipeline/statistics';

/** The most steps that are searched. */
const MOST = 4096;
/** How many seasons a series must have at least. */
const SEASONS = 2.5;
/** The least autocorrelation of a season. */
const LEAST = 0.25;
/** A lag is one of the highest peaks if its autocorrelation is at least this share of the highest. */
const HIGH = 0.95;
/** A part of that lag is preferred from this share on: all multiples of a season correlate. */
const NEARLY = 0.85;

/**
 * The steps of the season by the autocorrelation of the values without their linear trend; 1: there is none. NaN counts as the mean.
 * The shortest of the highest peaks is a whole number of seasons: the season is the shortest lag that correlates nearly as much, and
 * of which that peak is a multiple. Of hours with a week, six days (144) correlate as much as one day, but a week (168) is no multiple
 * of them.
 */
export function findSeason(values: Float64Array): number {
  const x = detrended(values.length > MOST ? values.subarray(values.length - MOST) : values);
  const most = Math.floor(x.length / SEASONS);
  if (most < 2) return 1;
  let variance = 0;
  for (const value of x) variance += value * value;
  if (!(variance > 0)) return 1;
  const at = new Float64Array(most + 2);
  for (let lag = 0; lag < at.length; lag++) {
    let sum = 0;
    for (let i = lag; i < x.length; i++) sum += x[i]! * x[i - lag]!;
    // Of fewer pairs the sum is smaller: by their number, a long season counts as much as a short one.
    at[lag] = (sum / (x.length - lag)) * (x.length / variance);
  }
  const chance = 3 / Math.sqrt(x.length);
  const limit = Math.max(LEAST, chance);
  const peaks: number[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (let lag = 1; lag <= most; lag++) {
    const isPeak = at[lag]! > at[lag - 1]! && at[lag]! >= at[lag + 1]!;
    if (isPeak && lag > 1 && at[lag]! >= limit && at[lag]! - least > chance) peaks.push(lag);
    least = Math.min(least, at[lag]!);
  }
  if (peaks.length === 0) return 1;
  const highest = Math.max(...peaks.map(lag => at[lag]!));
  const whole = peaks.find(lag => at[lag]! >= HIGH * highest)!;
  for (const lag of peaks) {
    if (at[lag]! < NEARLY * highest) continue;
    const season = exactly(lag, at, most);
    if (Math.abs(whole - Math.round(whole / season) * season) <= around(season)) return Math.round(season);
  }
  return whole;
}

/** How far the peak of a season may be from where it is expected: noise moves it. */
const around = (season: number): number => Math.max(1, season / 8);

/** The season of a peak: the peaks at its multiples tell it more exactly. It need not be a whole number of steps. */
function exactly(lag: number, at: Float64Array, most: number): number {
  let season = lag;
  for (let times = 2; times * season + around(season) <= most; times++) {
    const [from, to] = [times * season - around(season), times * season + around(season)].map(Math.round);
    let peak = from!;
    for (let near = from!; near <= to!; near++) if (at[near]! > at[peak]!) peak = near;
    if (at[peak]! < NEARLY * at[lag]!) break;
    season = peak / times;
  }
  return season;
}

/** The values less a straight line through them, by least squares. */
function detrended(values: Float64Array): Float64Array {
  const { mean } = momentsOf(values.filter(value => !Number.isNaN(value)));
  const middle = (values.length - 1) / 2;
  let [products, squares] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    squares += (i - middle) ** 2;
    if (!Number.isNaN(values[i]!)) products += (i - middle) * (values[i]! - mean);
  }
  const slope = squares > 0 ? products / squares : 0;
  return values.map((value, i) => (Number.isNaN(value) ? 0 : value - mean - slope * (i - middle)));
}
