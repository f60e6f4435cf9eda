import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Pacer } from '../../src/data';
import { baselines } from '../../src/forecast';
import { fitSmoothing } from '../../src/forecast/baselines';
import { isSeasonal, type SeasonKind, seasonalParts } from '../../src/forecast/baselines/decompose';
import { initialState } from '../../src/forecast/baselines/holt-winters';
import {
  type SmoothingParameters,
  type SmoothingState,
  smooth,
  smoothingForecast,
} from '../../src/forecast/baselines/smoothing';
import { oneStepErrors, thetaForecast } from '../../src/forecast/baselines/theta';
import { errorUnit } from '../../src/forecast/past';
import { BASELINES, type FittedSmoothing } from '../../src/spec';
import oracle from '../oracle/forecast.json';

const HORIZON = 15;
const SMOOTHING: FittedSmoothing = {
  ...{ log: true, hasTrend: true, isSeasonal: false },
  ...{ alpha: 0.3, beta: 0.05, gamma: 0, phi: 0.9 },
};

/** Equal to 1e-6 of the largest number. */
function close(found: ArrayLike<number>, expected: readonly number[], share = 1e-6): void {
  assert.equal(found.length, expected.length);
  const unit = Math.max(...expected.map(Math.abs));
  expected.forEach((value, i) => {
    assert.ok(Math.abs(found[i]! - value) <= share * unit, `at ${i}: ${found[i]} instead of ${value}`);
  });
}

/** The forecast of the recursion itself, which is given each value that it expects. */
function stepByStep(state: SmoothingState, parameters: SmoothingParameters, horizon: number): number[] {
  let now = state;
  return Array.from({ length: horizon }, () => {
    const [next] = smoothingForecast(now, parameters.phi, 1);
    now = smooth([next!], parameters, now).state;
    return next!;
  });
}

describe('baselines beside statsforecast', () => {
  for (const { season, values, ...expected } of oracle) {
    const past = { values, season, smoothing: SMOOTHING };
    describe(`${values.length} values with a season of ${season}`, () => {
      it('last value, seasonal naive and drift are its Naive, SeasonalNaive and RandomWalkWithDrift', () => {
        close(baselines['last value'](past, HORIZON), expected.naive);
        close(baselines['seasonal naive'](past, HORIZON), expected.seasonalNaive);
        close(baselines.drift(past, HORIZON), expected.drift);
      });

      it('seasonal parts are those of seasonal_decompose', () => {
        for (const [kind, parts] of Object.entries(expected.parts))
          close(seasonalParts(values, season, kind as SeasonKind), parts as number[]);
      });

      expected.smoothing.forEach(({ trend, seasonal, parameters, initial, errors, forecast }) => {
        const { phi } = parameters;
        const title = `${trend ? (phi < 1 ? 'damped trend' : 'trend') : 'level'}${seasonal ? ' and season' : ''}`;
        it(`smoothing with ${title}: initial state, errors and forecast`, () => {
          const start = initialState(values, { hasTrend: trend, isSeasonal: seasonal }, season);
          // statsforecast has the season of the next step last
          const all = [start.level, ...(trend ? [start.trend] : []), ...Array.from(start.seasonal).reverse()];
          close(all, initial);
          const own = new Float64Array(values.length);
          const { state } = smooth(values, parameters, start, own);
          close(own, errors);
          // Of a damped trend, statsforecast's second step adds φ again instead of φ²; its recursion adds φ².
          if (phi === 1) close(smoothingForecast(state, phi, HORIZON), forecast);
          else close(smoothingForecast(state, phi, HORIZON), stepByStep(state, parameters, HORIZON));
        });
      });

      it('Theta with given parameters: errors and forecast', () => {
        for (const { alpha, initial, errors, forecast } of expected.theta) {
          close(oneStepErrors(values, alpha, initial), errors);
          close(thetaForecast(values, { alpha, initial }, HORIZON), forecast);
        }
      });

      it('Theta finds nearly the parameters that its search finds', () => {
        assert.equal(isSeasonal(values, season), expected.searched.isSeasonal);
        close(baselines.Theta(past, HORIZON), expected.searched.forecast, 0.01);
      });
    });
  }
});

