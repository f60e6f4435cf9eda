/**
 * An immutable map with string keys. `with` returns another map, which shares all nodes with this one except the few on
 * the path to the key. Networks that grow from one another hold such maps, so that a layer costs the same at the end of
 * a long chain as at its start, and a fork costs nothing.
 * A hash trie: at each level, four more bits of the key's hash select one of 16 children.
 */
export class PersistentMap<V> {
  private constructor(private readonly root: Branch<V>) {}

  static empty<V>(): PersistentMap<V> {
    return new PersistentMap<V>([]);
  }

  get(key: string): V | undefined {
    let at: Place<V> = this.root;
    for (let level = 0; isBranch(at); level++) at = at[digit(key, level)];
    return at?.key === key ? at.value : undefined;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  with(key: string, value: V): PersistentMap<V> {
    return new PersistentMap(put(this.root, { key, value }, 0));
  }
}

interface Leaf<V> {
  readonly key: string;
  readonly value: V;
}
type Branch<V> = readonly Place<V>[];
type Place<V> = Branch<V> | Leaf<V> | undefined;

const isBranch = <V>(place: Place<V>): place is Branch<V> => Array.isArray(place);

function put<V>(branch: Branch<V>, leaf: Leaf<V>, level: number): Branch<V> {
  const at = digit(leaf.key, level);
  const there = branch[at];
  const copy = branch.slice();
  if (isBranch(there)) copy[at] = put(there, leaf, level + 1);
  else if (there === undefined || there.key === leaf.key) copy[at] = leaf;
  else copy[at] = put(put<V>([], there, level + 1), leaf, level + 1);
  return copy;
}

const BITS = 4;
const LEVELS = 32 / BITS;

/** Four bits of the key's hash; when its 32 bits are used up, of another hash. */
const digit = (key: string, level: number): number =>
  (hash(key, Math.floor(level / LEVELS)) >>> (BITS * (level % LEVELS))) & (2 ** BITS - 1);

/** FNV-1a; the last steps spread a change of the last letters over all bits. */
function hash(key: string, seed: number): number {
  let h = 0x811c9dc5 ^ seed;
  for (let i = 0; i < key.length; i++) h = Math.imul(h ^ key.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  return h ^ (h >>> 13);
}
