import type { SensorAnswer } from '../spec';

/** A point of a chart: the chart nodes of Dashboard 2.0 take lists of them, with x, y and the property that tells the lines apart. */
export interface ChartPoint {
  readonly series: string;
  readonly x: number;
  readonly y: number;
}

/** Each sensor's value, what was expected, and the ends of its band. */
export function chartPoints(time: number, sensors: readonly SensorAnswer[]): ChartPoint[] {
  const points: ChartPoint[] = [];
  const add = (series: string, y: number | null): void => {
    if (y !== null) points.push({ series, x: time, y });
  };
  for (const { column, value, expected, low, high } of sensors) {
    add(column, value);
    add(`${column} expected`, expected);
    add(`${column} low`, low);
    add(`${column} high`, high);
  }
  return points;
}
