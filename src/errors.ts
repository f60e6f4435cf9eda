/**
 * Every failure that a user can cause or mend. The message is one full sentence: who, what was expected, what came, and
 * the mend where there is one: `dense: units must be a whole number of at least 1, received 0`.
 */
export class TensorwireError extends Error {
  override readonly name = 'TensorwireError';
  constructor(
    /** who speaks: a layer or node label, a file, a column */
    readonly subject: string,
    readonly problem: string,
    /** fields for programs: argument, expected, received, row, column, … */
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${subject}: ${problem}`);
  }
  /** The sentence alone: what Node-RED hands to catch nodes, prints and shows. */
  override toString(): string {
    return this.message;
  }
}

/** The same error, said by `speaker`: `predict: payload: column "age", row 1: is missing`. */
export function saidBy(speaker: string, error: unknown): TensorwireError {
  if (error instanceof TensorwireError) {
    const named = [' ', ': '].some(end => error.subject.startsWith(speaker + end)) || error.subject === speaker;
    return named ? error : new TensorwireError(speaker, error.message, error.details);
  }
  // Not one that a user is expected to cause: its stack tells where it comes from.
  const problem = error instanceof Error ? error : new Error(String(error));
  const said = new TensorwireError(speaker, problem.message, { unexpected: problem.name });
  said.stack = problem.stack;
  return said;
}

/** The usual form: `subject: argument must be EXPECTED, received RECEIVED`. */
export function badArgument(subject: string, argument: string, expected: string, received: unknown): TensorwireError {
  return new TensorwireError(subject, `${argument} must be ${expected}, received ${show(received)}`, {
    argument,
    expected,
    received,
  });
}

/** Calls `work`, which looks into something of a flow: what getters and proxies there throw is an error about `what`. */
export function lookInto<T>(subject: string, what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw unreadable(subject, what, error);
  }
}

/** The error itself where it is one of ours, else one that says that `what` throws it. */
export function unreadable(subject: string, what: string, error: unknown): TensorwireError {
  if (error instanceof TensorwireError) return error;
  const said = new TensorwireError(subject, `${what} cannot be read: it throws ${show(messageOf(error))}`, {
    argument: what,
  });
  if (error instanceof Error) said.stack = error.stack;
  return said;
}

/** What an error says, whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : show(error));

/** A short, safe picture of any value for an error message. */
export function show(value: unknown): string {
  try {
    return picture(value);
  } catch {
    return 'an object that cannot be looked at'; // a getter or a proxy of a flow throws
  }
}

function picture(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return value.length > 60 ? `"${value.slice(0, 57)}…"` : `"${value}"`;
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (typeof value === 'function') return 'a function';
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}(${value.byteLength} bytes)`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null)
    return `an object with ${Object.keys(value).slice(0, 5).join(', ') || 'no keys'}`;
  return String(value);
}
