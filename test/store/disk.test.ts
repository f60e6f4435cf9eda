import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../../src/make-folder';
import { openStore } from '../../src/store';
import { inTemporary, removeAbandoned, removeAbandonedExports, syncFolder } from '../../src/store/disk';
import { sampleModel } from '../values/samples';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tensorwire-writing-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const age = async (path: string, hours: number) => {
  const then = Date.now() / 1000 - hours * 3600;
  await utimes(path, then, then);
};

describe('what killed writers leave', () => {
  const uuid = '01234567-89ab-cdef-0123-456789abcdef';

  it('is swept from a folder that is not ours alone only where it is ours for sure', async () => {
    const old = [`.tmp-${uuid}`, '.tmp-mine', `.tmp-${uuid.replace('0', 'f')}`, `x.tmp-${uuid}`];
    for (const name of old) {
      await mkdir(join(root, name));
      await writeFile(join(root, name, 'file'), 'half');
    }
    await writeFile(join(root, old[2]!, 'thesis.txt'), 'precious');
    await mkdir(join(root, `.tmp-${uuid.replace('0', 'a')}`));
    await writeFile(join(root, `.tmp-${uuid.replace('0', 'b')}`), 'a file of such a name');
    const before = await readdir(root);
    for (const name of before) await age(join(root, name), name === `.tmp-${uuid.replace('0', 'a')}` ? 0.5 : 2);
    await removeAbandonedExports(root);
    assert.deepEqual(
      before.filter(name => name !== `.tmp-${uuid}`),
      await readdir(root),
    );
  });

  it('is swept by the next export into that folder', async () => {
    const store = openStore(join(root, 'store'));
    await store.save(sampleModel('iris'));
    const left = join(root, `.tmp-${uuid}`);
    await mkdir(left);
    await writeFile(join(left, 'file'), 'half');
    await age(left, 2);
    await store.exportTo('iris', join(root, 'iris.zip'));
    assert.deepEqual((await readdir(root)).sort(), ['iris.zip', 'store']);
  });

  it('is not taken for what is still being written here', async () => {
    await inTemporary(root, async folder => {
      await age(folder, 2);
      await removeAbandoned(root);
      assert.ok((await stat(folder)).isDirectory());
    });
    await removeAbandoned(join(root, 'none'));
  });
});

describe('writing', () => {
  it('says what it could not make durable', async () => {
    await syncFolder(root);
    await assert.rejects(syncFolder(join(root, 'none')), { code: 'ENOENT' });
  });

  it('makes folders, and says which one it cannot', async () => {
    await makeFolder(join(root, 'a/b/c'));
    await makeFolder(join(root, 'a/b/c'));
    await writeFile(join(root, 'a/file'), '');
    await assert.rejects(makeFolder(join(root, 'a/file/b')), { code: 'ENOTDIR' });
  });

  describe('on a read-only disk', () => {
    let disk: string;
    before(async function () {
      disk = await mkdtemp(join(tmpdir(), 'tensorwire-read-only-'));
      const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status === 0;
      if (mounted) {
        await mkdir(join(disk, 'there'));
        if (spawnSync('mount', ['-o', 'remount,ro', disk]).status === 0) return;
      }
      console.log('    no read-only disk can be mounted here: skipped');
      if (mounted) spawnSync('umount', [disk]);
      await rm(disk, { recursive: true });
      this.skip();
    });
    after(async () => {
      if (spawnSync('umount', [disk]).status === 0) await rm(disk, { recursive: true });
    });

    for (const folder of ['new', 'new/below', 'there', 'there/below'])
      it(`saving into ${folder} says so`, async () => {
        const store = openStore(join(disk, folder));
        await assert.rejects(store.save(sampleModel('iris')), {
          name: 'TensorwireError',
          message: /^store: saving the model "iris" failed because the disk is read-only \(EROFS\): /,
        });
        assert.deepEqual(await store.list(), []);
      });
    it('so does an export', async () => {
      const store = openStore(join(root, 'store'));
      await store.save(sampleModel('iris'));
      await assert.rejects(store.exportTo('iris', join(disk, 'iris.zip')), /because the disk is read-only \(EROFS\)/);
    });
  });
});
