/** LEB128, WebAssembly's encoding of whole numbers: seven bits per byte, the lowest first. */

export function unsigned(value: number, into: number[]): void {
  let rest = value >>> 0;
  while (rest > 0x7f) {
    into.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  into.push(rest);
}

export function signed(value: number, into: number[]): void {
  let rest = value | 0;
  for (;;) {
    const byte = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && !(byte & 0x40)) || (rest === -1 && byte & 0x40)) return void into.push(byte);
    into.push(byte | 0x80);
  }
}
