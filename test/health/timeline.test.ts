import assert from 'node:assert/strict';
import { tallyOf } from '../../src/health/tally';
import { LEVELS, Timeline, timelineState } from '../../src/health/timeline';
import { turnsWhile } from '../turns';

const DAY = 24 * 60 * 60_000;
const START = Date.UTC(2026, 0, 1);

describe('answers counted by time', () => {
  it('keeps no more than its buckets, however long it counts', async () => {
    const timeline = new Timeline();
    const one = (await tallyOf({ target: 'kind', label: 'a', sure: false, unusual: 0.001 }, ''))!;
    const every = 7 * 60_000;
    for (let now = START; now < START + 500 * DAY; now += every) timeline.add(now, one);
    for (const [level, [width, most]] of Object.entries(LEVELS)) {
      const buckets = timeline.of(level as keyof typeof LEVELS);
      assert.ok(buckets.length <= most && buckets[0]!.from >= START + 500 * DAY - width * (most + 1), level);
    }
    const { asked, unsure, unusual, rated, targets } = timeline.all;
    const n = Math.ceil((500 * DAY) / every);
    assert.deepEqual([asked, unsure, unusual, rated], [n, n, n, n]);
    assert.deepEqual(targets, [['kind', { labels: [['a', n]], others: 0, numbers: 0, sum: 0 }]]);
    assert.ok(JSON.stringify(timeline.toState()).length < 100_000);
    assert.deepEqual(timelineState.parse(JSON.parse(JSON.stringify(timeline.toState()))), timeline.toState());
  });

  it('of a long list are counted with pauses', async () => {
    const list = Array.from({ length: 300_000 }, (_, i) => ({ target: 'kind', label: `l${i % 3}`, sure: i % 2 > 0 }));
    let tally: Awaited<ReturnType<typeof tallyOf>> = null;
    const turns = await turnsWhile(async () => {
      tally = await tallyOf(list, '');
    });
    assert.ok(turns > 3, `${turns} turns`);
    assert.deepEqual([tally!.asked, tally!.unsure], [300_000, 150_000]);
  });

  it('counts a day of messages in each of its hours', async () => {
    const timeline = new Timeline();
    for (let i = 0; i < 24 * 60; i++)
      timeline.add(START + i * 60_000, (await tallyOf([{ target: 'price', value: i }, 3], 'price'))!);
    const hours = timeline.of('days');
    assert.deepEqual(
      hours.map(({ tally }) => tally.asked),
      new Array(24).fill(120),
    );
    assert.equal(hours[1]!.tally.targets[0]![1].numbers, 120);
  });

  it('tells apart a bounded number of labels, named like anything', async () => {
    const timeline = new Timeline();
    for (let i = 0; i < 100; i++)
      timeline.add(START, (await tallyOf({ target: '__proto__', label: `l${i % 50}` }, ''))!);
    const [target, { labels, others }] = timeline.all.targets[0]!;
    assert.deepEqual([target, labels.length, others], ['__proto__', 12, 76]);
  });

  it('knows answers of several targets, of labels, and what is none', async () => {
    const several = (await tallyOf({ a: { target: 'a', label: 'x' }, b: { target: 'b', value: 2 } }, ''))!;
    assert.deepEqual(
      several.targets.map(([name]) => name),
      ['a', 'b'],
    );
    assert.equal((await tallyOf(['x', 'y'], 'kind'))!.asked, 2);
    for (const wrong of [null, undefined, {}, { a: 1 }, [{}], { target: 'a' }])
      assert.equal(await tallyOf(wrong, ''), null);
  });
});
