import assert from 'node:assert/strict';
import { makeDataset, readTable } from '../../src/data';
import { parseSpan } from '../../src/data/series/span';
import { forecastRecord, networkAnswer } from '../../src/forecast';
import { expectSmall } from '../../src/store/json';

const ROWS = 12;
const reader = {
  outputs: 1,
  read: (values: ArrayLike<number>, at: number) => ({
    value: values[at]!,
    low: values[at]!,
    high: values[at]!,
    scale: 1,
  }),
};

/** The record of a network that forecasts zeros, but for `wrong` at one step. */
async function recordOf(horizon: number, targets: number, wrong = 0, size = 1) {
  const count = 48 + horizon + ROWS;
  const records = Array.from({ length: count }, (_, i) => ({
    time: new Date(Date.UTC(2024, 0, 1) + i * 3_600_000).toISOString(),
    load: size * (Math.sin(i / 4) + (i % 5) / 10),
  }));
  const series = { history: parseSpan('48')!, horizon: parseSpan(`${horizon}`)!, season: parseSpan('24')! };
  const dataset = await makeDataset(await readTable({ records }, {}), {
    targets: ['load'],
    series,
    validation: 0,
    test: 0,
  });
  const outputs = new Float32Array(ROWS * horizon);
  outputs[horizon] = wrong;
  const rows = Int32Array.from({ length: ROWS }, (_, i) => i);
  const { pipeline } = dataset;
  const [target] = pipeline.targets;
  const answer = networkAnswer(target!, reader, outputs, horizon);
  return forecastRecord({ target: target!, dataset, rows, answer, targets }, pipeline.series!);
}

describe('the record of a forecast', () => {
  it('does not exist for a network whose forecasts are not finite, because no model with it could be read', async () => {
    assert.ok(await recordOf(3, 1));
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY]) assert.equal(await recordOf(3, 1, wrong), null);
  });

  it('has errors of the first step in the unit of each window, which does not depend on the target’s', async () => {
    const [one, large] = [await recordOf(3, 1), await recordOf(3, 1, 0, 1000)];
    assert.equal(one!.first!.scaled, true);
    const ratio = large!.first!.unit / one!.first!.unit;
    assert.ok(Math.abs(ratio - 1) < 0.01, `${ratio}`);
  });

  it('has those of the network too where the simple forecast is better', async () => {
    const found = (await recordOf(1, 1))!;
    assert.equal(found.better, false);
    assert.ok(found.firstOfNetwork!.unit > 2 * found.first!.unit, JSON.stringify([found.first, found.firstOfNetwork]));
    assert.equal(found.first!.normal.single, true);
  });

  it('of long horizons and many targets is small enough to be imported', async () => {
    const targets = 100;
    const record = (await recordOf(200, targets))!;
    const all = Object.fromEntries(Array.from({ length: targets }, (_, i) => [`t${i}`, record]));
    expectSmall(Buffer.from(JSON.stringify({ forecasts: all })), 'calibration.json');
    for (const { rows, values } of record.bands.blend) {
      assert.equal(rows, ROWS);
      assert.ok(values.length < ROWS);
    }
  });
});
