import { availableParallelism } from 'node:os';
import { show, TensorwireError } from '../../errors';
import { childMemory } from '../../process/memory';

/** Memory of a training besides its data: the engine and the code that it compiles, in bytes. */
const ENGINE = 256 * 2 ** 20;
/** Its rows exist as raw data, encoded, and in batches. */
const COPIES = 4;

/** What a training takes of this machine. */
export interface Need {
  /** in bytes */
  readonly memory: number;
  /** false: a cluster computes, and a core is not kept from others */
  readonly computes: boolean;
}

/** The likely need of a training with this much data. */
export const needOf = (dataBytes: number, computes: boolean): Need => ({
  memory: ENGINE + COPIES * dataBytes,
  computes,
});

interface Waiting {
  readonly need: Need;
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
 * The trainings of one Node-RED share its machine: as many compute at a time as there are cores, and as many run as fit into memory
 * together. One is always admitted, however much it needs. The others wait in order of arrival; those that a cluster computes wait for
 * memory only.
 */
export class Pool {
  private readonly waiting: Waiting[] = [];
  /** the needs of running trainings */
  private readonly running = new Set<{ readonly need: Need }>();
  private checking = false;

  constructor(
    private readonly slots: () => number,
    private readonly memory: () => number,
  ) {}

  /** @param onPosition is called with the number of trainings ahead, whenever that changes; not if it may begin at once */
  enter(need: Need, onPosition: (before: number) => void): Place {
    const taken = { need };
    let waiting: Waiting | null = null;
    const turn = new Promise<void>(resolve => {
      const begin = (): void => {
        this.running.add(taken);
        resolve();
      };
      if (this.mayBegin(need, this.waiting)) begin();
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

  /** Is there room, and is nobody overtaken? A core is free only for the first that waits for one. */
  private mayBegin({ memory, computes }: Need, ahead: readonly Waiting[]): boolean {
    if (ahead.some(({ need }) => need.computes === computes)) return false;
    if (this.running.size === 0) return true;
    const running = [...this.running].map(({ need }) => need);
    if (computes && running.filter(need => need.computes).length >= this.slots()) return false;
    return running.reduce((together, need) => together + need.memory, memory) <= this.memory();
  }

  /** Runs once for all that leave together. */
  private admit(): void {
    if (this.checking) return;
    this.checking = true;
    queueMicrotask(() => {
      this.checking = false;
      for (const one of [...this.waiting]) {
        const at = this.waiting.indexOf(one);
        if (this.mayBegin(one.need, this.waiting.slice(0, at))) this.waiting.splice(at, 1)[0]!.begin();
      }
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
