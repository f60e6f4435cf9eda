import assert from 'node:assert/strict';
import { makeDataset, readTable } from '../../src/data';
import { Pacer } from '../../src/data/pace';
import { datasetParcel, openDataset } from '../../src/data/process/marshal';
import { packTexts } from '../../src/data/table/text-dictionary';
import { textsOf } from '../../src/data/table/texts';
import { turnsWhile } from '../turns';

describe('rows that came in a message', () => {
  it('of 60,000 columns are read with pauses, within a row too', async () => {
    const record = Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`x${i}`, i]));
    assert.ok((await turnsWhile(() => readTable({ records: [record] }))) > 3);
    assert.ok((await turnsWhile(() => readTable({ records: [Object.values(record)] }))) > 3);
  });
});

describe('what comes back from the reader process', () => {
  it('of many columns is opened with pauses all the way', async () => {
    const record = Object.fromEntries(Array.from({ length: 15_000 }, (_, i) => [`x${i}`, i]));
    const rows = [1, 2, 3].map(row => ({ ...record, x0: row, y: row % 2 }));
    const parcel = await datasetParcel(await makeDataset(await readTable({ records: rows }), { targets: ['y'] }));
    const gaps: number[] = [];
    let last = process.cpuUsage().user;
    let next = setImmediate(function turn() {
      const now = process.cpuUsage().user;
      gaps.push(now - last);
      last = now;
      next = setImmediate(turn);
    });
    const dataset = await openDataset(parcel);
    clearImmediate(next);
    assert.equal(dataset.body.columns.length, 15_001);
    const total = gaps.reduce((sum, gap) => sum + gap, 0);
    // the columns are made in as many turns as they are read in: before, all of them in one
    assert.ok(Math.max(...gaps) < total / 4, `${Math.max(...gaps)} of ${total} µs in one turn`);
  });
});

describe('long texts', () => {
  it('are copied in pieces, and none ends within a character', async () => {
    const texts = ['ä😀'.repeat(400_000), '', 'short', `x${'😀'.repeat(300_000)}`];
    const packing = () => packTexts(textsOf(texts), new Pacer(0));
    assert.ok((await turnsWhile(packing)) > 5);
    const { bytes, ends } = await packing();
    const read = Array.from(ends, (end, i) => Buffer.from(bytes.subarray(i === 0 ? 0 : ends[i - 1], end)).toString());
    assert.deepEqual(read, texts);
  });
});
