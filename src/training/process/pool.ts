import { availableParallelism } from 'node:os';
import { show, TensorwireError } from '../../errors';
import { childMemory } from '../../process/memory';

/** What a training takes besides its data: the engine and the code that it compiles, in bytes. */
const ENGINE = 256 * 2 ** 20;
/** Its rows as they came, encoded, and in batches. */
const COPIES = 4;

/** Bytes that a training of so many bytes of data is likely to take. */
export const needOf = (dataBytes: number): number => ENGINE + COPIES * dataBytes;

interface Waiting {
  readonly need: number;
  readonly begin: () => void;
  readonly told: (before: number) => void;
}

/** A place in the pool, or in front of it. */
export interface Place {
  /** resolves when it is this training's turn; never after `leave` */
  readonly turn: Promise<void>;
  /** it is over, or will not begin */
  leave(): void;
}

/**
 * The trainings of one Node-RED share its machine: so many are under way at a time as it has cores and as fit into its
 * memory together. One is always let in, however much it needs. The others wait in the order in which they came.
 */
export class Pool {
  private readonly waiting: Waiting[] = [];
  /** what those need that are under way */
  private readonly inside = new Set<{ readonly need: number }>();
  private checking = false;

  constructor(
    private readonly slots: () => number,
    private readonly memory: () => number,
  ) {}

  /** @param told hears how many are before it, whenever that changes; not where it is its turn at once */
  enter(need: number, told: (before: number) => void): Place {
    const taken = { need };
    let waiting: Waiting | null = null;
    const turn = new Promise<void>(resolve => {
      const begin = (): void => {
        this.inside.add(taken);
        resolve();
      };
      if (this.waiting.length === 0 && this.hasRoom(need)) begin();
      else {
        waiting = { need, begin, told };
        this.waiting.push(waiting);
        told(this.inside.size + this.waiting.length - 1);
      }
    });
    return {
      turn,
      leave: () => {
        this.inside.delete(taken);
        const at = waiting ? this.waiting.indexOf(waiting) : -1;
        if (at >= 0) this.waiting.splice(at, 1);
        this.letIn();
      },
    };
  }

  private hasRoom(need: number): boolean {
    if (this.inside.size === 0) return true;
    if (this.inside.size >= this.slots()) return false;
    let together = need;
    for (const one of this.inside) together += one.need;
    return together <= this.memory();
  }

  /** Once for all that leave together. */
  private letIn(): void {
    if (this.checking) return;
    this.checking = true;
    queueMicrotask(() => {
      this.checking = false;
      while (this.waiting.length > 0 && this.hasRoom(this.waiting[0]!.need)) this.waiting.shift()!.begin();
      for (const [i, { told }] of this.waiting.entries()) told(this.inside.size + i);
    });
  }
}

let most: number | null = null;

/**
 * How many trainings at a time, where an administrator says so: `tensorwire: { trainings: 2 }` in Node-RED's settings.js.
 * Nothing: as many as there are cores.
 */
export function setTrainingsAtOnce(given: unknown): void {
  if (given !== undefined && given !== null && !(Number.isInteger(given) && (given as number) >= 1))
    throw new TensorwireError(
      'settings.js',
      `tensorwire.trainings must be a whole number of at least 1, received ${show(given)}`,
      { received: given },
    );
  most = (given as number | undefined) ?? null;
}

/** The pool of this Node-RED. */
export const trainings = new Pool(() => most ?? availableParallelism(), childMemory);
