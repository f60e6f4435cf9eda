import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  isWindow,
  makeDataset,
  readingsToColumns,
  readTable,
  SeriesReader,
  Track,
  windowsToColumns,
} from '../../../src/data';
import type { TensorColumn } from '../../../src/spec';
import { arrivals, SETTINGS, START, span } from './arrivals';

describe('a window of a stream', () => {
  for (const [i, options] of SETTINGS.entries())
    it(`is that of the file to the last bit (${i + 1})`, async () => {
      let compared = 0;
      await fc.assert(
        fc.asyncProperty(arrivals, async rows => {
          const records = rows.map(row => ({ ...row, time: new Date(row.time).toISOString() }));
          const table = await readTable({ records }, {});
          const dataset = await makeDataset(table, {
            targets: ['load'],
            columns: [
              { name: 'load', type: 'number' },
              { name: 'heat', type: 'number' },
            ],
            series: { ...options, time: 'time' },
            ...{ validation: 0, test: 0 },
          }).catch((error: Error) => {
            assert.match(error.message, /no window|one class|without any value|no values at all/);
            return null;
          });
          if (dataset === null) return;
          const series = dataset.pipeline.series!;
          const history = dataset.body.columns.find(({ name }) => name === 'history') as TensorColumn;
          const ends = dataset.body.columns.find(({ name }) => name === 'time')!.data;
          const width = history.shape[0]! * history.shape[1]!;
          const expected = new Map(
            Array.from(ends, (time, row) => [
              time,
              history.data.slice(history.starts![row]!, history.starts![row]! + width),
            ]),
          );
          // Readings of the future change nothing: the stream stands still after each step, with all that comes late for it.
          const reader = new SeriesReader(series);
          for (const [end, window] of expected) {
            const track = new Track(series);
            const until = series.grid.kind === 'even' ? end + series.grid.size - series.grid.phase : end;
            for (const record of records) {
              const time = reader.timeOf(record)!;
              if (series.grid.kind === 'even' ? time < until : time <= until)
                track.add({ time, values: reader.valuesOf(record) });
            }
            const live = track.window();
            assert.ok(isWindow(live), JSON.stringify(live));
            assert.deepEqual(live.history, window);
            assert.equal(live.times.at(-1), end);
            compared++;
          }
        }),
        { numRuns: 60, seed: 7 + i },
      );
      assert.ok(compared > 100, `${compared} windows`);
    });

  it('goes back to the same numbers as readings', async () => {
    const records = Array.from({ length: 120 }, (_, i) => ({
      time: new Date(START + i * 60_000).toISOString(),
      load: Math.sin(i) * 100,
      state: ['on', 'off', 'idle'][i % 3],
    }));
    const dataset = await makeDataset(await readTable({ records }, {}), {
      targets: ['load'],
      series: { history: span('8'), horizon: span('2'), calendar: ['hour'] },
    });
    const history = dataset.body.columns.find(({ name }) => name === 'history') as TensorColumn;
    const ends = dataset.body.columns.find(({ name }) => name === 'time')!.data;
    const width = 8 * history.shape[1]!;
    const lists = Array.from(ends, end => {
      const at = (end - START) / 60_000;
      return records.slice(at - 7, at + 1);
    });
    const prepared = readingsToColumns(dataset.pipeline, lists);
    assert.equal(prepared.single, false);
    lists.forEach((_, row) => {
      assert.deepEqual(
        (prepared.columns[0]!.data as Float32Array).slice(row * width, (row + 1) * width),
        history.data.slice(history.starts![row]!, history.starts![row]! + width),
      );
    });
    assert.equal(readingsToColumns(dataset.pipeline, records).single, true);
    assert.throws(
      () => readingsToColumns(dataset.pipeline, records.slice(0, 5)),
      /needs 8 steps without a long hole, and there are 5/,
    );
    assert.throws(
      () => windowsToColumns(dataset.pipeline, records[0]),
      /row 1 must be a window of readings: put a window node before/,
    );
    assert.throws(() => readingsToColumns(dataset.pipeline, [{ load: 1 }]), /reading 1 has no time \(column "time"\)/);
    assert.match(
      readingsToColumns(
        dataset.pipeline,
        records.slice(0, 9).map(r => ({ ...r, state: 'broken' })),
      ).warnings[0]!,
      /"broken" was never seen in training/,
    );
  });

  it('comes again after a clock that jumped', async () => {
    const records = Array.from({ length: 60 }, (_, i) => ({
      time: new Date(START + i * 60_000).toISOString(),
      load: i % 9,
    }));
    const dataset = await makeDataset(await readTable({ records }, {}), {
      targets: ['load'],
      series: { history: span('5'), horizon: span('1') },
    });
    const track = new Track(dataset.pipeline.series!);
    const add = (minute: number) => track.add({ time: START + minute * 60_000, values: Float64Array.of(minute % 9) });
    for (let i = 0; i < 20; i++) add(i);
    assert.ok(isWindow(track.window()));
    assert.equal(add(1_000_000), 'newest', 'a time in the future');
    for (let i = 20; i < 24; i++) assert.equal(add(i), 'too late');
    assert.equal(add(24), 'newest');
    const window = track.window();
    assert.ok(isWindow(window));
    assert.equal(window.times.at(-1), START + 24 * 60_000);
    assert.ok(track.kept.readings.length < 50);
  });
});
