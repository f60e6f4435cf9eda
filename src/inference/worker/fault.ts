import { messageOf, TensorwireError } from '../../errors';

/** A serializable form of our errors, to send from a thread. */
export interface Fault {
  readonly subject: string;
  readonly problem: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export function faultOf(error: unknown, subject = 'model'): Fault {
  if (!(error instanceof TensorwireError)) return { subject, problem: messageOf(error), details: {} };
  const { cause, ...details } = error.details;
  return { subject: error.subject, problem: error.problem, details: JSON.parse(JSON.stringify(details)) };
}

export const errorOf = ({ subject, problem, details }: Fault): TensorwireError =>
  new TensorwireError(subject, problem, details);

/** Why a thread ended unexpectedly. */
export const reasonOf = (error: Error & { code?: string }): string =>
  error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'out of memory' : error.message;
