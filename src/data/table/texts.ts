import { isPlainWord } from '../cell/plain-word';
import type { Pacer } from '../pace';

/** The different texts of a column, by number. */
export interface Texts {
  readonly length: number;
  at(code: number): string;
}

/** Texts in UTF-8, one after the other, outside the heap. */
export interface Packed {
  readonly bytes: Uint8Array;
  /** the end of each text */
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
      if (pacer.due) await pacer.pause(); // texts may be long
    }
    return list;
  }
}

/** Is this text surely a word, by its bytes alone? */
export const isWordAt = ({ bytes, ends }: Packed, code: number): boolean =>
  isPlainWord(bytes, code === 0 ? 0 : ends[code - 1]!, ends[code]!);

/** Texts that are known in advance. */
export const textsOf = (list: readonly string[]): Texts => ({ length: list.length, at: code => list[code]! });
