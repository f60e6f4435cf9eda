import assert from 'node:assert/strict';
import { decimalYear } from '../../../src/data/series/clock';
import { findGrid, gridOf, inSteps, stepsOf } from '../../../src/data/series/grid';
import { parseSpan, spanText } from '../../../src/data/series/span';
import { zoneOf } from '../../../src/data/series/zone';

describe('lengths of time', () => {
  it('reads steps, short units and ISO 8601', () => {
    const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
    for (const [text, unit, size] of [
      ['48', 'steps', 48],
      ['0', 'steps', 0],
      ['24h', 'ms', 24 * hour],
      ['2d', 'ms', 2 * day],
      ['1h30m', 'ms', 90 * minute],
      ['1 d 12 h', 'ms', 36 * hour],
      ['0.5h', 'ms', 30 * minute],
      ['250ms', 'ms', 250],
      ['15min', 'ms', 15 * minute],
      ['2w', 'ms', 14 * day],
      ['3mo', 'months', 3],
      ['1y', 'months', 12],
      ['PT15M', 'ms', 15 * minute],
      ['P1DT2H', 'ms', 26 * hour],
      ['P1M', 'months', 1],
      ['P1Y6M', 'months', 18],
    ] as const)
      assert.deepEqual(parseSpan(text), { unit, size }, text);
    for (const text of ['', 'h', '2x', '1mo2d', '-3', '3 hours ago', 'P', 'PT', '1.5'])
      assert.equal(parseSpan(text), null, text);
    assert.equal(spanText({ unit: 'ms', size: 90 * minute }), '90 min');
  });

  it('counts steps of a period', () => {
    assert.equal(inSteps({ unit: 'ms', size: 86_400_000 }, gridOf({ unit: 'ms', size: 1_800_000 })), 48);
    assert.equal(inSteps({ unit: 'months', size: 12 }, gridOf({ unit: 'months', size: 1 })), 12);
    assert.equal(inSteps({ unit: 'ms', size: 1000 }, { kind: 'readings' }), null);
  });
});

describe('the steps of a series', () => {
  const berlin = (text: string): number => zoneOf('Europe/Berlin').timeOf(Date.parse(`${text}Z`));

  it('are days and months of the zone, also where summer time begins and ends', () => {
    assert.equal(new Date(berlin('2024-03-31T04:00')).toISOString(), '2024-03-31T02:00:00.000Z');
    assert.equal(new Date(berlin('2024-10-27T02:30')).toISOString(), '2024-10-27T00:30:00.000Z', 'the first of two');
    const days = stepsOf(gridOf({ unit: 'ms', size: 86_400_000 }), 'Europe/Berlin');
    const spring = days.stepOf(berlin('2024-03-31T12:00'));
    assert.equal(days.timeOf(spring), berlin('2024-03-31T00:00'));
    assert.equal(days.timeOf(spring + 1) - days.timeOf(spring), 23 * 3_600_000, 'a day of 23 hours');
    assert.equal(days.stepOf(berlin('2024-03-31T23:59')), spring);
    const months = stepsOf(gridOf({ unit: 'months', size: 1 }), 'Europe/Berlin');
    assert.equal(months.timeOf(months.stepOf(berlin('2024-11-30T23:30'))), berlin('2024-11-01T00:00'));
  });

  it('are found with jitter and holes, as months, and not where there are none', () => {
    const even = Float64Array.from({ length: 50 }, (_, i) => 1e12 + (i + (i > 20 ? 7 : 0)) * 900_000 + (i % 3) * 2000);
    assert.equal(findGrid(even, true)?.size, 900_000);
    const months = Float64Array.from({ length: 30 }, (_, i) => Date.UTC(1991, 6 + i));
    assert.deepEqual(findGrid(months, true), { kind: 'months', size: 1 });
    assert.equal(
      findGrid(
        Float64Array.from({ length: 40 }, (_, i) => i * i * 1000),
        true,
      ),
      null,
    );
    assert.equal(decimalYear(1991 + 7 / 12), Date.UTC(1991, 7));
  });
});
