import type { GraphNode } from '../graph/types';
import { losses } from './catalogue';
import { parseComponent, textOf } from './components';
import type { LossEntry } from './entry';

/** A loss with its arguments. Networks and models name it as a form does: `MeanSquaredError`, `Huber(delta=2)`. */
export interface LossChoice {
  readonly entry: LossEntry;
  /** how it is written; defaults are left out */
  readonly text: string;
  /** loss of each row, [N] */
  call(target: GraphNode, prediction: GraphNode): GraphNode;
}

/** Reads `Huber`, `Huber(delta=2)`, `Huber(2)` or { className, args }. Throws a TensorwireError that says what is wrong. */
export function lossChoice(value: unknown, subject: string): LossChoice {
  const { className, args } = parseComponent(losses, value, subject, 'loss');
  const entry = losses[className]!;
  return {
    entry,
    text: textOf(className, args, entry),
    call: (target, prediction) => entry.call(target, prediction, args),
  };
}
