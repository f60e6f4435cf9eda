import { TensorwireError } from '../../errors';
import { errorOf } from '../../process/fault';
import type { FromChild } from './messages';

/** The last message of a training process. */
export type Outcome = Exclude<FromChild, { kind: 'progress' | 'warning' }>;

/** `suspended`: its checkpoint stays, and the same order goes on from it. */
export const cancelled = (suspended = false): TensorwireError =>
  new TensorwireError('train', 'the training was cancelled', { cancelled: true, ...(suspended && { suspended }) });

/** Why there is no model: the child's error, else how it ended; null: there is one. */
export function whatWentWrong(
  outcome: Outcome | null,
  code: number | null,
  signal: NodeJS.Signals | null,
  said: string,
): Error | null {
  if (outcome?.kind === 'done') return null;
  if (outcome?.kind === 'failed') return errorOf(outcome.fault);
  const how = signal ? `was killed by ${signal}` : `ended with exit code ${code}`;
  const guess = signal === 'SIGKILL' ? 'someone ended it, or the machine ran out of memory' : 'it said nothing';
  return new TensorwireError('train', `the training process ${how}: ${said === '' ? guess : said}`, { code, signal });
}