describe('baselines', () => {
  it('answer finite numbers for any series, also for one value and for constant ones', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 50 }), fc.boolean(), (numbers, season, isConstant) => {
        const all = isConstant ? numbers.map(() => numbers[0]!) : numbers;
        for (const name of BASELINES) {
          const found = baselines[name]({ values: all, season, smoothing: SMOOTHING }, 5);
          assert.ok(found.length === 5 && found.every(Number.isFinite), `${name}: ${found}`);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('go on with a constant', () => {
    const past = { values: new Array(30).fill(7), season: 6, smoothing: SMOOTHING };
    for (const name of BASELINES) close(baselines[name](past, 4), [7, 7, 7, 7]);
  });

  it('of values that are not all positive, no logarithms are taken', () => {
    const past = { values: [1, 2, 0, 3, 1, 2], season: 1 };
    const without = { ...SMOOTHING, log: false };
    assert.deepEqual(
      baselines['Holt-Winters']({ ...past, smoothing: SMOOTHING }, 3),
      baselines['Holt-Winters']({ ...past, smoothing: without }, 3),
    );
  });

  it('the combination is the mean of Holt-Winters and Theta', () => {
    const past = { values: [3, 5, 4, 6, 5, 8, 7], season: 1, smoothing: SMOOTHING };
    const [one, other] = [baselines['Holt-Winters'](past, 4), baselines.Theta(past, 4)];
    close(
      baselines.combination(past, 4),
      Array.from(one, (value, i) => (value + other[i]!) / 2),
    );
  });
});

/** Windows of 60 steps with the next 12. */
const windowsOf = (at: (i: number) => number) =>
  Array.from({ length: 30 }, (_, from) => {
    const values = Float64Array.from({ length: 60 }, (_, i) => at(from + i));
    return {
      ...{ values, unit: errorUnit(values, 12) },
      truth: Float64Array.from({ length: 12 }, (_, i) => at(from + 60 + i)),
    };
  });

describe('Holt-Winters fitted to windows', () => {
  const season = (i: number): number => Math.sin((2 * Math.PI * i) / 12);

  it('goes on with a season and a trend without noise', async () => {
    const at = (i: number): number => 50 + 0.5 * i + 10 * season(i);
    const smoothing = await fitSmoothing(windowsOf(at), { season: 12, gap: 0 }, new Pacer());
    assert.ok(smoothing.isSeasonal);
    const values = Array.from({ length: 60 }, (_, i) => at(100 + i));
    close(
      baselines['Holt-Winters']({ values, season: 12, smoothing }, 12),
      Array.from({ length: 12 }, (_, i) => at(160 + i)),
      0.01,
    );
  });

  it('takes logarithms where trend and season are multiplicative', async () => {
    const at = (i: number): number => Math.exp(0.02 * i + 0.4 * season(i));
    const smoothing = await fitSmoothing(windowsOf(at), { season: 12, gap: 0 }, new Pacer());
    assert.ok(smoothing.log && smoothing.hasTrend && smoothing.isSeasonal, JSON.stringify(smoothing));
  });

  it('is fitted to the steps after the gap', async () => {
    const at = (i: number): number => 50 + 10 * season(i);
    const apart = windowsOf(at).map(({ truth, ...one }) => ({ ...one, truth: truth.subarray(5) }));
    const smoothing = await fitSmoothing(apart, { season: 12, gap: 5 }, new Pacer());
    assert.ok(smoothing.isSeasonal);
  });

  it('of constant windows is the last value', async () => {
    const smoothing = await fitSmoothing(
      windowsOf(() => 5),
      { season: 12, gap: 0 },
      new Pacer(),
    );
    assert.ok(!smoothing.hasTrend && !smoothing.isSeasonal);
  });
});
