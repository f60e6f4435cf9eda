import type { Pacer } from '../pace';
import { ByteDictionary } from './byte-dictionary';
import { piecesOf } from './text-pieces';
import { type Packed, PackedTexts, type Texts } from './texts';

/**
 * Up to this many are kept as strings; a column with more has a text for nearly every row, and strings would cost too
 * much.
 */
const FEW = 1024;

/** A dictionary of texts: each different text has a number, in order of appearance. */
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

  /** The same for a text in UTF-8, with its hash; it becomes a string only when somebody asks for it. */
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
    for (const piece of piecesOf(texts.at(code))) {
      bytes += Buffer.byteLength(piece);
      if (pacer.due) await pacer.pause();
    }
  }
  return bytes;
}

/** With pauses: there may be many, and each may be long. */
export async function packTexts(texts: Texts, pacer: Pacer): Promise<Packed> {
  const bytes = bytesOf(texts);
  if (bytes !== null) return bytes;
  const many = new ByteDictionary(texts.length);
  if (textSize(texts) > LONG) many.reserve(await bytesOfAll(texts, pacer)); // growing would copy everything at once
  for (let code = 0; code < texts.length; code++) {
    for (const piece of piecesOf(texts.at(code))) {
      many.write(piece);
      if (pacer.due) await pacer.pause();
    }
    many.close();
  }
  return many.packed();
}

/** Bytes or characters of the texts in a dictionary. */
export const textSize = (texts: Texts): number => (texts instanceof TextDictionary ? texts.size : 0);
