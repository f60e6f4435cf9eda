import { availableParallelism } from 'node:os';
import { show, TensorwireError } from '../../errors';
import { childMemory } from '../../process/memory';
import type { TrainingPlan } from '../plan';

/** Memory of a training besides its data: the engine and the code that it compiles, in bytes. */
const ENGINE = 256 * 2 ** 20;
/** Its rows exist as raw data, encoded, and in batches. */
const COPIES = 4;

/** What a training takes of this machine. */
export interface Need {
  /** in bytes */
  readonly memory: number;
  /** cores without which it does not begin; 0: a cluster computes, and a core is not kept from others */
  readonly cores: number;
  /** cores that it may use, if they are free when it begins */
  readonly most: number;
}

/** The likely need of a training with this much data, and with this number of threads; `onCluster`: it computes elsewhere. */
export function needOf(dataBytes: number, threads: TrainingPlan['threads'], onCluster: boolean): Need {
  const memory = ENGINE + COPIES * dataBytes;
  if (onCluster) return { memory, cores: 0, most: 0 };
  if (threads === 'auto') return { memory, cores: 1, most: Math.max(1, availableParallelism() - 1) };
  const cores = threads ?? 1;
  return { memory, cores, most: cores };
}

/** What a training takes while it runs. */
interface Taken {
  readonly memory: number;
  cores: number;
}

interface Waiting {
  readonly need: Need;
  readonly begin: () => void;
  readonly onPosition: (before: number) => void;
}

/** A place in the pool, or in the queue before it. */
export interface Place {
  /** resolves when it is this training's turn, to the number of cores that it may use; never after `leave` */
  readonly turn: Promise<number>;
  /** it uses this many cores only: the others are free for other trainings */
  keep(cores: number): void;
  /** the training is over, or will not begin */
  leave(): void;
}

/**
 * The trainings of one Node-RED share its machine: as many compute at a time as there are cores, of which a training with several
 * threads takes several, and as many run as fit into memory together. One is always admitted, however much it needs. The others wait
 * in order of arrival; those that a cluster computes wait for memory only.
 */
export class Pool {
  private readonly waiting: Waiting[] = [];
  /** what running trainings take */
  private readonly running = new Set<Taken>();
  private checking = false;

  constructor(
    private readonly slots: () => number,
    private readonly memory: () => number,
  ) {}

  /** @param onPosition is called with the number of trainings ahead, whenever that changes; not if it may begin at once */
  enter(need: Need, onPosition: (before: number) => void): Place {
    const taken: Taken = { memory: need.memory, cores: 0 };
    let waiting: Waiting | null = null;
    const turn = new Promise<number>(resolve => {
      const begin = (): void => {
        taken.cores = this.coresFor(need);
        this.running.add(taken);
        resolve(taken.cores);
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
      keep: cores => {
        if (cores >= taken.cores) return;
        taken.cores = cores;
        this.admit();
      },
      leave: () => {
        this.running.delete(taken);
        const at = waiting ? this.waiting.indexOf(waiting) : -1;
        if (at >= 0) this.waiting.splice(at, 1);
        this.admit();
      },
    };
  }

  /** Is there room, and is nobody overtaken? A core is free only for the first that waits for one. */
  private mayBegin({ memory, cores }: Need, ahead: readonly Waiting[]): boolean {
    if (ahead.some(({ need }) => need.cores > 0 === cores > 0)) return false;
    if (this.running.size === 0) return true;
    if (Math.min(cores, this.slots()) > this.free()) return false;
    return [...this.running].reduce((together, taken) => together + taken.memory, memory) <= this.memory();
  }

  private free(): number {
    return [...this.running].reduce((left, { cores }) => left - cores, this.slots());
  }

  /** Those that it must have, and of the others as many as leave one for each training that waits. */
  private coresFor({ cores, most }: Need): number {
    const others = this.waiting.filter(({ need }) => need.cores > 0).length;
    return Math.max(Math.min(cores, this.slots()), Math.min(most, this.free() - others));
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
 * Sets the number of concurrent trainings with one thread: `tensorwire: { trainings: 2 }` in Node-RED's settings.js.
 * Default: the number of cores.
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
