import { inflateSync } from 'node:zlib';
import { type Bytes, damaged } from './bytes';
import { MESSAGE, type Message } from './header';
import { leavesOf } from './tree';

const [DEFLATE, SHUFFLE, FLETCHER] = [1, 2, 3];
const FILTERS = 'none, deflate, shuffle, fletcher32, szip, nbit, scaleoffset, lzf'.split(', ');

/** The bytes of a dataset of `shape` with elements of `size` bytes, row-major. */
export function storedBytes(
  bytes: Bytes,
  messages: readonly Message[],
  shape: readonly number[],
  size: number,
): Uint8Array {
  const total = shape.reduce((product, d) => product * d, size);
  const layout = messages.find(({ type }) => type === MESSAGE.layout);
  if (!layout) throw damaged('a dataset has no data');
  const [version, kind] = [bytes.u8(layout.at), bytes.u8(layout.at + 1)];
  if (version !== 3 && (version !== 4 || kind === 2))
    throw damaged(`a dataset has the layout version ${version}, which Keras does not write`);
  if (kind === 0) return bytes.part(layout.at + 4, total);
  const address = bytes.u64(layout.at + (kind === 1 ? 2 : 3));
  if (address < 0) return new Uint8Array(total); // never written: zeros
  if (kind === 1) return bytes.part(address, total);
  if (kind !== 2) throw damaged('a dataset is made of other ones, which is not followed');
  const rank = bytes.u8(layout.at + 2) - 1;
  if (rank !== shape.length) throw damaged('the pieces of a dataset have another shape');
  const piece = shape.map((_, axis) => bytes.u32(layout.at + 11 + axis * 4));
  return fromPieces(bytes, address, { shape, size, piece, filters: filtersOf(bytes, messages), total });
}

interface Pieces {
  readonly shape: readonly number[];
  readonly piece: readonly number[];
  /** bytes of an element */
  readonly size: number;
  /** of all elements */
  readonly total: number;
  readonly filters: readonly number[];
}

function filtersOf(bytes: Bytes, messages: readonly Message[]): readonly number[] {
  const message = messages.find(({ type }) => type === MESSAGE.filters);
  if (!message) return [];
  const [version, count] = [bytes.u8(message.at), bytes.u8(message.at + 1)];
  let at = message.at + (version === 1 ? 8 : 2);
  return Array.from({ length: count }, () => {
    const filter = bytes.u16(at);
    const named = version === 1 || filter >= 256;
    const name = named ? bytes.u16(at + 2) : 0;
    const values = bytes.u16(at + (named ? 6 : 4));
    at += (named ? 8 : 6) + name + values * 4 + (version === 1 && values % 2 === 1 ? 4 : 0);
    if (![DEFLATE, SHUFFLE, FLETCHER].includes(filter))
      throw damaged(`a dataset is packed by ${FILTERS[filter] ?? `the filter ${filter}`}; deflate can be read`);
    return filter;
  });
}

/** A piece is unpacked at once; Keras's have at most a megabyte. */
const MOST_PIECE = 64 * 2 ** 20;

/** Pieces at the leaves of a B-tree, each with its place in the whole. */
function fromPieces(bytes: Bytes, root: number, pieces: Pieces): Uint8Array {
  const { piece, size, total, shape } = pieces;
  const pieceBytes = piece.reduce((product, d) => product * d, size);
  if (!(pieceBytes > 0 && pieceBytes <= Math.max(total, MOST_PIECE)))
    throw damaged('the pieces of a dataset have no possible size');
  const most = shape.reduce((product, d, axis) => product * (Math.ceil(d / piece[axis]!) || 1), 1);
  const leaves = leavesOf(bytes, root, 8 + (shape.length + 1) * 8);
  if (leaves.length > most) throw damaged('a dataset has more pieces than fit into it');
  const out = new Uint8Array(total);
  for (const { key, child } of leaves) {
    const packed = bytes.part(child, bytes.u32(key));
    const plain = unpacked(packed, pieces, bytes.u32(key + 4), pieceBytes);
    const from = shape.map((_, axis) => bytes.u64(key + 8 + axis * 8));
    if (from.some((at, axis) => at < 0 || at >= Math.max(1, shape[axis]!)))
      throw damaged('a piece lies beside its dataset');
    place(out, plain, from, pieces);
  }
  return out;
}

/** Undoes the filters, the last one first; a bit of `mask` says that one was not applied. */
function unpacked(packed: Uint8Array, { filters, size }: Pieces, mask: number, length: number): Uint8Array {
  let data = packed;
  for (let i = filters.length - 1; i >= 0; i--) {
    if (mask & (1 << i)) continue;
    if (filters[i] === DEFLATE) data = inflated(data, length + 4);
    else if (filters[i] === SHUFFLE) data = unshuffled(data, size);
    else data = data.subarray(0, -4); // without its checksum
  }
  if (data.length !== length) throw damaged(`a piece of a dataset has ${data.length} of ${length} bytes`);
  return data;
}

function inflated(data: Uint8Array, most: number): Uint8Array {
  try {
    return inflateSync(data, { maxOutputLength: most });
  } catch (error) {
    throw damaged(`a piece of a dataset cannot be unpacked (${(error as Error).message})`);
  }
}

/** All first bytes of the elements stand first, then all second ones. */
function unshuffled(data: Uint8Array, size: number): Uint8Array {
  const count = Math.floor(data.length / size);
  const out = Uint8Array.from(data);
  for (let byte = 0; byte < size; byte++)
    for (let i = 0; i < count; i++) out[i * size + byte] = data[byte * count + i]!;
  return out;
}

/** Copies the rows of a piece to their places; what reaches beyond the dataset is padding. */
function place(out: Uint8Array, plain: Uint8Array, from: readonly number[], { shape, piece, size }: Pieces): void {
  const last = shape.length - 1;
  const copy = (axis: number, source: number, target: number): void => {
    const count = Math.min(piece[axis]!, shape[axis]! - from[axis]!);
    if (axis === last) {
      const start = (target * shape[axis]! + from[axis]!) * size;
      if (count > 0)
        out.set(plain.subarray(source * piece[axis]! * size, (source * piece[axis]! + count) * size), start);
      return;
    }
    for (let i = 0; i < count; i++) copy(axis + 1, source * piece[axis]! + i, target * shape[axis]! + from[axis]! + i);
  };
  copy(0, 0, 0);
}
