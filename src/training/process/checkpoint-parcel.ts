import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from '../../make-folder';
import { beingWritten } from '../../node-files';
import { type Numbers, type Parcel, writeParcel } from '../../process/parcel';
import type { Feeds } from '../../spec';
import { float32 } from '../step/packing';

/** What the files of a checkpoint have in common: each is a parcel, and replaced atomically. */

/** The names of a state's arrays, which lie beside the JSON in this order. */
export type Shapes = readonly (readonly [name: string, shape: readonly number[]])[];

export const shapesOf = (feeds: Feeds): Shapes => Object.entries(feeds).map(([name, { shape }]) => [name, shape]);
export const arraysOf = (feeds: Feeds): Numbers[] => Object.values(feeds).map(({ data }) => data as Numbers);

/** Takes the arrays of a parcel in the order in which they were written. */
export class Arrays {
  private at = 0;
  constructor(private readonly arrays: readonly Numbers[]) {}
  feeds(shapes: Shapes): Feeds {
    return Object.fromEntries(shapes.map(([name, shape]) => [name, float32(this.next() as Float32Array, shape)]));
  }
  numbers(): number[] {
    return Array.from(this.next());
  }
  private next(): Numbers {
    return this.arrays[this.at++]!;
  }
}

/** When this returns, the whole parcel is on the disk. */
export async function replaceParcel(file: string, parcel: Parcel): Promise<void> {
  await makeFolder(dirname(file));
  const handle = await open(beingWritten(file), 'w', 0o600);
  try {
    await writeParcel(handle.fd, parcel, dirname(file));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beingWritten(file), file);
}

/** The result of `read` on the file; null: there is no file. */
export async function reading<T>(file: string, read: (fd: number) => Promise<T>): Promise<T | null> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
  try {
    return handle && (await read(handle.fd));
  } finally {
    await handle?.close();
  }
}
