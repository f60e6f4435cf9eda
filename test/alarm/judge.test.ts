import assert from 'node:assert/strict';
import { type AlarmOptions, judgeOf, startWords } from '../../src/alarm';
import { conformityScores, normalScores } from '../../src/calibration';
import { translate } from '../../src/locale';
import type { Calibration, ForecastRecord } from '../../src/spec';
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

  it('says what is wrong', () => {
    assert.throws(() => judgeOf(null, ['load'], options), /neither what is normal nor a forecast/);
    const older = forecast();
    const { first: _, ...without } = older;
    assert.throws(() => judgeOf(calibrated({ load: without }), ['load'], options), /trained by an older version/);
    const judge = judgeOf(calibrated({ load: forecast() }), ['load'], options);
    assert.throws(() => judge.read(step(1, null), null, null), /msg.window is missing/);
    assert.throws(() => judge.read({ value: 1 }, told(1, {}), null), /expected the answer of predict with a forecast/);
  });
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
