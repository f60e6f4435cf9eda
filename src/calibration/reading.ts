import type { Reading } from '../catalogue/entry';
import { lossChoice } from '../catalogue/loss-choice';
import type { OutputSpec } from '../spec';

/** Reads the outputs of a network as numbers. */
export interface NumberReader {
  /** outputs per number */
  readonly outputs: number;
  /** reads the number whose first output is at `from` */
  read(values: ArrayLike<number>, from: number): Reading;
}

export const plain: NumberReader = {
  outputs: 1,
  read: (values, from) => ({ value: values[from]!, low: values[from]!, high: values[from]!, scale: 1 }),
};

/** The reader of a resolved output, by its loss. */
export function readerOf({ loss }: Pick<OutputSpec, 'loss'>): NumberReader {
  if (loss === undefined) return plain;
  const { entry, args } = lossChoice(loss);
  const { distribution } = entry;
  if (!distribution) return plain;
  return { outputs: distribution.outputs(args), read: (values, from) => distribution.read(values, from, args) };
}
