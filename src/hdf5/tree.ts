import { type Bytes, damaged } from './bytes';

const DEEPEST = 16;
/** Of one tree: as many groups or pieces of a dataset as a network can need. */
const MOST_LEAVES = 1_000_000;

/** An entry of a leaf: where its key is, and the address of what it is about. */
export interface Leaf {
  readonly key: number;
  readonly child: number;
}

/** The entries at the leaves of a B-tree of version 1, in order, whose keys have `keySize` bytes. Each node is read once. */
export function leavesOf(bytes: Bytes, root: number, keySize: number): readonly Leaf[] {
  const found: Leaf[] = [];
  // nodes that lie over each other may list the same entry many times
  const most = Math.min(MOST_LEAVES, bytes.length / (keySize + 8));
  const seen = new Set<number>();
  const visit = (at: number, depth: number): void => {
    if (depth > DEEPEST || seen.has(at)) throw damaged('a tree in it has no end');
    seen.add(at);
    bytes.expect(at, 'TREE');
    const [level, entries] = [bytes.u8(at + 5), bytes.u16(at + 6)];
    for (let i = 0; i < entries; i++) {
      const key = at + 24 + i * (keySize + 8);
      const child = bytes.u64(key + keySize);
      if (level > 0) visit(child, depth + 1);
      else if (found.push({ key, child }) > most) throw damaged('a tree in it has too many leaves');
    }
  };
  visit(root, 0);
  return found;
}
