import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  Intake,
  isWindow,
  type KeptSeries,
  makeDataset,
  readTable,
  SeriesReader,
  SeriesStream,
  StreamPacker,
  seriesOf,
  windowMessage,
} from '../../../src/data';
import { lastWindow } from '../../../src/data/series/live-window';
import type { SeriesOptions, SeriesPipeline, TensorColumn } from '../../../src/spec';
import type { Tensor } from '../../../src/values';
import { arrivals, type Row, SETTINGS, START, span } from './arrivals';

const HOUR = 3_600_000;
type Cells = Record<string, unknown>;

const recordsOf = (rows: readonly Row[]): Cells[] =>
  rows.map(row => ({ ...row, time: new Date(row.time).toISOString() }));

const datasetOf = async (records: readonly Cells[], series: SeriesOptions, columns: readonly string[] = []) =>
  makeDataset(await readTable({ records: [...records] }, {}), {
    ...{ targets: ['load'], series: { ...series, time: 'time' }, validation: 0, test: 0 },
    columns: columns.map(name => ({ name, type: 'number' })),
  });

const pipelineOf = async (records: readonly Cells[], series: SeriesOptions): Promise<SeriesPipeline> =>
  (await datasetOf(records, series)).pipeline.series!;

const told = { failed: (error: unknown) => assert.fail(String(error)), dropped: () => assert.fail('dropped') };
const streamOf = (series: SeriesPipeline, more = {}, kept: readonly [string, KeptSeries][] = []) =>
  new SeriesStream(series, { every: 'reading', most: 100, dropped: told.dropped, ...more }, kept);

/** The stream after a restart: packed, as JSON, and read again. */
const restarted = (stream: SeriesStream): SeriesStream => {
  const state = JSON.parse(JSON.stringify(new StreamPacker(stream).state()));
  return streamOf(stream.series, {}, seriesOf(state, stream.series)!);
};

const hourly = (count: number, cells: (i: number) => Cells = () => ({})): Cells[] =>
  Array.from({ length: count }, (_, i) => ({
    time: new Date(START + i * HOUR).toISOString(),
    load: 10 + 5 * Math.sin((2 * Math.PI * i) / 24),
    ...cells(i),
  }));

