/** FNV-1a, 32 bits, for code that sees the bytes of a text one by one: the start, each byte, the end. */
export const HASH_OF_NOTHING = 0x811c9dc5;
export const hashWith = (value: number, byte: number): number => Math.imul(value ^ byte, 0x01000193);
export const hashEnd = (value: number): number => value ^ (value >>> 15);

export function hash(bytes: Uint8Array, start: number, end: number): number {
  let value = HASH_OF_NOTHING;
  for (let i = start; i < end; i++) value = hashWith(value, bytes[i]!);
  return hashEnd(value);
}
