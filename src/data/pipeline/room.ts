import { TensorwireError } from '../../errors';
import { childMemory } from '../../process/memory';
import { count, quoted } from '../error-text';

/** Less is simply taken, in bytes. */
const SMALL = 64 * 2 ** 20;
/** More numbers no array can hold. */
const LARGEST = 2 ** 32;

export interface Wide {
  readonly name: string;
  /** how many numbers one value of it becomes */
  readonly width: number;
}

/**
 * Zeros for so many rows of so many numbers; an error that names the widest column where the machine has no room for
 * them. That is arithmetic, before anything of that size is made.
 */
export function room(rows: number, width: number, columns: readonly Wide[]): Float32Array {
  const bytes = rows * width * 4;
  if (bytes > SMALL && (rows * width > LARGEST || bytes > childMemory())) throw tooLarge(rows, width, columns);
  try {
    return new Float32Array(rows * width);
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(rows, width, columns);
    throw error;
  }
}

function tooLarge(rows: number, width: number, columns: readonly Wide[]): TensorwireError {
  const widest = columns.reduce((a, b) => (b.width > a.width ? b : a));
  const gigabytes = (bytes: number) => `${count(Math.ceil(bytes / 2 ** 30))} GB`;
  return new TensorwireError(
    'data',
    `${count(rows)} rows of ${count(width)} numbers would take ${gigabytes(rows * width * 4)} of memory, ` +
      `${gigabytes(childMemory())} can be used: column ${quoted(widest.name)} becomes ${count(widest.width)} numbers a row. ` +
      'Set its type to ignored, or let an embedding read it (an input of its own, encoding: index)',
    { column: widest.name, rows, width },
  );
}
