import { type Bytes, damaged } from './bytes';

/** What an object header says of a group or a dataset. Source: HDF5 File Format Specification 3.0, section IV. */
export interface Message {
  readonly type: number;
  /** where its data begin */
  readonly at: number;
  readonly size: number;
}

export const MESSAGE = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  link: 0x06,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

/** Of one object; Keras's have ten. */
const MOST_MESSAGES = 70_000;
const SHARED = 2;

interface Block {
  readonly at: number;
  readonly length: number;
}

/** The messages of the object at an address, in both versions of headers. */
export function messagesAt(bytes: Bytes, at: number): readonly Message[] {
  return bytes.u8(at) === 1 ? firstVersion(bytes, at) : secondVersion(bytes, at);
}

function firstVersion(bytes: Bytes, at: number): readonly Message[] {
  const first = { at: at + 16, length: bytes.u32(at + 8) };
  return inBlocks(bytes, first, 8, place => ({
    type: bytes.u16(place),
    size: bytes.u16(place + 2),
    flags: bytes.u8(place + 4),
  }));
}

function secondVersion(bytes: Bytes, at: number): readonly Message[] {
  bytes.expect(at, 'OHDR');
  const flags = bytes.u8(at + 5);
  const sized = at + 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
  const width = 1 << (flags & 3);
  const first = { at: sized + width, length: bytes.uint(sized, width) };
  const head = flags & 4 ? 6 : 4;
  const read = (place: number) => ({
    type: bytes.u8(place),
    size: bytes.u16(place + 1),
    flags: bytes.u8(place + 3),
  });
  return inBlocks(bytes, first, head, read, block => {
    bytes.expect(block.at, 'OCHK');
    return { at: block.at + 4, length: block.length - 8 }; // it ends in a checksum
  });
}

/** The messages of a block and of those that continue it, each block once. */
function inBlocks(
  bytes: Bytes,
  first: Block,
  head: number,
  read: (at: number) => { type: number; size: number; flags: number },
  inside: (block: Block) => Block = block => block,
): readonly Message[] {
  const found: Message[] = [];
  const blocks = [first];
  const seen = new Set<number>();
  let parts = 0;
  for (const block of blocks) {
    if (seen.has(block.at)) throw damaged('an object continues in itself');
    seen.add(block.at);
    for (let at = block.at; at + head <= block.at + block.length; ) {
      const { type, size, flags } = read(at);
      const message = { type, size, at: at + head };
      bytes.part(message.at, size);
      if (++parts > MOST_MESSAGES) throw damaged('an object has too many parts');
      if (type === MESSAGE.continuation)
        blocks.push(inside({ at: bytes.u64(message.at), length: bytes.u64(message.at + 8) }));
      else if (flags & SHARED) throw damaged('it uses shared messages, which Keras does not write');
      else if (type !== 0) found.push(message);
      at = message.at + size;
    }
  }
  return found;
}
