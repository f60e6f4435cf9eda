import { type Bytes, damaged } from './bytes';
import { MESSAGE, type Message } from './header';
import { leavesOf } from './tree';

/** Of one group: a network may have 10,000 layers. */
const MOST_LINKS = 100_000;

/** The addresses of what a group holds, by name. Links to other files and by path are refused. */
export function linksOf(bytes: Bytes, messages: readonly Message[]): ReadonlyMap<string, number> {
  const links = new Map<string, number>();
  const add = (name: string, address: number): void => {
    if (links.has(name)) throw damaged(`a group holds two of the name ${JSON.stringify(name.slice(0, 60))}`);
    if (links.set(name, address).size > MOST_LINKS) throw damaged('a group holds too many objects');
  };
  for (const message of messages) {
    const { type, at } = message;
    if (type === MESSAGE.symbolTable) {
      const heap = heapAt(bytes, bytes.u64(at + 8));
      for (const { child } of leavesOf(bytes, bytes.u64(at), 8)) addSymbols(bytes, child, heap, add);
    }
    if (type === MESSAGE.link) addLink(bytes, message, add);
    if (type === MESSAGE.linkInfo) {
      const heap = at + 2 + (bytes.u8(at + 1) & 1 ? 8 : 0);
      if (bytes.u64(heap) >= 0)
        throw damaged("a group has the form of libver='latest' with many links, which Keras does not write");
    }
  }
  return links;
}

/** The texts of a local heap. */
function heapAt(bytes: Bytes, at: number): Uint8Array {
  bytes.expect(at, 'HEAP');
  return bytes.part(bytes.u64(at + 24), bytes.u64(at + 8));
}

type Add = (name: string, address: number) => void;

/** The entries of a symbol table node. */
function addSymbols(bytes: Bytes, at: number, heap: Uint8Array, add: Add): void {
  bytes.expect(at, 'SNOD');
  const count = bytes.u16(at + 6);
  for (let i = 0; i < count; i++) {
    const entry = at + 8 + i * 40;
    const name = bytes.textOf(heap.subarray(bytes.u64(entry)));
    if (bytes.u32(entry + 16) === 2) throw notHard(name);
    add(name, bytes.u64(entry + 8));
  }
}

function addLink(bytes: Bytes, { at, size }: Message, add: Add): void {
  const flags = bytes.u8(at + 1);
  let next = at + 2;
  const kind = flags & 8 ? bytes.u8(next++) : 0;
  next += (flags & 4 ? 8 : 0) + (flags & 0x10 ? 1 : 0);
  const width = 1 << (flags & 3);
  const length = bytes.uint(next, width);
  if (next + width + length > at + size) throw damaged('the name of a link is longer than its place');
  const name = bytes.text(next + width, length);
  if (kind !== 0) throw notHard(name);
  add(name, bytes.u64(next + width + length));
}

const notHard = (name: string) =>
  damaged(`${JSON.stringify(name.slice(0, 60))} is a link to another place or file, which is not followed`);
