import { elements } from '../shape';
import { type AttributeText, attributesOf } from './attributes';
import { Bytes, damaged } from './bytes';
import { MESSAGE, type Message, messagesAt } from './header';
import { storedBytes } from './layout';
import { linksOf } from './links';
import { asFloat32 } from './numbers';
import { datatypeAt, shapeAt } from './types';

/** The first bytes of every HDF5 file. */
export const HDF5 = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a] as const;

/**
 * An untrusted HDF5 file in memory. Reads what h5py writes by default, and so Keras: groups, attributes of texts, and
 * datasets of numbers, contiguous or in pieces packed by deflate. Each size is compared with the file before anything is
 * allocated for it, each place is read within the file, and links lead nowhere else. Throws a Problem.
 * Source: HDF5 File Format Specification 3.0.
 */
export function openHdf5(file: Uint8Array, { mostBytes = 2 ** 31 }: { readonly mostBytes?: number } = {}): Group {
  const bytes = new Bytes(file);
  if (HDF5.some((byte, i) => file[i] !== byte)) throw damaged('its first bytes are others');
  const version = bytes.u8(8);
  const later = version === 1 ? 4 : 0;
  const [sizes, end, root] = version < 2 ? [13, 40 + later, 64 + later] : [9, 28, 36];
  if (version > 3) throw damaged(`it has the version ${version}`);
  if (bytes.u64(end) > bytes.length) throw damaged(`it ends at ${bytes.length} of ${bytes.u64(end)} bytes`);
  if (bytes.u8(sizes) !== 8 || bytes.u8(sizes + 1) !== 8) throw damaged('its addresses do not have 64 bits');
  return new Group({ bytes, left: mostBytes }, bytes.u64(root));
}

/** `left`: bytes that may still be allocated for datasets, so that no file needs more than it is allowed. */
interface Opened {
  readonly bytes: Bytes;
  left: number;
}

export class Group {
  /** texts only */
  readonly attributes: ReadonlyMap<string, AttributeText>;
  private readonly links: ReadonlyMap<string, number>;
  private readonly opened = new Map<string, Group | Dataset>();

  constructor(
    private readonly file: Opened,
    at: number,
    messages = messagesAt(file.bytes, at),
  ) {
    this.attributes = attributesOf(file.bytes, messages);
    this.links = linksOf(file.bytes, messages);
  }

  get names(): readonly string[] {
    return [...this.links.keys()];
  }

  /** The group at a path, `layers/dense`; undefined: there is none. */
  group(path: string): Group | undefined {
    const found = this.at(path);
    return found instanceof Group ? found : undefined;
  }

  /** The dataset at a path; undefined: there is none. */
  dataset(path: string): Dataset | undefined {
    const found = this.at(path);
    return found instanceof Dataset ? found : undefined;
  }

  private at(path: string): Group | Dataset | undefined {
    const [name, ...rest] = path.split('/').filter(part => part !== '');
    if (name === undefined) return this;
    const found = this.opened.get(name) ?? this.open(name);
    if (!(found instanceof Group)) return rest.length === 0 ? found : undefined;
    return found.at(rest.join('/'));
  }

  private open(name: string): Group | Dataset | undefined {
    const address = this.links.get(name);
    if (address === undefined) return undefined;
    const messages = messagesAt(this.file.bytes, address);
    const isDataset = messages.some(({ type }) => type === MESSAGE.layout);
    const found = isDataset ? new Dataset(this.file, messages) : new Group(this.file, address, messages);
    this.opened.set(name, found);
    return found;
  }
}

export class Dataset {
  readonly shape: readonly number[];
  constructor(
    private readonly file: Opened,
    private readonly messages: readonly Message[],
  ) {
    this.shape = shapeAt(file.bytes, this.message('dataspace').at);
  }

  /** All numbers, row-major, as float32 in shared memory. */
  read(): Float32Array {
    const { bytes } = this.file;
    const type = datatypeAt(bytes, this.message('datatype').at);
    const count = elements(this.shape);
    const needed = count * Math.max(4, type.size);
    if (!(needed <= this.file.left))
      throw damaged(`a dataset of [${this.shape.join(', ')}] is larger than the memory that may be used`);
    this.file.left -= needed;
    const bfloat16 = attributesOf(bytes, this.messages).get('dtype') === 'bfloat16';
    return asFloat32(storedBytes(bytes, this.messages, this.shape, type.size), type, count, bfloat16);
  }

  private message(name: 'dataspace' | 'datatype'): Message {
    const found = this.messages.find(({ type }) => type === MESSAGE[name]);
    if (!found) throw damaged(`a dataset has no ${name}`);
    return found;
  }
}
