import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MOST_BYTES, Uploads } from '../../nodes/ui-nn-batch/uploads';
import { eventually } from './flow';

describe('the uploads of a page', () => {
  let root = '';
  const warned: unknown[] = [];
  const uploads = (limit = () => MOST_BYTES): Uploads => new Uploads(root, limit, error => warned.push(error));
  const left = (): string[] => (existsSync(root) ? readdirSync(root) : []);
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'tensorwire-uploads-'));
    warned.length = 0;
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
    assert.deepEqual(warned, []);
  });

  it('are as large as the administrator allows', async () => {
    const few = uploads(() => 10);
    const id = await few.begin('csv');
    await few.piece(id, new Uint8Array(10));
    await assert.rejects(few.piece(id, new Uint8Array(1)), /larger than/);
    const none = uploads(() => {
      throw new Error('none is allowed');
    });
    await assert.rejects(none.begin('csv'), /none is allowed/);
    assert.deepEqual(left(), []);
  });

  it('are four at once, also if they begin at the same time', async () => {
    const some = uploads();
    const begun = await Promise.allSettled(Array.from({ length: 10 }, () => some.begin('csv')));
    assert.equal(begun.filter(({ status }) => status === 'fulfilled').length, 4);
    assert.equal(left().length, 4);
    await some.close();
    assert.deepEqual(left(), []);
    const again = uploads();
    await again.take(await again.begin('csv'), async () => undefined);
    for (let i = 0; i < 4; i++) await again.begin('csv');
    await again.close();
  });

  it('take no more pieces once they are read', async () => {
    const some = uploads();
    const id = await some.begin('csv');
    await some.take(id, async () => {
      await assert.rejects(some.piece(id, new Uint8Array(1)), /did not arrive/);
    });
  });

  it('that begin while the node is closed leave nothing', async () => {
    const some = uploads();
    const begun = some.begin('csv');
    await Promise.all([assert.rejects(begun, /deployed again/), some.close()]);
    assert.deepEqual(left(), []);
  });

  it('that a crash left are removed when the node starts', async () => {
    const some = uploads();
    await some.begin('csv');
    const [folder] = left();
    await some.close();
    mkdirSync(join(root, folder!)); // as a process leaves it that was killed
    const yesterday = Date.now() / 1000 - 86_400;
    utimesSync(join(root, folder!), yesterday, yesterday);
    uploads();
    await eventually('the folder is gone', () => left().length === 0);
  });
});
