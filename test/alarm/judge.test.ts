import assert from 'node:assert/strict';
import { type AlarmOptions, judgeOf, startWords } from '../../src/alarm';
import { conformityScores, normalScores } from '../../src/calibration';
import { translate } from '../../src/locale';
import type { AnomalyRecord, Calibration, ForecastRecord } from '../../src/spec';
import { randomOf } from '../anomaly/machine';

const MINUTE = 60_000;
const DAY = 86_400_000;
const options = (interval: number | null): AlarmOptions & { interval: number } => ({
  ...{ rate: 5 / DAY, atLeast: 1, hold: 5 },
  interval: interval ?? MINUTE,
});

const random = randomOf(1);
const scores = Float64Array.from({ length: 3000 }, () => -Math.log(1 - random()));
const band = conformityScores(scores);
const forecast = (more: Partial<ForecastRecord> = {}): ForecastRecord => ({
  ...{ origins: 3000, season: 1, errors: { network: 1, blend: 1, 'last value': 2 }, unit: 1 },
  ...{ baseline: 'last value', share: 1, better: true },
  smoothing: { log: false, hasTrend: false, isSeasonal: false, alpha: 0.5, beta: 0, gamma: 0, phi: 1 },
  bands: { blend: [band], baseline: [band] },
  first: { unit: 2, normal: normalScores(scores, MINUTE, () => false) },
  ...more,
});
const calibrated = (forecasts: Calibration['forecasts']): Calibration => ({
  version: 1,
  rows: 3000,
  targets: {},
  forecasts,
});
const step = (value: number, time: string | null) => ({ forecast: [{ time, value, low: value - 1, high: value + 1 }] });
const told = (time: number, last: Record<string, number>) => ({ key: '', time, last });
const at = (time: number): string => new Date(time).toISOString();

describe('what an alarm asks of a forecast', () => {
  it('a reading is compared with what was forecast for it, and not after a hole', () => {
    const judge = judgeOf(calibrated({ load: forecast() }), ['load'], options);
    const first = judge.read(step(10, at(2 * MINUTE)), told(MINUTE, { load: 9 }), null);
    assert.equal(first.judged, null);
    const { judged } = judge.read(step(11, at(3 * MINUTE)), told(2 * MINUTE, { load: 10.5 }), first.awaited);
    assert.ok(judged!.score < 1);
    assert.deepEqual(judged!.sensors, [{ column: 'load', value: 10.5, expected: 10, low: 9, high: 11, share: 1 }]);
    const far = judge.read(step(11, at(3 * MINUTE)), told(2 * MINUTE, { load: 100 }), first.awaited);
    assert.ok(far.judged!.score > 1);
    assert.equal(judge.read(step(11, at(9 * MINUTE)), told(8 * MINUTE, { load: 100 }), first.awaited).judged, null);
  });

  it('a step that begins between two milliseconds is the one that was forecast', () => {
    const judge = judgeOf(calibrated({ load: forecast() }), ['load'], options);
    const part = 0.25; // of readings in seconds with a fraction
    const { awaited } = judge.read(step(10, at(2 * MINUTE + part)), told(MINUTE + part, { load: 9 }), null);
    const { judged } = judge.read(step(11, null), told(2 * MINUTE + part, { load: 100 }), awaited);
    assert.ok(judged!.score > 1);
  });

  it('of several targets the one that is farthest is to blame', () => {
    const judge = judgeOf(calibrated({ load: forecast(), heat: forecast() }), ['load', 'heat'], options);
    const both = { load: step(10, null), heat: step(20, null) };
    const { awaited } = judge.read(both, told(MINUTE, { load: 9, heat: 20 }), null);
    const { judged } = judge.read(both, told(2 * MINUTE, { load: 10.1, heat: 90 }), awaited);
    assert.ok(judged!.score > 1);
    assert.deepEqual(
      judged!.sensors.map(({ column, share }) => [column, share > 0.9]),
      [
        ['load', false],
        ['heat', true],
      ],
    );
  });

  it('an error counts in the unit of its window, so that a lively series has no more alarms than a quiet one', () => {
    const { first } = forecast();
    const judge = judgeOf(calibrated({ load: forecast({ first: { ...first!, scaled: true } }) }), ['load'], options);
    const scoreIn = (unit: number, load: number) => {
      const answer = { ...step(10, null), unit };
      const { awaited } = judge.read(answer, told(MINUTE, { load: 10 }), null);
      assert.equal(awaited!.load!.unit, unit);
      return judge.read(answer, told(2 * MINUTE, { load }), awaited).judged!.score;
    };
    assert.equal(scoreIn(1, 14), scoreIn(100, 410));
    assert.equal(scoreIn(1, 14), 2 / judge.threshold.value);
    const { awaited } = judge.read(step(10, null), told(MINUTE, { load: 10 }), null); // of an older server
    assert.equal(judge.read(step(10, null), told(2 * MINUTE, { load: 14 }), awaited).judged, null);
  });

  it('a network that answers without fallback is judged by its own errors', () => {
    const { first } = forecast();
    const bad = { ...forecast(), better: false, firstOfNetwork: { ...first!, unit: 32 } };
    const scoreOf = (record: ForecastRecord, simple: number): number => {
      const judge = judgeOf(calibrated({ load: record }), ['load'], options);
      const answer = { ...step(10, null), better: false, baseline: [{ time: null, value: simple }] };
      const { awaited } = judge.read(answer, told(MINUTE, { load: 10 }), null);
      return judge.read(answer, told(2 * MINUTE, { load: 30 }), awaited).judged!.score;
    };
    assert.equal(scoreOf(bad, 10), 16 * scoreOf(bad, 11), 'the simple forecast answered, or the network did');
    assert.throws(() => scoreOf(forecast({ better: false }), 11), /does not know the errors of the network/);
  });

  it('what the network of a former model has forecast stops nothing', () => {
    const judge = judgeOf(calibrated({ load: forecast() }), ['load'], options);
    const former = { load: { ...{ time: null, expected: 10, low: 9, high: 11, unit: null }, byNetwork: true } };
    const { judged, awaited } = judge.read(step(10, null), told(MINUTE, { load: 30 }), former);
    assert.equal(judged, null);
    assert.ok(judge.read(step(10, null), told(2 * MINUTE, { load: 100 }), awaited).judged!.score > 1);
  });

  it('does not hold an alarm from one window of the record to the next, which is far from it', () => {
    const held = judgeOf(calibrated({ load: forecast() }), ['load'], interval => ({ ...options(interval), hold: 500 }));
    const { threshold } = judgeOf(calibrated({ load: forecast() }), ['load'], options);
    assert.equal(held.threshold.value, threshold.value);
  });

  it('an answer that is no number is as unusual as can be', () => {
    const judge = judgeOf(calibrated({ load: forecast() }), ['load'], options);
    const { awaited } = judge.read(step(Number.NaN, null), told(MINUTE, { load: 10 }), null);
    const { judged } = judge.read(step(10, null), told(2 * MINUTE, { load: 10 }), awaited);
    assert.deepEqual([judged!.score, judged!.sensors[0]!.share], [1e9, 1]);
  });

  it('says what is wrong', () => {
    assert.throws(() => judgeOf(null, ['load'], options), /neither what is normal nor a forecast/);
    const older = forecast();
    const { first: _, ...without } = older;
    assert.throws(
      () => judgeOf(calibrated({ load: without }), ['load'], options),
      /trained with a gap, by an older version, or most of its forecasts are exactly right/,
    );
    const judge = judgeOf(calibrated({ load: forecast() }), ['load'], options);
    assert.throws(() => judge.read(step(1, null), null, null), /msg.window is missing/);
    assert.throws(() => judge.read({ value: 1 }, told(1, {}), null), /expected the answer of predict with a forecast/);
  });
});

