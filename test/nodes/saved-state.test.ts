import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeContext } from '../../nodes/shared/define';
import { KeptState } from '../../nodes/shared/kept-state';
import { reportPage } from '../../nodes/shared/report-page';
import { SavedState } from '../../nodes/shared/saved-state';
import { nodeFile, z } from '../../src';
import { Handover } from '../../src/canvas/handover';
import { eventually } from './flow';

/** A message that is still under way when its node is closed changes nothing of what the node's successor has. */
describe('what a node keeps', () => {
  let userDir = '';
  beforeEach(() => {
    userDir = mkdtempSync(join(tmpdir(), 'tensorwire-kept-'));
  });
  afterEach(() => rmSync(userDir, { recursive: true }));

  const kind = { folder: 'health', schema: z.number(), every: 1, what: 'what was counted' };
  const saved = (count: number): SavedState<z.ZodNumber> => {
    const live = { id: 'health', subject: 'health', userDir, node: { warn: assert.fail } };
    return new SavedState(live as unknown as NodeContext, kind, () => count);
  };
  const file = () => nodeFile(userDir, 'health', 'health');
  const waited = () => new Promise(resolve => setTimeout(resolve, 100));

  it('on disk is that of its successor after a deploy', async () => {
    const old = saved(1);
    old.soon();
    await old.close(false);
    const successor = saved(2);
    successor.soon();
    await eventually('the successor writes', () => readFileSync(file(), 'utf8') === '2');
    old.soon();
    await waited();
    assert.equal(readFileSync(file(), 'utf8'), '2');
    await successor.close(false);
  });

  it('on disk is gone with it', async () => {
    const old = saved(1);
    old.soon();
    await eventually('it is written', () => existsSync(file()));
    await old.close(true);
    old.soon();
    await waited();
    assert.equal(existsSync(file()), false);
  });

  it('as its last report is gone with it', async () => {
    const told: unknown[] = [];
    const closing: ((removed: boolean) => void)[] = [];
    const RED = { httpAdmin: {}, comms: { publish: (_: string, there: boolean) => told.push(there) } };
    const live = { RED, id: 'evaluate', onClose: (close: (removed: boolean) => void) => closing.push(close) };
    const page = reportPage(live as unknown as NodeContext);
    const write = () => assert.fail('nobody asks');
    page.keep(write);
    for (const close of closing) close(true);
    page.keep(write);
    assert.deepEqual(told, [true, false]);
  });
});

describe('what a node of a stream keeps', () => {
  it('is written to a slow store one state after the other, the last one at the end', async () => {
    const written: number[] = [];
    const ends: (() => void)[] = [];
    const context = {
      set: (_name: string, state: number, _store: unknown, over: () => void) => {
        written.push(state);
        ends.push(over);
      },
    };
    const live = {
      ...{ id: 'window', node: { context: () => context } },
      canvas: { stopping: true, handover: { take: () => null } },
      RED: { settings: { contextStorage: { default: { module: 'localfilesystem' } } } },
    };
    const kept = new KeptState(live as unknown as NodeContext, '', 'windows', assert.fail);
    let count = 0;
    kept.follow(() => count);
    const touch = (): void => {
      count++;
      kept.touch();
    };
    touch();
    await eventually('the first write', () => written.length === 1);
    touch();
    const saves = [kept.save(), kept.save()];
    touch();
    const closed = kept.close(false);
    await new Promise(resolve => setTimeout(resolve, 20));
    assert.deepEqual(written, [1]);
    ends[0]!();
    await eventually('the second write', () => written.length === 2);
    ends[1]!();
    await Promise.all([...saves, closed]);
    touch();
    await kept.save();
    assert.deepEqual(written, [1, 3]);
  });

  it('moves with it to another context store, of which it is gone then', async () => {
    const handover = new Handover();
    const contextStorage = {
      default: 'first',
      first: { module: 'localfilesystem' },
      second: { module: 'localfilesystem' },
    };
    const stores: Record<string, Map<string, unknown>> = {};
    const storeOf = (name = 'first') => {
      stores[name] ??= new Map();
      return stores[name];
    };
    const context = {
      get: (property: string, store: string | undefined, over: (error: null, value: unknown) => void) =>
        over(null, storeOf(store).get(property)),
      set: (property: string, state: unknown, store: string | undefined, over: () => void) => {
        storeOf(store).set(property, state);
        over();
      },
    };
    const live = {
      ...{ id: 'window', node: { context: () => context } },
      canvas: { stopping: false, handover },
      RED: { settings: { contextStorage: { ...contextStorage, ram: { module: 'memory' } } } },
    };
    const deployed = (store: string) => new KeptState(live as unknown as NodeContext, store, 'windows', assert.fail);
    const first = deployed('');
    assert.equal(await first.load(), undefined);
    first.follow(() => 1);
    first.touch();
    await first.close(false);
    const inStores = () =>
      Object.fromEntries(Object.entries(stores).map(([name, kept]) => [name, kept.get('windows')]));
    assert.deepEqual(inStores(), { first: 1 });
    await deployed('first').close(false); // the same store by its own name
    assert.deepEqual(inStores(), { first: 1 });
    await deployed('second').close(false); // no message came: it is kept for a restart all the same
    assert.deepEqual(inStores(), { first: undefined, second: 1 });
    await deployed('ram').close(false);
    assert.deepEqual(inStores(), { first: undefined, second: undefined });
    const again = deployed('ram');
    assert.equal(await again.load(), 1);
    again.follow(() => 2);
    await again.close(false);
    const last = deployed('second');
    assert.equal(await last.load(), 2);
    assert.deepEqual(inStores(), { first: undefined, second: 2 });
    last.follow(() => 3);
    last.touch();
    await last.close(true);
  });
});
