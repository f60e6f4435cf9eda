import { availableParallelism } from 'node:os';
import { show, TensorwireError } from '../../errors';
import { childMemory } from '../../process/memory';

/** Memory of a training besides its data: the engine and the code that it compiles, in bytes. */
const ENGINE = 256 * 2 ** 20;
/** Its rows exist as raw data, encoded, and in batches. */
const COPIES = 4;

/** The likely memory use of a training with this much data, in bytes. */
export const needOf = (dataBytes: number): number => ENGINE + COPIES * dataBytes;

interface Waiting {
  readonly need: number;
  readonly begin: () => void;
  readonly onPosition: (before: number) => void;
}

/** A place in the pool, or in the queue before it. */
export interface Place {
  /** resolves when it is this training's turn; never after `leave` */
  readonly turn: Promise<void>;
  /** the training is over, or will not begin */
  leave(): void;
}

/**
 * The trainings of one Node-RED share its machine: as many run at a time as there are cores and as fit into memory
 * together. One is always admitted, however much it needs. The others wait in order of arrival.
 */
export class Pool {
  private readonly waiting: Waiting[] = [];
  /** the memory needs of running trainings */
  private readonly running = new Set<{ readonly need: number }>();
  private checking = false;

  constructor(
    private readonly slots: () => number,
    private readonly memory: () => number,
  ) {}

  /** @param onPosition is called with the number of trainings ahead, whenever that changes; not if it may begin at once */
  enter(need: number, onPosition: (before: number) => void): Place {
    const taken = { need };
    let waiting: Waiting | null = null;
    const turn = new Promise<void>(resolve => {
      const begin = (): void => {
        this.running.add(taken);
        resolve();
      };
      if (this.waiting.length === 0 && this.hasRoom(need)) begin();
      else {
        waiting = { need, begin, onPosition };
        this.waiting.push(waiting);
        onPosition(this.running.size + this.waiting.length - 1);
      }
    });
    return {
      turn,
      leave: () => {
        this.running.delete(taken);
        const at = waiting ? this.waiting.indexOf(waiting) : -1;
        if (at >= 0) this.waiting.splice(at, 1);
        this.admit();
      },
    };
  }

  private hasRoom(need: number): boolean {
    if (this.running.size === 0) return true;
    if (this.running.size >= this.slots()) return false;
    let together = need;
    for (const one of this.running) together += one.need;
    return together <= this.memory();
  }

  /** Runs once for all that leave together. */
  private admit(): void {
    if (this.checking) return;
    this.checking = true;
    queueMicrotask(() => {
      this.checking = false;
      while (this.waiting.length > 0 && this.hasRoom(this.waiting[0]!.need)) this.waiting.shift()!.begin();
      for (const [i, { onPosition }] of this.waiting.entries()) onPosition(this.running.size + i);
    });
  }
}

let most: number | null = null;

/**
 * Sets the number of concurrent trainings: `tensorwire: { trainings: 2 }` in Node-RED's settings.js. Default: the
 * number of cores.
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
