import assert from 'node:assert/strict';
import { readTable } from '../../src/data';
import { turnsWhile } from '../turns';

describe('rows that came in a message', () => {
  it('of 60,000 columns are read with pauses, within a row too', async () => {
    const record = Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`x${i}`, i]));
    assert.ok((await turnsWhile(() => readTable({ records: [record] }))) > 3);
    assert.ok((await turnsWhile(() => readTable({ records: [Object.values(record)] }))) > 3);
  });
});
