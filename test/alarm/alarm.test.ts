import assert from 'node:assert/strict';
import { alarmsAbove, noAlarm, takeReading, thresholdOf, toBlame } from '../../src/alarm';
import { normalScores } from '../../src/calibration';
import { randomOf } from '../anomaly/machine';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Scores of normal readings with an exponential tail. */
function scoresOf(count: number, seed: number): Float64Array {
  const random = randomOf(seed);
  return Float64Array.from({ length: count }, () => -Math.log(1 - random()));
}
const normal = (scores: Float64Array) => normalScores(scores, MINUTE, () => false);

/** The alarms of a stream, counted one reading after the other. */
function streamed(scores: Float64Array, threshold: number, atLeast: number, hold: number): number {
  const kept = noAlarm();
  let alarms = 0;
  scores.forEach((score, i) => {
    const rules = { atLeast, hold: { readings: hold }, adapt: false };
    const change = takeReading(kept, { time: i, score: score / threshold, sensors: [] }, 0, rules);
    if (change?.state === 'start') alarms++;
  });
  return alarms;
}

describe('the threshold of an alarm', () => {
  it('has as many false alarms as are asked for', () => {
    const scores = scoresOf(30_000, 1);
    for (const [perDay, atLeast] of [
      [1, 1],
      [5, 1],
      [2, 2],
    ] as const) {
      const options = { rate: perDay / DAY, atLeast, hold: 5 };
      const { value, extrapolated } = thresholdOf(normal(scores), MINUTE, options);
      assert.equal(extrapolated, false);
      assert.equal(alarmsAbove(normal(scores), value, options), streamed(scores, value, atLeast, 5));
      const found = streamed(scoresOf(300_000, 2), value, atLeast, 5) / ((300_000 * MINUTE) / DAY);
      assert.ok(found < 1.5 * perDay && found > perDay / 2, `${found} a day, asked ${perDay}`);
    }
  });

  it('goes on from the largest scores where normal readings are of too short a time', () => {
    const scores = scoresOf(5000, 3);
    const options = { rate: 1 / (7 * DAY), atLeast: 1, hold: 5 };
    const { value, extrapolated } = thresholdOf(normal(scores), MINUTE, options);
    assert.equal(extrapolated, true);
    // of an exponential tail, one in 10,080 readings is above ln(10,080) = 9.2
    assert.ok(value > 8 && value < 12, `${value}`);
  });

  it('goes on from the level with the most alarms, below which they merge', () => {
    const scores = scoresOf(200, 3);
    const most = Math.max(...scores);
    const options = { rate: 1 / (7 * DAY), atLeast: 1, hold: 5 };
    assert.equal(alarmsAbove(normal(scores), Math.min(...scores), options), 1);
    const { value } = thresholdOf(normal(scores), MINUTE, options);
    assert.ok(value > most && value < 15, `${value}, the largest score is ${most}`);
  });

  it('counts an alarm in a span of just the time that it is acceptable in', () => {
    const options = { rate: 1 / (7 * MINUTE), atLeast: 1, hold: 0 };
    const { value, extrapolated } = thresholdOf(normal(scoresOf(7, 1)), MINUTE, options);
    assert.deepEqual([value, extrapolated], [Math.max(...scoresOf(7, 1)), false]);
  });
});

describe('an alarm', () => {
  const rules = { atLeast: 2, hold: { readings: 3 }, adapt: false };
  const reading = (time: number, score: number) => ({ time, score, sensors: [{ column: 'heat', share: 1 }] });
  const changes = (scores: readonly number[], by = rules) => {
    const kept = noAlarm();
    return scores.map((score, i) => takeReading(kept, reading(i, score), 0.5, by)?.state ?? '-').join(' ');
  };

  it('begins after some readings in a row, and ends when it has been normal for long enough', () => {
    assert.equal(changes([0, 2, 0, 2, 2, 0, 0, 2, 0, 0, 0, 0]), '- - - - start - - - - - end -');
    const byTime = { atLeast: 1, hold: { milliseconds: 4 }, adapt: false };
    const kept = noAlarm();
    const found = [0, 1, 2, 6, 7].map(time => takeReading(kept, reading(time, time === 1 ? 2 : 0), 0.5, byTime)?.state);
    assert.deepEqual(found, [undefined, 'start', undefined, 'end', undefined]);
  });

  it('ends no earlier than it began, and no later than its hold, when the clock is set back', () => {
    const byTime = { atLeast: 1, hold: { milliseconds: 4 }, adapt: false };
    const kept = noAlarm();
    const take = (time: number, score: number) => takeReading(kept, reading(time, score), 0.5, byTime);
    assert.equal(take(1000, 2)?.state, 'start');
    assert.deepEqual(
      [100, 102].map(time => take(time, 0)),
      [null, null],
    );
    const over = take(104, 0);
    assert.deepEqual([over?.state, over?.alarm.began], ['end', 100]);
  });

  it('adapts its level to what is normal now, and never to an alarm', () => {
    const adaptive = { ...rules, adapt: true };
    const kept = noAlarm();
    for (let i = 0; i < 1000; i++) takeReading(kept, reading(i, 0.8), 0.5, adaptive);
    assert.ok(kept.level > 1.3, `${kept.level}`);
    const before = kept.level;
    for (let i = 0; i < 1000; i++) takeReading(kept, reading(i, 9), 0.5, adaptive);
    assert.equal(kept.level, before);
  });

  it('names the sensors that hold most of the score', () => {
    const named = (shares: readonly number[]) =>
      toBlame(shares.map((share, i) => ({ column: `s${i}`, share }))).map(({ column }) => column);
    assert.deepEqual(named([0.05, 0.9, 0.05]), ['s1']);
    assert.deepEqual(named([0.3, 0.4, 0.3]), ['s1', 's0', 's2']);
    assert.deepEqual(named([0.02, 0.02]), ['s0']);
  });
});
