import { Problem } from '../../../errors';
import type { Dim, Shape } from '../../../graph/types';

/** The columns of a table [N, features], for layers that encode each number as several. */
export function columnsOf(x: Shape): number {
  const last = x.at(-1);
  if (x.length !== 2 || typeof last !== 'number')
    throw new Problem(`expects an input of shape [N, features], received [${x.join(', ')}]`);
  return last;
}

/** [N, features, width] side by side: [N, features · width]. */
export const flattened = ([rows, columns, width]: Shape): Shape => [rows as Dim, Number(columns) * Number(width)];
