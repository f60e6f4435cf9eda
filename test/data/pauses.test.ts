import assert from 'node:assert/strict';
import { readTable } from '../../src/data';
import { Pacer } from '../../src/data/pace';
import { Packer, Unpacker } from '../../src/data/process/pack';
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
  it('is made with pauses in between: there may be tens of thousands of columns', async () => {
    const packer = new Packer(new Pacer());
    const ref = await packer.addJson(Array.from({ length: 1000 }, (_, i) => ({ i })));
    const from = new Unpacker(await packer.parcel(null));
    let turn = 0;
    let next = setImmediate(function count() {
      turn++;
      next = setImmediate(count);
    });
    const turns = new Set<number>();
    const made = await from.made(ref, new Pacer(0), ({ i }: { i: number }) => {
      turns.add(turn);
      return i;
    });
    clearImmediate(next);
    assert.deepEqual(made, [...Array(1000).keys()]);
    assert.ok(turns.size > 20, `${turns.size} turns of the event loop`);
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