describe('a stream of series', () => {
  for (const [i, options] of SETTINGS.entries())
    it(`makes the windows of the file to the last bit, across restarts too (${i + 1})`, async () => {
      let [made, compared] = [0, 0];
      await fc.assert(
        fc.asyncProperty(arrivals, fc.nat({ max: 100 }), async (rows, restart) => {
          const records = recordsOf(rows);
          const dataset = await datasetOf(records, options, ['load', 'heat']).catch(() => null);
          if (dataset === null) return;
          const series = dataset.pipeline.series!;
          const intake = new Intake(series, assert.fail);
          const reader = new SeriesReader(series);
          const all = records.map(record => ({ time: reader.timeOf(record)!, values: reader.valuesOf(record) }));
          const latest = new Map<number, { readonly at: number; readonly history: Float32Array }>();
          let stream = streamOf(series);
          for (const [at, record] of records.entries()) {
            if (at % 20 === restart % 20) stream = restarted(stream);
            const [reading] = intake.read({ value: record, now: 0 }, told.failed);
            for (const window of stream.add(reading!).windows) {
              // Nothing that a window needs was forgotten: it is the one of all readings so far.
              const end = window.times.at(-1)!;
              const whole = lastWindow(
                series,
                all.slice(0, at + 1).sort((a, b) => a.time - b.time),
                end,
              );
              assert.ok(isWindow(whole));
              assert.deepEqual(window, whole);
              latest.set(end, { at, history: window.history });
              made++;
            }
          }
          const history = dataset.body.columns.find(({ name }) => name === 'history') as TensorColumn;
          const width = history.shape[0]! * history.shape[1]!;
          const ends = dataset.body.columns.find(({ name }) => name === 'time')!.data;
          for (const [row, end] of ends.entries()) {
            const live = latest.get(end);
            // What came after the window was made is in the file only.
            if (
              !live ||
              all
                .slice(live.at + 1)
                .some(({ time }) => time < end + (series.grid.kind === 'even' ? series.grid.size : 1))
            )
              continue;
            const from = history.starts![row]!;
            assert.deepEqual(live.history, history.data.slice(from, from + width));
            compared++;
          }
        }),
        { numRuns: 40, seed: 17 + i },
      );
      assert.ok(made > 100 && compared > 20, `${made} windows, ${compared} of them compared with the file`);
    });

  for (const many of [3, 20])
    it(`makes the same windows of ${many} categories and the calendar, where a value is missing and where none is`, async () => {
      const records = hourly(120, i => ({
        mode: `mode ${'abcdefghijklmnopqrst'[i % many]}`,
        heat: i === 70 ? null : i % 5,
      }));
      const series = await pipelineOf(records, {
        history: span('6'),
        horizon: span('1'),
        calendar: ['hour', 'weekday'],
      });
      assert.deepEqual(
        series.columns.map(({ kind }) => kind),
        ['number', 'category', 'number'],
      );
      const stream = streamOf(series);
      const intake = new Intake(series, assert.fail);
      const read = records.map(value => [...intake.read({ value, now: 0 }, told.failed)][0]!);
      let made = 0;
      for (const [i, reading] of read.entries())
        for (const window of stream.add(reading).windows) {
          assert.deepEqual(
            window,
            lastWindow(
              series,
              read.slice(0, i + 1).map(one => one.reading),
            ),
          );
          made++;
        }
      assert.equal(made, records.length - 6, 'all but those without a window, and the one that lacks a value');
    });

  it('makes the window of a period when the next one begins, and the one that a late reading completes', async () => {
    const records = hourly(60, i => ({ heat: i % 5 }));
    const series = await pipelineOf(records, { history: span('3'), horizon: span('1'), period: span('1h') });
    const stream = streamOf(series, { every: 'period' });
    const intake = new Intake(series, assert.fail);
    const add = (hour: number, cells: Cells): number[] => {
      const value = { time: new Date(START + hour * HOUR).toISOString(), ...cells };
      const [reading] = intake.read({ value, now: 0 }, told.failed);
      return stream.add(reading!).windows.map(({ times }) => (times.at(-1)! - START) / HOUR);
    };
    for (const hour of [0, 1, 2]) assert.deepEqual(add(hour, { load: 1, heat: 1 }), []);
    assert.deepEqual(add(2.5, { load: 3 }), [], 'the step is not over');
    assert.deepEqual(add(3, { load: 1 }), [2]);
    assert.deepEqual(add(4, { load: 1, heat: 1 }), [], 'step 3 lacks a value of heat');
    assert.deepEqual(add(3.5, { heat: 2 }), [3], 'it came late');
    assert.deepEqual(add(2.7, { heat: 2 }), [], 'step 2 was made');
    assert.deepEqual(add(6, { load: 1, heat: 1 }), [4]);
  });

  it('joins one sensor a message, of a topic that names the series', async () => {
    const records = hourly(80, i => ({ heat: i % 5, machine: i % 2 ? 'm1' : 'm2' }));
    const series = await pipelineOf(records, {
      ...{ history: span('2'), horizon: span('1'), period: span('2h'), key: ['machine'] },
    });
    const stream = streamOf(series);
    const intake = new Intake(series, assert.fail);
    const made: [string, number][] = [];
    for (let hour = 0; hour < 8; hour += 2)
      for (const topic of ['hall/m1/load', 'hall/m2/load', 'hall/m1/heat', 'new/load', 'new/heat']) {
        const incoming = { value: '4', sensor: topic, topic, time: START + hour * HOUR, now: 0 };
        const [reading] = intake.read(incoming, told.failed);
        for (const { times } of stream.add(reading!).windows) made.push([reading!.key, (times.at(-1)! - START) / HOUR]);
      }
    assert.deepEqual(made, [
      ['m1', 2],
      ['new', 2],
      ['m1', 4],
      ['new', 4],
      ['m1', 6],
      ['new', 6],
    ]); // m2 has no heat
    assert.throws(
      () => [...intake.read({ value: 1, sensor: 'hall/m1/noise', now: 0 }, told.failed)],
      /the sensor must be one of the columns "load", "heat", received "hall\/m1\/noise"/,
    );
  });

  it('keeps no more series than it may, and drops the one that was silent for the longest time', async () => {
    const series = await pipelineOf(hourly(60), { history: span('3'), horizon: span('1') });
    const dropped: string[] = [];
    const stream = streamOf(series, { most: 1000, dropped: (key: string) => dropped.push(key) });
    const intake = new Intake(series, assert.fail);
    const add = (key: string, hour: number) =>
      stream.add([...intake.read({ value: 1, key, time: START + hour * HOUR, now: 0 }, told.failed)][0]!);
    for (let hour = 0; hour < 2; hour++) for (let i = 0; i < 1000; i++) add(`s${i}`, hour);
    add('s0', 2);
    add('one more', 0);
    assert.deepEqual(dropped, ['s1']);
    assert.equal(stream.count, 1000);
    assert.equal(add('s0', 3).windows.length, 1);
  });

  it('fills a constant sensor and waits for one that died, until the clock of the others goes on', async () => {
    const records = hourly(200, () => ({ heat: 7 }));
    const dataset = await datasetOf(records, { history: span('4'), horizon: span('1'), fill: span('2') });
    const series = dataset.pipeline.series!;
    const stream = streamOf(series);
    const intake = new Intake(series, assert.fail);
    const outcomes = records
      .slice(0, 30)
      .map((record, i) => (i < 10 ? record : { ...record, heat: null }))
      .map(value => stream.add([...intake.read({ value, now: 0 }, told.failed)][0]!));
    assert.equal(outcomes[9]!.windows.length, 1);
    assert.equal(outcomes[10]!.windows.length, 0);
    assert.deepEqual(outcomes[20]!.why!.missing, ['heat']);
    const [back] = intake.read({ value: records[30], now: 0 }, told.failed);
    assert.equal(stream.add(back!).windows.length, 0, 'the hole was too long');
    for (const value of records.slice(31, 33)) stream.add([...intake.read({ value, now: 0 }, told.failed)][0]!);
    assert.equal(stream.add([...intake.read({ value: records[33], now: 0 }, told.failed)][0]!).windows.length, 1);
  });

  it('is the record that a model takes, with the steps known in advance', async () => {
    const records = hourly(60, i => ({ price: i % 7 }));
    const series = await pipelineOf(records, { history: span('3'), horizon: span('2'), known: ['price'] });
    const stream = streamOf(series);
    const intake = new Intake(series, assert.fail);
    const outcomes = records.map((record, i) => {
      const value = i < 6 ? record : { time: record.time, price: record.price };
      return stream.add([...intake.read({ value, now: 0 }, told.failed)][0]!);
    });
    assert.deepEqual(outcomes.map(({ arrival }) => arrival).slice(5, 7), ['newest', 'ahead']);
    const late = { value: records[5], now: 0 };
    const [window] = stream.add([...intake.read(late, told.failed)][0]!).windows;
    const { payload, about } = windowMessage(series, [], window!);
    assert.deepEqual((payload.history as Tensor).shape, [3, 2]);
    assert.deepEqual(Array.from((payload.known as Tensor).data), [6, 0]);
    assert.equal(about.time, START + 5 * HOUR);
    assert.equal(payload.time, new Date(about.time).toISOString());
    assert.deepEqual(about.last, { load: records[5]!.load, price: 5 });
  });

  it('takes no number that is too large for a model, as text or not', async () => {
    const series = await pipelineOf(
      hourly(60, () => ({})),
      { history: span('3') },
    );
    for (const load of ['1e39', 1e39, '-1e300'])
      assert.throws(() => new SeriesReader(series).valuesOf({ load }), /column "load": expected a number/);
    assert.equal(new SeriesReader(series).valuesOf({ load: '1e38' })[0], 1e38);
  });

  it('goes on with the columns of another version, and reads no state that is damaged', async () => {
    const before = hourly(60, i => ({ state: i % 2 ? 'run' : 'stop', heat: i * i }));
    const after = hourly(60, i => ({ state: ['idle', 'run', 'stop'][i % 3], wind: i * i }));
    const options = { history: span('3'), horizon: span('1') };
    const [old, now] = [await pipelineOf(before, options), await pipelineOf(after, options)];
    const stream = streamOf(old);
    const intake = new Intake(old, assert.fail);
    for (const value of before.slice(0, 3)) stream.add([...intake.read({ value, now: 0 }, told.failed)][0]!);
    const state = new StreamPacker(stream).state();
    const [, kept] = seriesOf(state, now)![0]!;
    const names = now.columns.map(({ name }) => name);
    assert.deepEqual(names, ['load', 'state', 'wind']);
    assert.deepEqual(
      kept.readings.map(({ values }) => values[1]),
      [2, 1, 2],
    );
    assert.ok(kept.readings.every(({ values }) => Number.isNaN(values[2])));
    for (const damaged of [null, {}, { ...state, series: [[[''], 'AAAA']] }, { ...state, series: [[[''], 'x']] }])
      assert.equal(seriesOf(damaged, now), null);
  });
});
