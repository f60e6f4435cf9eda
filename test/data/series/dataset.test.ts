import assert from 'node:assert/strict';
import { encodeFeatures, encodeShared, makeDataset, type RawTable, readTable } from '../../../src/data';
import { parseSpan } from '../../../src/data/series/span';
import type { SeriesOptions, TensorColumn } from '../../../src/spec';

const span = (text: string) => parseSpan(text)!;
const table = (records: readonly object[]): Promise<RawTable> => readTable({ records: [...records] }, {});
const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);
const at = (hour: number): string => new Date(START + hour * HOUR).toISOString();

/** A day's rhythm and something else beside it. */
const hourly = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    time: at(i),
    load: 10 + 5 * Math.sin((2 * Math.PI * i) / 24) + (i % 7) / 10,
    heat: i % 5,
  }));

const series = async (records: readonly object[], options: SeriesOptions, more: object = {}) =>
  makeDataset(await table(records), { targets: ['load'], series: options, ...more });

const windowsOf = (column: TensorColumn, row: number): number[] => {
  const width = column.shape.reduce((a, b) => a * b, 1);
  return Array.from(column.data.subarray(column.starts![row]!, column.starts![row]! + width));
};
const column = (dataset: Awaited<ReturnType<typeof series>>, name: string) =>
  dataset.body.columns.find(found => found.name === name)!;

