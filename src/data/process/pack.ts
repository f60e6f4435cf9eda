import { type Numbers, type Parcel, TYPES } from '../../process/parcel';
import type { Pacer } from '../pace';
import { ByteDictionary } from '../table/byte-dictionary';
import { packTexts } from '../table/text-dictionary';
import { type Packed, PackedTexts, type Texts } from '../table/texts';

/** The location of an array in a parcel: one of the parcel's own arrays, or a part of the first one. */
export type Ref = number | readonly [type: keyof typeof TYPES, from: number, length: number];
/** Texts: their bytes, and the end of each. */
export type TextsRef = readonly [bytes: Ref, ends: Ref];

/** Arrays below this size are combined into one: a table of 40,000 short columns is a parcel of a few arrays. */
const SMALL = 64 * 1024;
/** Texts for which a list has room at first. */
const FEW = 16;

/**
 * Collects arrays, texts and JSON for a parcel, with pauses: there may be many. Texts are bytes, and so is JSON, so
 * that opening a parcel never takes long.
 */
export class Packer {
  private readonly large: Numbers[] = [];
  private readonly small: Numbers[] = [];
  private length = 0;

  constructor(private readonly pacer: Pacer) {}

  add(array: Numbers): Ref {
    if (array.byteLength >= SMALL) return this.large.push(array); // after the first one
    const from = this.length;
    this.small.push(array);
    this.length += aligned(array.byteLength);
    return [array[Symbol.toStringTag], from, array.length];
  }

  async addTexts(texts: Texts): Promise<TextsRef> {
    const { bytes, ends } = await packTexts(texts, this.pacer);
    return [this.add(bytes), this.add(ends)];
  }

  /** JSON of many objects: each is made, written and forgotten. */
  async addJson<T>(list: Iterable<T>, of: (item: T) => unknown | Promise<unknown> = item => item): Promise<TextsRef> {
    const written = new ByteDictionary(FEW);
    for (const item of list) {
      const made = of(item);
      written.write(JSON.stringify(made instanceof Promise ? await made : made));
      written.close();
      if (this.pacer.due) await this.pacer.pause();
    }
    const { bytes, ends } = written.packed();
    return [this.add(bytes), this.add(ends)];
  }

  async parcel(value: unknown): Promise<Parcel> {
    const together = new Uint8Array(this.length);
    let at = 0;
    for (const array of this.small) {
      together.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
      at += aligned(array.byteLength);
      if (this.pacer.due) await this.pacer.pause();
    }
    return { value, arrays: [together, ...this.large] };
  }
}

const aligned = (bytes: number): number => Math.ceil(bytes / 8) * 8;

/** Gets back what a Packer collected. */
export class Unpacker {
  constructor(private readonly parcel: Parcel) {}

  array(ref: Ref): Numbers {
    if (typeof ref === 'number') return this.parcel.arrays[ref]!;
    const [type, from, length] = ref;
    const { buffer, byteOffset } = this.parcel.arrays[0]!;
    const Type = TYPES[type] as new (buffer: ArrayBufferLike, from: number, length: number) => Numbers;
    return new Type(buffer, byteOffset + from, length);
  }

  packed([bytes, ends]: TextsRef): Packed {
    return { bytes: this.array(bytes) as Uint8Array, ends: this.array(ends) as Float64Array };
  }
  texts(ref: TextsRef): PackedTexts {
    const { bytes, ends } = this.packed(ref);
    return new PackedTexts(bytes, ends);
  }

  json<T>(ref: TextsRef, pacer: Pacer): Promise<T[]> {
    return this.made(ref, pacer, (item: T) => item);
  }

  /** What `make` makes of each, one after the other: of many, only the results are alive at the same time. */
  async made<T, U>(ref: TextsRef, pacer: Pacer, make: (item: T) => U | Promise<U>): Promise<U[]> {
    const texts = this.texts(ref);
    const list: U[] = [];
    for (let i = 0; i < texts.length; i++) {
      const made = make(JSON.parse(texts.at(i)) as T);
      list.push(made instanceof Promise ? await made : made);
      if (i % 16 === 0) await pacer.pause();
    }
    return list;
  }
}
