import { type Bytes, damaged } from './bytes';

const DEEPEST = 16;

/** An entry of a leaf: where its key is, and the address of what it is about. */
export interface Leaf {
  readonly key: number;
  readonly child: number;
}

/** The entries at the leaves of a B-tree of version 1, in order, whose keys have `keySize` bytes. Each node is read once. */
export function leavesOf(bytes: Bytes, root: number, keySize: number): readonly Leaf[] {
  const found: Leaf[] = [];
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
      else found.push({ key, child });
    }
  };
  visit(root, 0);
  return found;
}
