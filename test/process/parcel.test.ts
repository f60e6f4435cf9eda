import assert from 'node:assert/strict';
import { readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { type Numbers, openUnlinked, readParcel, writeParcel } from '../../src/process/parcel';
import { leftBehind } from './left-behind';

describe('transfer', () => {
  it('numbers of every type come out as they went in, in shared memory; the file has no name', async () => {
    const big = Float32Array.from({ length: 3_000_000 }, (_, i) => i / 7);
    const arrays: Numbers[] = [
      Float64Array.of(1.1, Number.NaN, -0),
      new Int32Array(0),
      big,
      Uint8Array.of(0, 1, 255),
      new Int32Array(new SharedArrayBuffer(12)).fill(-5),
      big.subarray(5, 9),
    ];
    const file = await openUnlinked(big.byteLength);
    try {
      assert.deepEqual(await leftBehind(), []);
      if (process.platform === 'linux') assert.match(readlinkSync(`/proc/self/fd/${file.fd}`), /\(deleted\)$/);
      await writeParcel(file.fd, { value: { names: ['ä', '日本'], nested: [1, null] }, arrays });
      const back = await readParcel(file.fd);
      assert.deepEqual(back.value, { names: ['ä', '日本'], nested: [1, null] });
      back.arrays.forEach((array, i) => {
        assert.ok(array.buffer instanceof SharedArrayBuffer);
        assert.equal(array[Symbol.toStringTag], arrays[i]![Symbol.toStringTag]);
        assert.ok(Buffer.from(array.buffer).equals(Buffer.from(arrays[i]!.slice().buffer)));
      });
    } finally {
      await file.close();
    }
  });

  it('a parcel that ended too early is an error that says so', async () => {
    const file = await openUnlinked(100);
    try {
      await writeParcel(file.fd, { value: 1, arrays: [new Float32Array(100)] });
      await file.truncate(200);
      await assert.rejects(readParcel(file.fd), /ended too early/);
    } finally {
      await file.close();
    }
  });

  it('a file with more bytes than shared memory has is opened in the temporary folder', async function () {
    if (process.platform !== 'linux') this.skip();
    const file = await openUnlinked(2 ** 50);
    try {
      assert.ok(readlinkSync(`/proc/self/fd/${file.fd}`).startsWith(tmpdir()));
    } finally {
      await file.close();
    }
  });
});
