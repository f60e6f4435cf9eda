/** Errors of forecasts. */

export interface SetOf {
  readonly name: string;
  readonly season: number;
  readonly horizon: number;
  readonly keys: number;
}

export interface Series {
  readonly key: string;
  readonly values: readonly number[];
}

export interface Answers {
  readonly seconds: number;
  /** [series][step] what predict answers, and what the network alone says */
  readonly answers: readonly (readonly number[])[];
  readonly network: readonly (readonly number[])[];
  /** [confidence][series][step] */
  readonly bands: readonly (readonly (readonly (readonly [low: number | null, high: number | null])[])[])[];
  readonly better: boolean;
  readonly baseline: string;
  /** of the network in its forecast; the rest is that baseline */
  readonly share: number;
}

/** What was known at an origin, so many horizons before the end. */
export const until = ({ key, values }: Series, steps: number): Series => ({
  key,
  values: values.slice(0, values.length - steps),
});

/** What came after it. */
export const after = ({ values }: Series, steps: number, horizon: number): readonly number[] =>
  values.slice(values.length - steps, values.length - steps + horizon);

/** Mean absolute error in units of the seasonal naive error in the past (Hyndman and Koehler 2006). */
export function mase(
  forecast: readonly number[],
  actual: readonly number[],
  past: readonly number[],
  season: number,
): number {
  let unit = 0;
  for (let i = season; i < past.length; i++) unit += Math.abs(past[i]! - past[i - season]!);
  unit /= past.length - season;
  return mean(actual.map((value, i) => Math.abs(value - forecast[i]!))) / unit;
}

export const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
