import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/store';
import { Model, ModelBody } from '../../src/values';
import { sampleModel } from '../values/samples';

const large = (name: string, kilobytes: number): Model => {
  const { card, network, weights, pipeline } = sampleModel(name).body;
  return new Model(name, null, new ModelBody(card, network, weights, pipeline, new Uint8Array(kilobytes * 1024)));
};

describe('the store on a full disk', () => {
  let disk: string;
  before(async function () {
    disk = await mkdtemp(join(tmpdir(), 'tensorwire-disk-'));
    const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', disk], { encoding: 'utf8' });
    if (mount.status === 0) return;
    console.log(`    no small disk can be mounted here (${mount.error?.message ?? mount.stderr.trim()}): skipped`);
    await rm(disk, { recursive: true });
    this.skip();
  });
  after(async () => {
    if (spawnSync('umount', [disk]).status === 0) await rm(disk, { recursive: true });
  });

  it('says so, leaves nothing behind, keeps what it had, and saves again when there is room', async () => {
    const store = openStore(disk);
    await store.save(sampleModel('small'));
    const full = {
      name: 'TensorwireError',
      message: /store: saving the model "big" failed because the disk is full \(ENOSPC\)/,
    };
    for (let i = 0; i < 3; i++) await assert.rejects(store.save(large('big', 600)), full);
    assert.deepEqual(await readdir(disk), ['small']);
    assert.equal((await store.load('small')).version, 1);

    const { version } = await store.save(large('medium', 300));
    await assert.rejects(store.save(large('big', 300)), full);
    assert.deepEqual((await readdir(disk)).sort(), ['medium', 'small']);

    await writeFile(join(disk, 'filler'), new Uint8Array(512 * 1024)).catch(() => undefined);
    await assert.rejects(store.promote('medium', 1, 'champion'), /the disk is full/);
    await assert.rejects(store.exportTo('medium', join(disk, 'medium.zip')), /the disk is full/);
    await store.delete(`medium:${version}`);
    await rm(join(disk, 'filler'));
    assert.equal((await store.save(large('big', 300))).version, 1);
    assert.equal((await store.load('big')).body.onnx.length, 300 * 1024);
    assert.deepEqual(
      (await readdir(disk)).filter(f => f.startsWith('.')),
      [],
    );
  });
});
