import { Problem } from '../errors';

/** The address of what is not there. */
const UNDEFINED = 0xffffffffffffffffn;

/** Bytes of all texts of a file together: a model's configuration is the largest of them. */
const MOST_TEXT = 64 * 1024 * 1024;
/** What a text takes beside its bytes. */
const OF_EACH_TEXT = 32;

export const damaged = (why: string): Problem =>
  new Problem(`is not a whole HDF5 file: ${why}. Save it in Keras again`, { expected: 'HDF5' });

/** Reads numbers and texts of an untrusted file; beyond its end it throws. Little-endian, as the whole format. */
export class Bytes {
  private readonly view: DataView;
  private textLeft = MOST_TEXT;
  constructor(readonly all: Uint8Array) {
    this.view = new DataView(all.buffer, all.byteOffset, all.byteLength);
  }

  get length(): number {
    return this.all.length;
  }

  /** `length` bytes at an address: a view of the file. */
  part(at: number, length: number): Uint8Array {
    this.check(at, length);
    return this.all.subarray(at, at + length);
  }

  u8(at: number): number {
    this.check(at, 1);
    return this.view.getUint8(at);
  }

  u16(at: number): number {
    this.check(at, 2);
    return this.view.getUint16(at, true);
  }

  u32(at: number): number {
    this.check(at, 4);
    return this.view.getUint32(at, true);
  }

  /** A size or an address; the undefined address is −1. */
  u64(at: number): number {
    this.check(at, 8);
    const value = this.view.getBigUint64(at, true);
    if (value === UNDEFINED) return -1;
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged('a size in it is larger than any file');
    return Number(value);
  }

  /** A number of 1, 2, 4 or 8 bytes. */
  uint(at: number, size: number): number {
    if (size === 1) return this.u8(at);
    if (size === 2) return this.u16(at);
    return size === 4 ? this.u32(at) : this.u64(at);
  }

  text(at: number, length: number): string {
    return this.textOf(this.part(at, length));
  }

  /** UTF-8 up to the first zero, after which there is padding. Many places may stand for one text, so they are counted. */
  textOf(bytes: Uint8Array): string {
    const end = bytes.indexOf(0);
    const text = end < 0 ? bytes : bytes.subarray(0, end);
    this.textLeft -= text.length + OF_EACH_TEXT;
    if (this.textLeft < 0) throw damaged('its texts are larger than any model needs');
    return Buffer.from(text).toString('utf8');
  }

  expect(at: number, signature: string): void {
    if (Buffer.from(this.part(at, signature.length)).toString('latin1') !== signature)
      throw damaged(`${signature} is missing at ${at}`);
  }

  private check(at: number, length: number): void {
    if (at < 0 || length < 0 || at + length > this.length) throw damaged(`it ends at ${this.length} bytes`);
  }
}
