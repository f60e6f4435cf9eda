import { TensorwireError } from '../../errors';
import { childMemory } from '../../process/memory';
import { count, quoted } from '../error-text';

/** Less than this, in bytes, is allocated without a check. */
const SMALL = 64 * 2 ** 20;
/** No array can hold more numbers. */
const LARGEST = 2 ** 32;

export interface Wide {
  readonly name: string;
  /** how many numbers each of its values becomes */
  readonly width: number;
}

/**
 * Zeros for `rows` rows of `width` numbers. If the machine does not have enough memory, an error names the widest
 * column; this is computed before anything is allocated.
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
