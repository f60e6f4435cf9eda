import type { ModelBody } from '../../values/model';
import type { Progress } from '../plan';
import type { Wanted } from './outbox';

export type Listener = (progress: Progress) => void;

export interface StartOptions {
  /** the child's program, where it is not the built one */
  readonly entry?: { readonly path: string; readonly execArgv?: readonly string[] };
  readonly onProgress?: Listener;
  /** default: each */
  readonly progress?: Wanted;
  /** bytes of memory, above which the child ends itself; default: four fifths of the machine's or container's, and what Node-RED leaves of it */
  readonly memoryLimit?: number;
  readonly nice?: number;
  /**
   * Where it is kept from epoch to epoch, so that the same order goes on if it is interrupted: if its process dies, this
   * one does, or by `suspend`. Once it is over the file is removed.
   */
  readonly checkpoint?: { readonly file: string; readonly every?: number };
  /** something that the user should know of, while the training goes on */
  readonly onWarning?: (text: string) => void;
}

/** A training under way in a process of its own. */
export interface TrainingRun {
  readonly run: string;
  /** the model; or a TensorwireError. `details.cancelled` is true after `cancel()`. */
  readonly promise: Promise<ModelBody>;
  /** the last progress, for who takes the run over */
  readonly progress: Progress | null;
  /** process id, for tests and status; null before it starts and after it ended */
  readonly pid: number | null;
  /** ends it and keeps the best weights so far */
  stop(): void;
  /** ends it at once and discards what it learned; resolves when the process is gone */
  cancel(): Promise<void>;
  /** ends it at once and leaves its checkpoint, from which the same order goes on */
  suspend(): Promise<void>;
  /** who listens to progress: a node that was redeployed leaves, its successor takes over */
  detach(): void;
  /** `onWaiting` hears how many trainings are before this one, as long as it waits for its turn, and 0 when it begins */
  attach(listener: Listener, onWaiting?: (before: number) => void): void;
}
