import { messageOf, Problem } from '../../errors';

/** How long is waited for a cluster, in milliseconds. */
export interface Patience {
  /** it may be out of reach for this long before a training is given up */
  readonly reach: number;
  /** between two attempts */
  readonly pause: number;
  /** a job may go on for this long after it has said how it ended; then it is ended */
  readonly end: number;
}

export const PATIENCE: Patience = { reach: 5 * 60_000, pause: 2000, end: 30_000 };

const argumentOf = (error: unknown): unknown => (error instanceof Problem ? error.details.argument : undefined);

/** Did the cluster not answer, or not as Ray does? A proxy or a dashboard may be starting anew. */
export const isOutOfReach = (error: unknown): error is Problem => argumentOf(error) === 'address';

/** The error of a training whose job may go on: its checkpoint stays, and the same order finds the job again. */
export function resumable(error: unknown): unknown {
  if (!isOutOfReach(error) && argumentOf(error) !== 'token') return error;
  const { problem, details } = error as Problem;
  return new Problem(problem, { ...details, resumes: true });
}

/** The contact with a cluster, which may be lost for a while. */
export class Contact {
  private since: number | null = null;

  constructor(
    private readonly warn: (text: string) => void,
    private readonly patience: Patience,
  ) {}

  made(): void {
    this.since = null;
  }

  /** Throws the error unless the cluster is out of reach, and has not been so for too long. Warns once. */
  failed(error: unknown): void {
    if (!isOutOfReach(error)) throw resumable(error);
    if (this.since === null) this.warn(`${messageOf(error)}; it is asked again`);
    this.since ??= performance.now();
    if (performance.now() - this.since > this.patience.reach) throw resumable(error);
  }
}

/** Repeats `work` while the cluster is out of reach. */
export async function persist<T>(
  work: () => Promise<T>,
  warn: (text: string) => void,
  patience: Patience = PATIENCE,
): Promise<T> {
  const contact = new Contact(warn, patience);
  for (;;) {
    try {
      return await work();
    } catch (error) {
      contact.failed(error);
    }
    await new Promise(resolve => setTimeout(resolve, patience.pause));
  }
}
