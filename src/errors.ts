/**
 * A problem that a user can cause or put right, as a sentence without its subject: where it is found, it is not known
 * for whom the work is done. `about` adds the subject once, where it is known.
 */
export class Problem extends Error {
  override readonly name: string = 'Problem';
  constructor(
    /** what was expected, what came, and the remedy: `units must be a whole number of at least 1, received 0` */
    readonly problem: string,
    /** fields for programs: argument, expected, received, row, column, … */
    readonly details: Readonly<Record<string, unknown>> = {},
    message = problem,
  ) {
    super(message);
  }
  /** The problem with its subject; one that has a subject keeps it. */
  about(subject: string): TensorwireError {
    return new TensorwireError(subject, this.problem, this.details);
  }
  /** The same problem within a part of the input: `kernelInitializer: RandomNormal: stddev must be …`. */
  within(part: string): Problem {
    return new Problem(`${part}: ${this.problem}`, this.details);
  }
  /** Only the sentence: Node-RED passes it to catch nodes, and logs and shows it. */
  override toString(): string {
    return this.message;
  }
}

/** A problem with its subject, a full sentence: `dense: units must be a whole number of at least 1, received 0`. */
export class TensorwireError extends Problem {
  override readonly name = 'TensorwireError';
  constructor(
    /** a layer or node label, a file, a column */
    readonly subject: string,
    problem: string,
    details?: Readonly<Record<string, unknown>>,
  ) {
    super(problem, details, `${subject}: ${problem}`);
  }
  override about(): TensorwireError {
    return this;
  }
}

/** Runs `work`, which may be asynchronous; a Problem that it throws becomes a TensorwireError with this subject. */
export function about<T>(subject: string, work: () => T): T {
  const rename = (error: unknown): never => {
    throw error instanceof Problem ? error.about(subject) : error;
  };
  try {
    const result = work();
    return result instanceof Promise ? (result.catch(rename) as T) : result;
  } catch (error) {
    return rename(error);
  }
}

/** The same error with `speaker` as its subject: `predict: payload: column "age", row 1: is missing`. */
export function withSubject(speaker: string, error: unknown): TensorwireError {
  if (error instanceof TensorwireError) {
    const named = [' ', ': '].some(end => error.subject.startsWith(speaker + end)) || error.subject === speaker;
    return named ? error : new TensorwireError(speaker, error.message, error.details);
  }
  if (error instanceof Problem) return error.about(speaker);
  // Not an error that a user is expected to cause: its stack shows where it comes from.
  const problem = error instanceof Error ? error : new Error(String(error));
  const said = new TensorwireError(speaker, problem.message, { unexpected: problem.name });
  said.stack = problem.stack;
  return said;
}

/** The usual form: `argument must be EXPECTED, received RECEIVED`. */
export const badArgument = (argument: string, expected: string, received: unknown): Problem =>
  new Problem(`${argument} must be ${expected}, received ${show(received)}`, { argument, expected, received });

/** Runs `work`, which reads an object of a flow: what its getters and proxies throw becomes an error about `what`. */
export function readSafely<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw unreadable(what, error);
  }
}

/** The error itself if it is ours, else one that says that `what` throws it. */
export function unreadable(what: string, error: unknown): Problem {
  if (error instanceof Problem) return error;
  const said = new Problem(`${what} cannot be read: it throws ${show(messageOf(error))}`, { argument: what });
  if (error instanceof Error) said.stack = error.stack;
  return said;
}

/** The message of anything thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : show(error));

/** A short, safe description of any value, for an error message. */
export function show(value: unknown): string {
  try {
    return picture(value);
  } catch {
    return 'an object that cannot be looked at'; // a getter or a proxy of a flow throws
  }
}

function picture(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `"${cut(value)}"`;
  if (typeof value === 'bigint' || typeof value === 'symbol') return cut(String(value));
  if (typeof value === 'function') return 'a function';
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}(${value.byteLength} bytes)`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null)
    return `an object with ${Object.keys(value).slice(0, 5).map(cut).join(', ') || 'no keys'}`;
  return String(value);
}

const cut = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);
