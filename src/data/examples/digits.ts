import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { EMPTY, type RawTable } from '../table/raw-table';
import { textsOf } from '../table/texts';
import { dataFile } from './folder';

/**
 * Handwritten digits in MNIST's own format (IDX): `image` [28, 28, 1], 0 is paper and 1 is ink, and `digit`, named 0 to
 * 9. IDX: two zero bytes, the type (8: unsigned byte), the rank, each dimension as a big-endian uint32, then the bytes.
 */
export async function readDigits(): Promise<RawTable> {
  const images = await readIdx('digits-images.idx3-ubyte.gz');
  const labels = await readIdx('digits-labels.idx1-ubyte.gz');
  const [rows = 0, height = 0, width = 0] = images.shape;
  const image = Float32Array.from(images.data, byte => byte / 255);
  return {
    source: 'digits',
    rows,
    columns: [
      { ...EMPTY, name: 'image', tensor: { data: image, shape: [height, width, 1] } },
      {
        ...EMPTY,
        name: 'digit',
        type: 'category',
        codes: Int32Array.from(labels.data),
        texts: textsOf([...'0123456789']),
      },
    ],
  };
}

async function readIdx(name: string): Promise<{ shape: number[]; data: Uint8Array }> {
  const bytes = await promisify(gunzip)(await readFile(dataFile(name)));
  const rank = bytes.readUInt8(3);
  const shape = Array.from({ length: rank }, (_, i) => bytes.readUInt32BE(4 + 4 * i));
  return { shape, data: bytes.subarray(4 + 4 * rank) };
}
