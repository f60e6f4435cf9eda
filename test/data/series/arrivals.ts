import fc from 'fast-check';
import { parseSpan } from '../../../src/data/series/span';
import type { SeriesOptions } from '../../../src/spec';

/** Readings of a stream as they arrive, for property tests. */

export const span = (text: string) => parseSpan(text)!;
export const START = Date.UTC(2024, 0, 1);

export interface Row {
  readonly time: number;
  readonly load: number | null;
  readonly heat: number | null;
}

/** Readings at jittered times, with holes, missing cells, late and doubled ones; in the order in which they come. */
export const arrivals = fc
  .array(
    fc.record({
      skip: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 2, 6),
      jitter: fc.integer({ min: 0, max: 500 }),
      load: fc.oneof(
        { weight: 9, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
        { weight: 1, arbitrary: fc.constant(null) },
      ),
      heat: fc.oneof(
        { weight: 9, arbitrary: fc.integer({ min: -99, max: 99 }) },
        { weight: 1, arbitrary: fc.constant(null) },
      ),
      late: fc.constantFrom(0, 0, 0, 0, 1, 2),
      again: fc.constantFrom(false, false, false, false, true),
    }),
    { minLength: 40, maxLength: 90 },
  )
  .map(steps => {
    let step = 0;
    const rows: { row: Row; order: number }[] = [];
    for (const [i, { skip, jitter, load, heat, late, again }] of steps.entries()) {
      step += 1 + skip;
      const row = { time: START + step * 60_000 + jitter, load, heat };
      rows.push({ row, order: i + late });
      if (again) rows.push({ row: { ...row, load: load === null ? 1 : load / 3 }, order: i + late + 0.5 });
    }
    return rows.sort((a, b) => a.order - b.order).map(({ row }) => row);
  });

export const SETTINGS: readonly SeriesOptions[] = [
  { history: span('6'), horizon: span('1') },
  { history: span('4'), horizon: span('1'), period: span('2min'), fill: span('2') },
  {
    history: span('5'),
    horizon: span('1'),
    period: span('1min'),
    filling: 'last',
    fill: span('4'),
    calendar: ['hour'],
  },
  { history: span('5'), horizon: span('1'), period: span('3min'), aggregate: 'sum', zone: 'Europe/Berlin' },
];