describe('a dataset of windows of a series', () => {
  it('holds the readings before, and those to be predicted', async () => {
    const records = hourly(240);
    const dataset = await series(records, { history: span('12'), horizon: span('3h'), gap: span('1') });
    const history = column(dataset, 'history') as TensorColumn;
    assert.deepEqual(history.shape, [12, 2]);
    assert.deepEqual(dataset.pipeline.targets[0]!.shape, [3]);
    const times = column(dataset, 'time').data;
    for (let row = 0; row < dataset.rows; row++) {
      const end = (times[row]! - START) / HOUR;
      const past = records.slice(end - 11, end + 1);
      assert.deepEqual(
        windowsOf(history, row),
        past.flatMap(r => [Math.fround(r.load), r.heat]),
      );
      assert.deepEqual(
        windowsOf(column(dataset, 'load') as TensorColumn, row),
        records.slice(end + 2, end + 5).map(r => Math.fround(r.load)),
      );
    }
    assert.ok(dataset.body.findings.notes.includes('the season has 24 steps'), dataset.body.findings.notes.join('; '));
  });

  it('is split by time, with a gap of the horizon', async () => {
    const dataset = await series(hourly(400), { history: span('24'), horizon: span('6') });
    const times = column(dataset, 'time').data as Float64Array;
    const part = (code: number) => Array.from(times).filter((_, row) => dataset.body.split[row] === code);
    const [train, validation, test] = [part(0), part(1), part(2)];
    assert.equal(Math.min(...validation) - Math.max(...train), 6 * HOUR, 'no step is the answer of both');
    assert.equal(Math.min(...test) - Math.max(...validation), 6 * HOUR);
    assert.ok(dataset.body.findings.leftOut.some(text => text.includes('reach from one part into the next')));
  });

  it('shares its numbers: a training reads each once, as if they were copied', async () => {
    const dataset = await series(hourly(500), { history: span('48'), horizon: span('1') });
    const rows = dataset.indices('validation');
    const copied = encodeFeatures(dataset.pipeline, null, dataset, rows);
    const shared = encodeShared(dataset.pipeline, null, dataset, rows);
    assert.deepEqual(shared.shape, copied.shape);
    assert.ok(shared.data.length < copied.data.length / 10);
    rows.forEach((_, i) => {
      const from = shared.starts![i]!;
      assert.deepEqual(shared.data.slice(from, from + 96), copied.data.slice(i * 96, (i + 1) * 96));
    });
  });

  it('fills short holes, and has no window across a long one', async () => {
    const records = hourly(200).filter((_, i) => i !== 50 && i !== 51 && !(i >= 100 && i < 110));
    const dataset = await series(records, { history: span('5'), horizon: span('1'), fill: span('2h') });
    const history = column(dataset, 'history') as TensorColumn;
    const times = Array.from(column(dataset, 'time').data, time => (time - START) / HOUR);
    assert.ok(!times.includes(50) && !times.includes(51) && times.includes(52), 'no window ends in a hole');
    for (let hour = 99; hour < 114; hour++) assert.ok(!times.includes(hour), `${hour}`);
    assert.ok(times.includes(114));
    const window = windowsOf(history, times.indexOf(53));
    const [from, to] = [hourly(200)[49]!.load, hourly(200)[52]!.load];
    assert.equal(window[2], Math.fround(from + ((to - from) / 3) * 1));
    const { leftOut, notes } = dataset.body.findings;
    assert.ok(
      leftOut.some(text => text.startsWith('1 hole in the times: longer than 2 steps')),
      leftOut.join('; '),
    );
    assert.ok(notes.includes('column "load": 2 missing values were filled'), notes.join('; '));
  });

  it('resamples, each column in its way', async () => {
    const records = Array.from({ length: 24 * 60 }, (_, i) => ({ time: at(i / 6), load: i, rain: 1, top: i % 6 }));
    const dataset = await makeDataset(await table(records), {
      targets: ['load'],
      columns: [
        { name: 'rain', aggregate: 'sum' },
        { name: 'top', aggregate: 'max' },
      ],
      series: { period: span('1h'), history: span('2'), horizon: span('1') },
    });
    const history = column(dataset, 'history') as TensorColumn;
    const hour = (column(dataset, 'time').data[0]! - START) / HOUR;
    assert.deepEqual(
      windowsOf(history, 0),
      [hour - 1, hour].flatMap(h => [6 * h + 2.5, 6, 5]),
    );
  });

  it('keeps several series apart, and their keys for an embedding', async () => {
    const records = ['b', 'a'].flatMap((sensor, s) => hourly(100).map(r => ({ ...r, sensor, load: r.load + 100 * s })));
    const dataset = await series(records, { key: ['sensor'], history: span('24'), horizon: span('2') });
    const history = column(dataset, 'history') as TensorColumn;
    const { data, labels } = column(dataset, 'sensor');
    for (let row = 0; row < dataset.rows; row++) {
      const loads = windowsOf(history, row).filter((_, i) => i % 2 === 0);
      assert.ok(loads.every(load => load > 60 === (labels![data[row]!] === 'a')));
    }
    assert.deepEqual(
      dataset.pipeline.lookups?.map(({ name }) => name),
      ['sensor'],
    );
    assert.deepEqual(dataset.pipeline.series?.keys, ['b', 'a']);
  });

  it('has labels of the window itself, whole windows apart', async () => {
    const records = Array.from({ length: 600 }, (_, i) => ({
      time: at(i),
      x: Math.sin(i),
      state: i % 100 < 50 ? 'run' : 'rest',
    }));
    const dataset = await makeDataset(await table(records), { targets: ['state'], series: { history: span('10') } });
    assert.deepEqual((column(dataset, 'history') as TensorColumn).shape, [10, 1], 'the label is not an input');
    const { data, labels } = column(dataset, 'state');
    const times = Array.from(column(dataset, 'time').data, time => (time - START) / HOUR);
    assert.deepEqual(
      times.map((_, row) => labels![data[row]!]),
      times.map(hour => records[hour]!.state),
    );
  });

  it('offers what is known in advance, and the calendar', async () => {
    const dataset = await series(hourly(200), {
      history: span('12'),
      horizon: span('4'),
      known: ['heat'],
      calendar: ['hour'],
    });
    const known = column(dataset, 'known') as TensorColumn;
    assert.deepEqual(known.shape, [4, 3]);
    const hour = (column(dataset, 'time').data[3]! - START) / HOUR;
    assert.deepEqual(
      windowsOf(known, 3).filter((_, i) => i % 3 === 0),
      [1, 2, 3, 4].map(step => (hour + step) % 5),
    );
    assert.equal(windowsOf(known, 3)[1], Math.fround(Math.sin((2 * Math.PI * ((hour + 1) % 24)) / 24)));
  });

  it('is the same from rows in any order, with rows that come again', async () => {
    const records = hourly(150);
    const options = { history: span('12'), horizon: span('1') };
    const sorted = await series(records, options);
    const again = await series([...records.slice(70), ...records.slice(0, 90)], options);
    assert.deepEqual((column(again, 'history') as TensorColumn).data, (column(sorted, 'history') as TensorColumn).data);
    assert.ok(again.body.findings.notes.includes('the rows were not in order of time, and were sorted'));
    assert.ok(again.body.findings.notes.includes('20 readings came again for a step: the last counts'));
  });

  it('reads times of many kinds', async () => {
    const kinds: Record<string, (hour: number) => unknown> = {
      iso: at,
      german: h => new Date(START + h * HOUR).toISOString().replace(/(\d+)-(\d+)-(\d+)T(\d+:\d+).*/, '$3.$2.$1 $4'),
      american: h => new Date(START + h * HOUR).toISOString().replace(/(\d+)-(\d+)-(\d+)T(\d+:\d+).*/, '$2/$3/$1 $4'),
      chinese: h =>
        new Date(START + h * HOUR).toISOString().replace(/(\d+)-(\d+)-(\d+)T(\d+:\d+).*/, '$1年$2月$3日 $4'),
      slashes: h => new Date(START + h * HOUR).toISOString().replace(/(\d+)-(\d+)-(\d+)T(\d+:\d+).*/, '$1/$2/$3 $4'),
      offset: h => new Date(START + (h + 2) * HOUR).toISOString().replace('.000Z', '+02:00'),
      seconds: h => (START + h * HOUR) / 1000,
      milliseconds: h => START + h * HOUR,
      dates: h => new Date(START + h * HOUR),
    };
    for (const [kind, text] of Object.entries(kinds)) {
      const records = hourly(100).map((r, i) => ({ ...r, time: text(i) }));
      const dataset = await series(records, { time: 'time', history: span('12'), horizon: span('1') });
      assert.equal(dataset.pipeline.series!.grid.kind === 'even' && dataset.pipeline.series!.grid.size, HOUR, kind);
      assert.equal(dataset.rows > 70, true, kind);
    }
    const months = Array.from({ length: 60 }, (_, i) => ({
      month: `${1990 + Math.floor(i / 12)} ${'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')[i % 12]}`,
      load: i % 12,
    }));
    const monthly = await series(months, { time: 'month', history: span('1y'), horizon: span('1mo') });
    assert.deepEqual(monthly.pipeline.series!.grid, { kind: 'months', size: 1 });
    assert.equal(monthly.pipeline.series!.season, 12);
  });

  it('says what is wrong', async () => {
    const fails = async (records: readonly object[], options: SeriesOptions, what: RegExp) =>
      assert.rejects(series(records, options), what);
    const small = { history: span('12'), horizon: span('1') };
    await fails(hourly(10), small, /no window: one takes 13 steps .* the longest stretch without a hole has 10/);
    await fails(
      hourly(100),
      { ...small, time: 'when' },
      /time must be one of the columns "time", "load", "heat", received "when"/,
    );
    await fails(
      hourly(100).map(r => ({ ...r, time: `shift ${r.heat}` })),
      { ...small, time: 'time' },
      /column "time" must hold times, received "shift/,
    );
    await fails(hourly(100), { ...small, key: ['sensor'] }, /key must be one of the columns/);
    await fails(hourly(100), { ...small, horizon: span('200h') }, /no window: one takes 212 steps/);
    const long = { ...small, time: 'time', fill: span('100y') };
    await fails(
      hourly(100),
      { ...long, period: span('1ms') },
      /^dataset: 100 readings would become 356,400,001 steps of 0\.001 s, at most 100,000 are possible: choose a longer period, or fill only shorter holes$/,
    );
    for (const name of ['horizon', 'gap'])
      await fails(
        hourly(100),
        { ...small, time: 'time', [name]: span('1min') },
        new RegExp(`${name} must be from 1 to 1048576 steps of 1 h, received "1 min"`),
      );
    await fails(hourly(100), { ...small, known: ['load'] }, /known must be columns other than the target/);
    await fails(hourly(100), { ...small, zone: 'Berlin' }, /zone must be a time zone/);
    await fails(
      hourly(60).map((r, i) => ({ ...r, heat: i < 20 ? r.heat : null })),
      { ...small, history: span('24') },
      /all of the columns "load", "heat" have values/,
    );
    await assert.rejects(
      makeDataset(await table(hourly(100).map((r, i) => ({ ...r, load: i % 2 ? 'on' : 'off' }))), {
        targets: ['load'],
        series: { horizon: span('3') },
      }),
      /horizon must be 0 \(the label of the window\) or 1 for a target of classes, received 3 steps/,
    );
    const untimed = await series(
      hourly(100).map(({ time: _, ...r }) => r),
      small,
    );
    assert.ok(untimed.body.findings.warnings.some(text => text.startsWith('there is no column of times')));
    const uneven = await series(
      hourly(100).map((r, i) => ({ ...r, time: at(i * i) })),
      small,
    );
    assert.ok(uneven.body.findings.warnings.some(text => text.includes('not evenly spaced')));
  });
});
