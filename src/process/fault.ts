import { messageOf, Problem, TensorwireError } from '../errors';

/** An error as it travels from another process or thread, where classes are lost. */
export interface Fault {
  readonly subject: string;
  readonly problem: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** of an error that is ours and not the user's */
  readonly stack?: string;
}

export interface Sender {
  /** the subject of an error that names none */
  readonly subject: string;
  /** what is said of one that is not the user's */
  readonly unexpected?: (message: string) => string;
  /** a detail as it can travel; default: as it is */
  readonly portable?: (value: unknown) => unknown;
}

export function faultOf(error: unknown, { subject, unexpected = said => said, portable = v => v }: Sender): Fault {
  if (!(error instanceof Problem)) {
    const stack = error instanceof Error ? error.stack : undefined;
    return { subject, problem: unexpected(messageOf(error)), details: {}, stack };
  }
  const { cause, ...details } = error.details; // an error does not travel, and its message has said what it is
  const portableDetails = Object.entries(details).map(([key, value]) => [key, portable(value)]);
  return {
    subject: error.about(subject).subject,
    problem: error.problem,
    details: Object.fromEntries(portableDetails),
  };
}

export function errorOf({ subject, problem, details, stack }: Fault): TensorwireError {
  const error = new TensorwireError(subject, problem, details);
  if (stack !== undefined) error.stack = stack;
  return error;
}
