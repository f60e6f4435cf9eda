import { elements } from '../shape';
import { type Bytes, damaged } from './bytes';
import { MESSAGE, type Message } from './header';
import { type Datatype, datatypeAt, shapeAt } from './types';

/** An attribute as texts: one, or a list of them; null: it is none of texts. */
export type AttributeText = string | readonly string[] | null;

/** The attributes of an object that are texts, by name. */
export function attributesOf(bytes: Bytes, messages: readonly Message[]): ReadonlyMap<string, AttributeText> {
  const found = new Map<string, AttributeText>();
  for (const { type, at } of messages) {
    if (type === MESSAGE.attributeInfo && bytes.u64(at + 2 + (bytes.u8(at + 1) & 1 ? 2 : 0)) >= 0)
      throw damaged("an object has the form of libver='latest' with many attributes, which Keras does not write");
    if (type !== MESSAGE.attribute) continue;
    const [name, value] = attributeAt(bytes, at);
    found.set(name, value);
  }
  return found;
}

function attributeAt(bytes: Bytes, at: number): readonly [string, AttributeText] {
  const version = bytes.u8(at);
  if (version < 1 || version > 3) throw damaged(`an attribute has the version ${version}`);
  const [nameSize, typeSize, spaceSize] = [bytes.u16(at + 2), bytes.u16(at + 4), bytes.u16(at + 6)];
  const padded = (size: number): number => (version === 1 ? Math.ceil(size / 8) * 8 : size);
  const nameAt = at + (version === 3 ? 9 : 8);
  const typeAt = nameAt + padded(nameSize);
  const spaceAt = typeAt + padded(typeSize);
  const type = datatypeAt(bytes, typeAt);
  const shape = shapeAt(bytes, spaceAt);
  const texts = textsAt(bytes, spaceAt + padded(spaceSize), type, elements(shape));
  return [bytes.text(nameAt, nameSize), texts && (shape.length === 0 ? (texts[0] ?? '') : texts)];
}

/** `count` texts; null: they are something else. */
function textsAt(bytes: Bytes, at: number, type: Datatype, count: number): readonly string[] | null {
  if (type.kind !== 'text' && type.kind !== 'longText') return null;
  if (type.size === 0 && count > 0) throw damaged('a text has no place');
  bytes.part(at, count * type.size); // so many are there
  return Array.from({ length: count }, (_, i) => {
    const place = at + i * type.size;
    return bytes.textOf(type.kind === 'text' ? bytes.part(place, type.size) : longTextAt(bytes, place));
  });
}

/** A text in a global heap: its length, the heap's address, and its number there. */
function longTextAt(bytes: Bytes, at: number): Uint8Array {
  const [length, heap, wanted] = [bytes.u32(at), bytes.u64(at + 4), bytes.u32(at + 12)];
  if (length === 0) return new Uint8Array(0);
  bytes.expect(heap, 'GCOL');
  const end = heap + bytes.u64(heap + 8);
  for (let object = heap + 16; object + 16 <= end; ) {
    const [number, size] = [bytes.u16(object), bytes.u64(object + 8)];
    if (number === wanted) {
      if (length > size) throw damaged('a text is longer than its place');
      return bytes.part(object + 16, length);
    }
    if (number === 0) break;
    object += 16 + Math.ceil(size / 8) * 8;
  }
  throw damaged('a text is missing');
}
