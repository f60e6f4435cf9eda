import { isPlainWord } from '../cell/plain-word';
import type { Pacer } from '../pace';

/** The different texts of a column, by number. */
export interface Texts {
  readonly length: number;
  at(code: number): string;
}

/** Texts as UTF-8, one behind the other: nothing that a heap would hold. */
export interface Packed {
  readonly bytes: Uint8Array;
  /** where each text ends */
  readonly ends: Float64Array;
}

export class PackedTexts implements Texts, Packed {
  private readonly buffer: Buffer;
  constructor(
    readonly bytes: Uint8Array,
    readonly ends: Float64Array,
  ) {
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  get length(): number {
    return this.ends.length;
  }
  at(code: number): string {
    return this.buffer.toString('utf8', code === 0 ? 0 : this.ends[code - 1]!, this.ends[code]!);
  }
  /** All of them as strings. */
  async all(pacer: Pacer): Promise<string[]> {
    const list = new Array<string>(this.length);
    for (let code = 0; code < list.length; code++) {
      list[code] = this.at(code);
      if (pacer.due) await pacer.breathe(); // texts may be long
    }
    return list;
  }
}

/** Is this text a word by its bytes alone? */
export const isWordAt = ({ bytes, ends }: Packed, code: number): boolean =>
  isPlainWord(bytes, code === 0 ? 0 : ends[code - 1]!, ends[code]!);

/** The bytes of texts that are kept as bytes; null: they are strings. */
export function bytesOf(texts: Texts): Packed | null {
  if (texts instanceof PackedTexts) return texts;
  return texts instanceof TextDictionary ? texts.asBytes() : null;
}

/** Characters that are copied in a millisecond or less. */
const LONG = 2 ** 20;

async function bytesOfAll(texts: Texts, pacer: Pacer): Promise<number> {
  let bytes = 0;
  for (let code = 0; code < texts.length; code++) {
    bytes += Buffer.byteLength(texts.at(code));
    if (pacer.due) await pacer.breathe();
  }
  return bytes;
}

/** With pauses: there may be many, and each may be long. */
export async function packTexts(texts: Texts, pacer: Pacer): Promise<Packed> {
  const bytes = bytesOf(texts);
  if (bytes !== null) return bytes;
  const many = new ByteDictionary(texts.length);
  if (textSize(texts) > LONG) many.reserve(await bytesOfAll(texts, pacer)); // to grow would copy all at one go
  for (let code = 0; code < texts.length; code++) {
    many.append(texts.at(code));
    if (pacer.due) await pacer.breathe();
  }
  return many.packed();
}

/** Bytes, or characters, of the texts that a dictionary holds. */
export const textSize = (texts: Texts): number => (texts instanceof TextDictionary ? texts.size : 0);

/** So many are kept as strings; a column with more has a text for nearly every row, and strings cost too much. */
const FEW = 1024;

/** Texts that are given out once: each different text has a number, in order of appearance. */
export class TextDictionary implements Texts {
  private readonly few: string[] = [];
  private readonly codes = new Map<string, number>();
  private many: ByteDictionary | null = null;
  private characters = 0;

  get length(): number {
    return this.many?.length ?? this.few.length;
  }

  get size(): number {
    return this.many?.size ?? this.characters;
  }

  at(code: number): string {
    return code < this.few.length ? this.few[code]! : this.many!.at(code);
  }

  codeOf(text: string): number {
    if (this.many !== null) return this.many.codeOf(text);
    const known = this.codes.get(text);
    if (known !== undefined) return known;
    if (this.few.length === FEW) return this.grow().codeOf(text);
    const code = this.few.push(text) - 1;
    this.characters += text.length;
    this.codes.set(text, code);
    return code;
  }

  /** The same for a text in UTF-8, with its hash, which becomes a string only where someone asks for it. */
  codeOfBytes(source: Buffer, from: number, to: number, hashed: number): number {
    return (this.many ?? this.grow()).codeOfBytes(source, from, to, hashed);
  }

  packed(): Packed {
    return (this.many ?? this.grow()).packed();
  }

  asBytes(): Packed | null {
    return this.many?.packed() ?? null;
  }

  private grow(): ByteDictionary {
    const many = new ByteDictionary(2 * FEW);
    for (const text of this.few) many.codeOf(text);
    this.few.length = 0;
    this.codes.clear();
    this.many = many;
    return many;
  }
}

/** So far a position is an integer of 32 bits. */
const MOST_BYTES = 2 ** 32 - 1;

/** UTF-8 one behind the other, found again by a hash table with open addresses: 12 bytes a text beside its own. */
class ByteDictionary implements Texts {
  length = 0;
  private bytes: Buffer;
  /** ends[i]: where text i ends */
  private ends: Float64Array;
  /** codes + 1, 0: free */
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
      // as integers: an index that is a float64 makes each byte four times as slow
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

  /** A text as the next one, whether it is there already or not. */
  append(text: string): void {
    const start = this.size;
    if (start + 3 * text.length > this.bytes.length) this.reserve(start + Buffer.byteLength(text));
    this.end(start + this.bytes.write(text, start, 'utf8'));
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

/** FNV-1a, 32 bits, for who sees the bytes of a text one by one: the beginning, each byte, the end. */
export const HASH_OF_NOTHING = 0x811c9dc5;
export const hashWith = (value: number, byte: number): number => Math.imul(value ^ byte, 0x01000193);
export const hashEnd = (value: number): number => value ^ (value >>> 15);

export function hash(bytes: Uint8Array, start: number, end: number): number {
  let value = HASH_OF_NOTHING;
  for (let i = start; i < end; i++) value = hashWith(value, bytes[i]!);
  return hashEnd(value);
}

/** Texts that are known beforehand. */
export const textsOf = (list: readonly string[]): Texts => ({ length: list.length, at: code => list[code]! });
