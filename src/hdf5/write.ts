import { Problem } from '../errors';
import { elements } from '../shape';

/** What a group holds, by name: groups, and arrays of float32. */
export interface Tree {
  readonly [name: string]: Tree | FloatArray;
}
export interface FloatArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Messages of one header: their number has 16 bits. */
const MOST_LINKS = 60_000;

/**
 * An HDF5 file of groups and contiguous arrays, as h5py and so Keras opens it: a superblock of version 0, object headers
 * of version 1, and links inside them. All headers come first, then all numbers. Returns the file in pieces, because most
 * of it is there already. Source: HDF5 File Format Specification 3.0.
 */
export function writeHdf5(tree: Tree): readonly Uint8Array[] {
  const root = planned(tree);
  const nodes = flat(root);
  let at = SUPERBLOCK;
  for (const node of nodes) {
    node.header = at;
    at += headerSize(node);
  }
  const head = new Uint8Array(at);
  const pieces: Uint8Array[] = [head];
  for (const node of nodes) {
    if (!node.array) continue;
    const { buffer, byteOffset, byteLength } = node.array.data;
    node.data = at;
    at += padded(byteLength);
    pieces.push(new Uint8Array(buffer, byteOffset, byteLength), new Uint8Array(padded(byteLength) - byteLength));
  }
  const view = new DataView(head.buffer);
  writeSuperblock(view, root.header, at);
  for (const node of nodes) writeHeader(view, node);
  return pieces;
}

interface Node {
  readonly array: FloatArray | null;
  readonly links: readonly { readonly name: Buffer; readonly to: Node }[];
  header: number;
  data: number;
}

function planned(tree: Tree | FloatArray): Node {
  if (isArray(tree)) {
    if (elements(tree.shape) !== tree.data.length)
      throw new Problem(`an array of [${tree.shape.join(', ')}] has ${tree.data.length} numbers`);
    return { array: tree, links: [], header: 0, data: 0 };
  }
  const entries = Object.entries(tree);
  if (entries.length > MOST_LINKS)
    throw new Problem(`at most ${MOST_LINKS} layers can be written, received ${entries.length}`);
  return {
    array: null,
    links: entries.map(([name, to]) => ({ name: Buffer.from(name), to: planned(to) })),
    header: 0,
    data: 0,
  };
}

const isArray = (one: Tree | FloatArray): one is FloatArray => one.data instanceof Float32Array;
const flat = (node: Node): Node[] => [node, ...node.links.flatMap(({ to }) => flat(to))];

/** Everything begins at a multiple of 8 bytes. */
const padded = (size: number): number => Math.ceil(size / 8) * 8;

const SUPERBLOCK = 96;
const HEADER = 16;
const MESSAGE = 8;
const [DATASPACE, LINK_INFO, DATATYPE, FILL, LINK, LAYOUT, GROUP_INFO] = [1, 2, 3, 5, 6, 8, 10];
const [LINK_INFO_SIZE, GROUP_INFO_SIZE, DATATYPE_SIZE, FILL_SIZE, LAYOUT_SIZE] = [18, 2, 20, 4, 18];
const UNDEFINED = 0xffffffffffffffffn;

const linkSize = ({ length }: Buffer): number => 5 + length + 8;
const dataspaceSize = ({ shape }: FloatArray): number => 8 + shape.length * 8;

/** The sizes of a header's messages, without their own heads. */
function messageSizes({ array, links }: Node): readonly number[] {
  if (array) return [dataspaceSize(array), DATATYPE_SIZE, FILL_SIZE, LAYOUT_SIZE];
  return [LINK_INFO_SIZE, GROUP_INFO_SIZE, ...links.map(({ name }) => linkSize(name))];
}

const headerSize = (node: Node): number =>
  messageSizes(node).reduce((sum, size) => sum + MESSAGE + padded(size), HEADER);

function writeSuperblock(view: DataView, root: number, end: number): void {
  [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a].forEach((byte, i) => void view.setUint8(i, byte));
  view.setUint8(13, 8); // bytes of an address
  view.setUint8(14, 8); // bytes of a size
  view.setUint16(16, 4, true); // what the nodes of trees hold, which this file has none of
  view.setUint16(18, 16, true);
  view.setBigUint64(32, UNDEFINED, true);
  view.setBigUint64(40, BigInt(end), true);
  view.setBigUint64(48, UNDEFINED, true);
  view.setBigUint64(64, BigInt(root), true);
}

function writeHeader(view: DataView, node: Node): void {
  const at = node.header;
  const sizes = messageSizes(node);
  view.setUint8(at, 1);
  view.setUint16(at + 2, sizes.length, true);
  view.setUint32(at + 4, 1, true); // one link leads here
  view.setUint32(at + 8, headerSize(node) - HEADER, true);
  let next = at + HEADER;
  const message = (type: number, size: number): number => {
    view.setUint16(next, type, true);
    view.setUint16(next + 2, padded(size), true);
    const data = next + MESSAGE;
    next = data + padded(size);
    return data;
  };
  if (node.array) writeArray(view, node.array, node.data, message);
  else writeLinks(view, node, message);
}

type NextMessage = (type: number, size: number) => number;

function writeArray(view: DataView, array: FloatArray, data: number, message: NextMessage): void {
  const { shape } = array;
  const space = message(DATASPACE, dataspaceSize(array));
  view.setUint8(space, 1);
  view.setUint8(space + 1, shape.length);
  shape.forEach((d, axis) => void view.setBigUint64(space + 8 + axis * 8, BigInt(d), true));
  const type = message(DATATYPE, DATATYPE_SIZE);
  // IEEE single precision: sign in bit 31, 8 bits of exponent from bit 23 with bias 127
  [0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127].forEach(
    (byte, i) => void view.setUint8(type + i, byte),
  );
  const fill = message(FILL, FILL_SIZE);
  view.setUint8(fill, 2);
  view.setUint8(fill + 1, 2);
  view.setUint8(fill + 2, 2);
  const layout = message(LAYOUT, LAYOUT_SIZE);
  view.setUint8(layout, 3);
  view.setUint8(layout + 1, 1);
  view.setBigUint64(layout + 2, array.data.length > 0 ? BigInt(data) : UNDEFINED, true);
  view.setBigUint64(layout + 10, BigInt(array.data.byteLength), true);
}

function writeLinks(view: DataView, { links }: Node, message: NextMessage): void {
  const info = message(LINK_INFO, LINK_INFO_SIZE);
  view.setBigUint64(info + 2, UNDEFINED, true); // no links elsewhere
  view.setBigUint64(info + 10, UNDEFINED, true);
  message(GROUP_INFO, GROUP_INFO_SIZE);
  for (const { name, to } of links) {
    const link = message(LINK, linkSize(name));
    view.setUint8(link, 1);
    view.setUint8(link + 1, 0x11); // the length of the name has 2 bytes, and its encoding is given: UTF-8
    view.setUint8(link + 2, 1);
    view.setUint16(link + 3, name.length, true);
    name.forEach((byte, i) => void view.setUint8(link + 5 + i, byte));
    view.setBigUint64(link + 5 + name.length, BigInt(to.header), true);
  }
}
