import { hash } from './text-hash';
import type { Packed, Texts } from './texts';

/** Positions up to this are 32-bit integers. */
const MOST_BYTES = 2 ** 32 - 1;

/**
 * Texts in UTF-8, one after the other, found by a hash table with open addressing: 12 bytes per text besides its own.
 */
export class ByteDictionary implements Texts {
  length = 0;
  private bytes: Buffer;
  /** ends[i]: the end of text i */
  private ends: Float64Array;
  /** the end of what `write` has written */
  private written = 0;
  /** codes + 1; 0: free */
  private table = new Int32Array(16);

  constructor(room: number) {
    this.bytes = Buffer.allocUnsafeSlow(Math.max(16, 16 * room));
    this.ends = new Float64Array(Math.max(1, room));
  }

  at(code: number): string {
    return this.bytes.toString('utf8', code === 0 ? 0 : this.ends[code - 1]!, this.ends[code]!);
  }

  codeOf(text: string): number {
    const start = this.size;
    this.reserve(start + 3 * text.length);
    const end = start + this.bytes.write(text, start, 'utf8');
    const { table, bytes } = this;
    const mask = table.length - 1;
    for (let slot = hash(bytes, start, end) & mask; ; slot = (slot + 1) & mask) {
      const code = table[slot]! - 1;
      if (code < 0) return this.add(slot, end);
      const from = code === 0 ? 0 : this.ends[code - 1]!;
      const to = this.ends[code]!;
      if (to - from === end - start && bytes.compare(bytes, from, to, start, end) === 0) return code;
    }
  }

  codeOfBytes(source: Buffer, from: number, to: number, hashed: number): number {
    const { table, bytes, ends } = this;
    const mask = table.length - 1;
    const size = to - from;
    next: for (let slot = hashed & mask; ; slot = (slot + 1) & mask) {
      const code = table[slot]! - 1;
      if (code < 0) {
        const start = this.size;
        this.reserve(start + size);
        source.copy(this.bytes, start, from, to);
        return this.add(slot, start + size);
      }
      // as integers: a float64 index makes each byte four times as slow
      const start = code === 0 ? 0 : ends[code - 1]! >>> 0;
      if (ends[code]! >>> 0 !== start + size) continue;
      for (let i = 0; i < size; i++) if (bytes[start + i] !== source[from + i]) continue next;
      return code;
    }
  }

  /** Bytes of all texts. */
  get size(): number {
    return this.length === 0 ? 0 : this.ends[this.length - 1]!;
  }

  /** Writes a part of the next text, without checking whether that exists. */
  write(part: string): void {
    const start = this.written;
    if (start + 3 * part.length > this.bytes.length) this.reserve(start + Buffer.byteLength(part));
    this.written = start + this.bytes.write(part, start, 'utf8');
  }
  /** The text that was written is complete. */
  close(): void {
    this.end(this.written);
  }

  packed(): Packed {
    const { bytes, ends, length } = this;
    return { bytes: bytes.subarray(0, this.size), ends: ends.subarray(0, length) };
  }

  private add(slot: number, end: number): number {
    const code = this.end(end);
    this.table[slot] = code + 1;
    if (2 * this.length > this.table.length) this.rehash();
    return code;
  }

  private end(end: number): number {
    const code = this.length++;
    if (code === this.ends.length) {
      const grown = new Float64Array(2 * code);
      grown.set(this.ends);
      this.ends = grown;
    }
    this.ends[code] = end;
    return code;
  }

  private rehash(): void {
    const table = new Int32Array(2 * this.table.length);
    const mask = table.length - 1;
    let start = 0;
    for (let code = 0; code < this.length; code++) {
      const end = this.ends[code]!;
      let slot = hash(this.bytes, start, end) & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = code + 1;
      start = end;
    }
    this.table = table;
  }

  reserve(size: number): void {
    if (size <= this.bytes.length) return;
    if (size > MOST_BYTES) throw new RangeError(`texts of a column take more than ${MOST_BYTES} bytes`);
    const grown = Buffer.allocUnsafe(Math.max(size, 2 * this.bytes.length));
    this.bytes.copy(grown);
    this.bytes = grown;
  }
}
