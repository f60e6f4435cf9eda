import assert from 'node:assert/strict';
import { wordsIn } from '../../../src/charts/wording';
import { makeDataset, readTable } from '../../../src/data';
import { DeadSensors } from '../../../src/data/series/dead-sensors';
import type { Layout } from '../../../src/data/series/layout';
import { parseSpan } from '../../../src/data/series/span';
import { dataReport } from '../../../src/data-report/data-report';
import { formDoubts } from '../../../src/data-report/page/form-doubts';

const at = (hour: number): string => new Date(Date.UTC(2024, 0, 1) + 3_600_000 * hour).toISOString();
/** Loads of each hour, with other columns beside. */
const hours = (count: number, of: (hour: number) => object) =>
  Array.from({ length: count }, (_, i) => ({ time: at(i), load: 10 + 5 * Math.sin(i / 4) + (i % 7) / 10, ...of(i) }));
const made = async (records: readonly object[], more: object = {}, options: object = {}) => {
  const series = { history: parseSpan('6')!, ...more };
  return makeDataset(await readTable({ records: [...records] }, {}), { targets: ['load'], series, ...options });
};
const dead = async (...of: Parameters<typeof made>) => (await made(...of)).body.findings.deadSensors ?? [];

describe('a sensor that measures no more', () => {
  it('is told with its last time, and how much of the series no window reaches', async () => {
    const dataset = await made(hours(400, i => ({ flow: i <= 299 ? i % 11 : null })));
    const { deadSensors, warnings } = dataset.body.findings;
    assert.deepEqual(deadSensors, [{ kind: 'stopped', column: 'flow', since: at(299), share: 100 / 400 }]);
    const said =
      'column "flow": has no value after 2024-01-13T11:00:00.000Z, so that no window ends in 25 % of the steps; to use them, set its type to ignored';
    assert.ok(warnings.includes(said), warnings.join());
    const { deadSensors: none = [] } = (await made(hours(400, i => ({ flow: i < 398 ? i % 11 : null })))).body.findings;
    assert.deepEqual(none, [], 'a hole that is filled is none');
  });
  it('is told where its value stays as it never stayed before; a state that often stays is none', async () => {
    const found = await dead(
      hours(400, i => ({
        ...{
          pressure: i < 250 ? 4 + (i % 9) / 10 : 4.2,
          valve: Math.floor(i / 100) % 2,
          rounded: Math.floor(i / 12) % 5,
        },
      })),
    );
    assert.deepEqual(found, [{ kind: 'stuck', column: 'pressure', value: 4.2, since: at(250), share: 150 / 400 }]);
  });
  it('is no setpoint that was changed once, and no counter of rare events', async () => {
    const records = hours(400, i => ({ setpoint: i < 12 ? 20 : 21, faults: i === 5 || i === 9 ? 1 : 0 }));
    assert.deepEqual(await dead(records), []);
  });
  it('is looked for in twenty times as many series in some twenty times the time', () => {
    const time = (series: number): number => {
      const rows = 6 * series;
      const layout = { rows, times: new Float64Array(rows) } as Layout;
      const sensors = new DeadSensors(layout, step => Math.floor(step / 6), 0);
      const steps = { values: Float64Array.from({ length: rows }, (_, i) => i % 6), own: new Uint8Array(rows).fill(1) };
      for (let i = 0; i < 5; i++) sensors.add(`c${i}`, steps);
      const names = Array.from({ length: series }, (_, i) => `s${i}`);
      const begin = performance.now();
      assert.deepEqual(sensors.found(names, true, []), []);
      return performance.now() - begin;
    };
    time(500);
    const few = Math.min(time(500), time(500), time(500));
    assert.ok(time(10_000) < 150 * Math.max(few, 0.1), 'each pair of series costs time');
  });
  it('is told where it has one value in all steps, also without a target', async () => {
    const records = hours(400, () => ({ humidity: 0 }));
    assert.deepEqual(await dead(records), [{ kind: 'constant', column: 'humidity' }]);
    assert.deepEqual(await dead(records, {}, { targets: [] }), [{ kind: 'constant', column: 'humidity' }]);
  });
  it('is told of each series by itself', async () => {
    const of = (machine: string, until: number) => hours(200, i => ({ machine, flow: i <= until ? i % 11 : null }));
    const found = await dead([...of('a', 199), ...of('b', 149)], { key: ['machine'] });
    assert.deepEqual(found, [{ kind: 'stopped', column: 'flow', since: `b: ${at(149)}`, share: 50 / 400 }]);
  });
  it('is no column to leave out if it is the target', async () => {
    const dataset = await made(hours(400, i => ({ load: i <= 299 ? i % 11 : null, flow: i % 7 })));
    const { deadSensors, warnings } = dataset.body.findings;
    assert.deepEqual(deadSensors, [
      { kind: 'stopped', column: 'load', since: at(299), share: 100 / 400, isTarget: true },
    ]);
    const told = warnings.filter(text => text.startsWith('column "load"'));
    assert.deepEqual(told, [
      'column "load": has no value after 2024-01-13T11:00:00.000Z, so that no window ends in 25 % of the steps',
    ]);
    const doubts = formDoubts(dataReport(dataset), true, wordsIn('en-US'), text => text);
    assert.deepEqual(doubts.find(({ text }) => text.startsWith('No value any more'))?.columns, []);
  });
  it('is no column whose readings all end before those that are known in advance', async () => {
    const records = hours(400, i => ({
      holiday: i % 5,
      ...(i > 379 && { load: null, flow: null }),
      flow: i > 379 ? null : i % 3,
    }));
    assert.deepEqual(await dead(records, { known: ['holiday'] }), []);
  });
  it('stands in the form and the report, with the column that can be left out, once', async () => {
    const dataset = await made(
      hours(400, i => ({ flow: i <= 299 ? i % 11 : null, pressure: i < 150 ? i % 9 : 4.2, humidity: 1 })),
    );
    const report = dataReport(dataset);
    const doubts = formDoubts(report, true, wordsIn('en-US'), sentence => sentence);
    assert.deepEqual(
      doubts.map(({ text, columns }) => [text, columns]),
      [
        ['No value any more from a time on: flow (2024-01-13T11:00:00.000Z).', ['flow']],
        ['Always the same value from a time on: pressure (2024-01-07T06:00:00.000Z).', ['pressure']],
        ['The same value in all rows: humidity.', ['humidity']],
      ],
    );
    assert.match(doubts[0]!.more, /25 % of the steps are not used/);
  });
});
