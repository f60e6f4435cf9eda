import { type Bytes, damaged } from './bytes';

/** How the elements of a dataset or an attribute are stored. */
export type Datatype =
  | { readonly kind: 'float'; readonly size: number; readonly exponent: number; readonly bigEndian: boolean }
  | { readonly kind: 'integer'; readonly size: number; readonly signed: boolean; readonly bigEndian: boolean }
  | { readonly kind: 'text'; readonly size: number }
  /** a text of any length, which stands elsewhere in the file */
  | { readonly kind: 'longText'; readonly size: number }
  /** bytes without a meaning */
  | { readonly kind: 'opaque'; readonly size: number }
  | { readonly kind: 'other'; readonly size: number; readonly name: string };

const NAMES = 'integer,float,time,text,bit field,opaque,compound,reference,enumeration,variable length,array'.split(
  ',',
);

export function datatypeAt(bytes: Bytes, at: number): Datatype {
  const [kind, bits, size] = [bytes.u8(at) & 15, bytes.u8(at + 1), bytes.u32(at + 4)];
  const bigEndian = (bits & 1) === 1;
  switch (kind) {
    case 0:
      return { kind: 'integer', size, signed: (bits & 8) !== 0, bigEndian };
    case 1:
      return { kind: 'float', size, exponent: bytes.u8(at + 13), bigEndian };
    case 3:
      return { kind: 'text', size };
    case 5:
      return { kind: 'opaque', size };
    case 9:
      if ((bits & 15) === 1) return { kind: 'longText', size };
  }
  return { kind: 'other', size, name: NAMES[kind] ?? `class ${kind}` };
}

/** The shape of a dataspace; of a scalar []. */
export function shapeAt(bytes: Bytes, at: number): readonly number[] {
  const [version, rank] = [bytes.u8(at), bytes.u8(at + 1)];
  if (version !== 1 && version !== 2) throw damaged(`a shape has the version ${version}`);
  if (version === 2 && bytes.u8(at + 3) === 2) return [0]; // a null dataspace has no elements
  const sizes = at + (version === 1 ? 8 : 4);
  const shape = Array.from({ length: rank }, (_, i) => bytes.u64(sizes + i * 8));
  if (shape.some(size => size < 0)) throw damaged('a size in it is larger than any file');
  return shape;
}
