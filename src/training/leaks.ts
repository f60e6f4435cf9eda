import { isInput } from '../network';
import type { Leak, NetworkSpec } from '../spec';

/** Does the network read this column? An input that names none reads them all. */
export function readBy({ layers }: NetworkSpec): (column: string) => boolean {
  const named = layers.filter(isInput).map(({ args }) => args.columns);
  return column => named.some(columns => columns === undefined || columns === null || columns.includes(column));
}

/** What the user should know before the training has gone on for long. */
export const leakText = ({ column, target, strength }: Leak): string =>
  `column "${column}" alone tells ${Math.floor(100 * strength)} % of "${target}": it may be the target in disguise. If its value is not known yet when the model is asked, set its type to ignored in the dataset node`;
