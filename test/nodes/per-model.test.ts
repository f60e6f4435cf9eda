import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import type { NodeContext } from '../../nodes/shared/define';
import { PerModel } from '../../nodes/shared/per-model';
import type { Store } from '../../src';
import { sampleModel } from '../values/samples';

const LONG = 1200;

it('messages that wait for a slow store need no lookup each, and are handled in order', async () => {
  let lookups = 0;
  const store = {
    changes: () => 1,
    async find() {
      lookups++;
      await new Promise(resolve => setTimeout(resolve, LONG));
      return { name: 'sample', version: 1 };
    },
    load: async () => sampleModel(),
  } as unknown as Store;
  const nothing = (): void => undefined;
  const live = { id: 'n', userDir: tmpdir(), RED: {}, idle: nothing, ready: nothing, onClose: nothing };
  const perModel = new PerModel(live as unknown as NodeContext, store, 'sample', async model => ({ model }));
  const handled: number[] = [];
  const handle = (i: number) =>
    perModel.handle(i, 'msg.payload', () => {
      handled.push(i);
      return null;
    });
  await Promise.all(Array.from({ length: 20 }, (_, i) => handle(i)));
  assert.deepEqual([lookups, handled], [1, Array.from({ length: 20 }, (_, i) => i)]);
  await handle(20);
  assert.equal(lookups, 2, 'it came long after the last lookup');
});
