import { about } from '../errors';
import type { GraphNode } from '../graph/types';
import { losses } from './catalogue';
import { parseComponent, textOf } from './components';
import type { LossEntry } from './entry';

/** A loss with its arguments. Networks and models use the notation of forms: `MeanSquaredError`, `Huber(delta=2)`. */
export interface LossChoice {
  readonly entry: LossEntry;
  /** the notation; defaults are left out */
  readonly text: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** outputs of the network for each number of the target */
  readonly outputs: number;
  /** the loss of each row, [N] */
  call(target: GraphNode, prediction: GraphNode): GraphNode;
}

/** Reads `Huber`, `Huber(delta=2)`, `Huber(2)` or { className, args }. Throws a Problem that says what is wrong. */
export function lossChoice(value: unknown): LossChoice {
  const { className, args } = parseComponent(losses, value, 'loss');
  const entry = losses[className]!;
  return {
    entry,
    args,
    outputs: entry.distribution?.outputs(args) ?? 1,
    text: textOf(className, args, entry),
    call: (target, prediction) => about(className, () => entry.call(target, prediction, args)),
  };
}
