import assert from 'node:assert/strict';
import { findSeason } from '../../../src/data/series/season';
import { uniformSequence } from '../../../src/graph';

/** Made-up series whose season is known. */
const series = (length: number, value: (step: number, noise: () => number) => number, seed: number): Float64Array => {
  const random = uniformSequence(seed);
  return Float64Array.from({ length }, (_, step) => value(step, () => random() + random() + random() - 1.5));
};
const wave = (period: number, step: number): number => Math.sin((2 * Math.PI * step) / period);
/** Hours of a plant that works in shifts; on weekends it draws this share. */
const plant = (hour: number, weekend: number): number => {
  const shift = Math.max(0, Math.sin((Math.PI * ((hour % 24) - 5)) / 14));
  return 60 + 90 * shift * (Math.floor(hour / 24) % 7 < 5 ? 1 : weekend);
};

const KNOWN: readonly {
  readonly what: string;
  readonly length: number;
  readonly seasons: readonly number[];
  readonly value: (step: number, noise: () => number) => number;
}[] = [
  { what: 'hours of a day', length: 1000, seasons: [24], value: (t, noise) => wave(24, t) + noise() },
  { what: 'days of a week', length: 200, seasons: [7], value: (t, noise) => (t % 7 < 5 ? 3 : 0) + noise() },
  {
    what: 'months of a year with a trend',
    length: 120,
    seasons: [12],
    value: (t, noise) => t / 4 + 4 * wave(12, t) + noise(),
  },
  { what: 'quarters', length: 60, seasons: [4], value: (t, noise) => [4, 0, 2, 1][t % 4]! + 0.3 * noise() },
  { what: 'every other step', length: 60, seasons: [2], value: (t, noise) => 3 * (t % 2) + noise() },
  {
    what: 'no whole number of steps',
    length: 500,
    seasons: [12, 13],
    value: (t, noise) => wave(12.4, t) + 0.3 * noise(),
  },
  {
    what: 'days of a year, of four',
    length: 1461,
    seasons: [363, 364, 365, 366, 367],
    value: (t, noise) => 6 * wave(365.25, t) + noise(),
  },
  { what: 'a plant without weekends', length: 1680, seasons: [24], value: (t, noise) => plant(t, 1) + 10 * noise() },
  {
    what: 'a plant that rests on weekends',
    length: 1680,
    seasons: [168],
    value: (t, noise) => plant(t, 0) + 10 * noise(),
  },
  // Neither six days nor any other number of them.
  ...[0.2, 0.25, 0.28, 0.3, 0.35, 0.4].map(weekend => ({
    what: `a plant that draws ${weekend} on weekends`,
    ...{ length: 1680, seasons: [24, 168] },
    value: (t: number, noise: () => number) => plant(t, weekend) + 10 * noise(),
  })),
  { what: 'noise', length: 1000, seasons: [1], value: (_, noise) => noise() },
  { what: 'a line', length: 1000, seasons: [1], value: (t, noise) => t + noise() },
];

describe('the season of a series', () => {
  for (const { what, length, seasons, value } of KNOWN)
    it(`${what}: ${seasons.join(' or ')}`, () => {
      for (let seed = 1; seed <= 5; seed++) {
        const found = findSeason(series(length, value, seed));
        assert.ok(seasons.includes(found), `seed ${seed}: ${found}`);
      }
    });
});
