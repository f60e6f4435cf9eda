import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PersistentMap } from '../../src/network/persistent-map';

const filled = (entries: Iterable<readonly [string, number]>): PersistentMap<number> =>
  [...entries].reduce((trie, [key, value]) => trie.with(key, value), PersistentMap.empty<number>());

describe('a map that never changes', () => {
  it('holds what a Map holds', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ maxLength: 3 }), fc.integer())), entries => {
        const [trie, map] = [filled(entries), new Map(entries)];
        for (const key of [...map.keys(), '', 'not there', 'a', 'b']) assert.equal(trie.get(key), map.get(key), key);
      }),
    ));
  it('is as it was after another has grown from it', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.integer())), fc.string(), (entries, key) => {
        const [trie, before] = [filled(entries), new Map(entries).get(key)];
        assert.equal(trie.with(key, 1).with(`${key}!`, 2).get(key), 1);
        assert.equal(trie.get(key), before);
      }),
    ));
  it('tells many keys apart', () => {
    const keys = Array.from({ length: 20_000 }, (_, i) => `${i.toString(36)}-layer`);
    const trie = filled(keys.map((key, i) => [key, i]));
    assert.ok(keys.every((key, i) => trie.get(key) === i));
  });
});
