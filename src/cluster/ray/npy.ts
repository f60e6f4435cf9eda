/** An array as NumPy's .npy file, version 1.0. Source: numpy.lib.format. */
export function npy(data: Float32Array | Int32Array, shape: readonly number[]): Uint8Array {
  const type = data instanceof Float32Array ? '<f4' : '<i4';
  const dims = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': ${dims}, }`;
  // magic, version, length, header and newline together fill blocks of 64 bytes
  const padded = `${header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11)}\n`;
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const begin = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, padded.length & 0xff, padded.length >> 8]);
  return Buffer.concat([begin, Buffer.from(padded, 'latin1'), bytes]);
}