it('a score that is no number is as unusual as can be, also where normal scores are all 0', () => {
  const judgeWith = (values: Float64Array) => {
    const anomaly = { normal: normalScores(values, MINUTE, () => false) } as AnomalyRecord;
    return judgeOf({ version: 1, rows: 3000, targets: {}, anomaly }, [], options);
  };
  const sensors = ['heat', 'noise'].map(column => ({
    ...{ column, value: 1, expected: 1, low: null, high: null },
    share: Number.NaN,
  }));
  const scoreOf = (judge: ReturnType<typeof judgeWith>, score: number) => {
    const { judged } = judge.read({ score, unusual: 0.5, sensors }, told(MINUTE, {}), null);
    return judged!;
  };
  const usual = judgeWith(scores);
  assert.equal(scoreOf(usual, 2 * usual.threshold.value).score, 2);
  for (const score of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const { score: found, sensors: blamed } = scoreOf(usual, score);
    assert.equal(found, 1e9);
    assert.deepEqual(
      blamed.map(({ share }) => share),
      [0.5, 0.5],
    );
  }
  const silent = judgeWith(new Float64Array(3000));
  assert.deepEqual(
    [0, 0.1].map(score => scoreOf(silent, score).score),
    [0, 1e9],
  );
});

it('where no reading follows another one, each counts by itself', () => {
  const thresholdWith = (begins: boolean, more: Partial<AlarmOptions>): number => {
    const anomaly = { normal: normalScores(scores, MINUTE, () => begins) } as AnomalyRecord;
    const asked = (interval: number | null) => ({ ...options(interval), rate: 100 / DAY, ...more });
    return judgeOf({ version: 1, rows: 3000, targets: {}, anomaly }, [], asked).threshold.value;
  };
  assert.ok(thresholdWith(false, { atLeast: 3 }) < thresholdWith(false, { atLeast: 1 }));
  assert.equal(thresholdWith(true, { atLeast: 3 }), thresholdWith(true, { atLeast: 1, hold: 0 }));
});

it('an alarm is told in Chinese', () => {
  const words = startWords(3.5, [{ column: 'heat', share: 0.8, value: 74.25, expected: 61 }]);
  assert.deepEqual(words, [
    'extremely unusual: 3.5 times the score of an alarm',
    'heat is 74.3 and was expected to be 61 (80 %)',
  ]);
  assert.deepEqual(
    words.map(text => translate(text, 'zh-CN')),
    ['极其异常：报警分数的 3.5 倍', 'heat 为 74.3，预期为 61（80 %）'],
  );
});
