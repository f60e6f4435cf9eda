import type { RaySettings } from '../../cluster';
import type { EarlierEpochs } from '../../spec';
import type { ModelBody } from '../../values/model';
import type { Progress } from '../plan';
import type { Wanted } from './outbox';

export type Listener = (progress: Progress) => void;

/** Keeps a record of a training. */
export interface Watcher {
  onProgress(progress: Progress): void;
  /** it goes on after an interruption; called before its first progress */
  onResumed(earlier: EarlierEpochs): void;
  /** trainings before this one, while it waits for its turn; 0: it begins */
  onWaiting(before: number): void;
}

export interface StartOptions {
  /** the child's program, if not the built one */
  readonly entry?: { readonly path: string; readonly execArgv?: readonly string[] };
  readonly onProgress?: Listener;
  /** default: each */
  readonly progress?: Wanted;
  /**
   * bytes of memory above which the child ends itself; default: four fifths of the machine's or container's memory, as
   * far as Node-RED leaves it
   */
  readonly memoryLimit?: number;
  readonly nice?: number;
  /**
   * Where it is stored from epoch to epoch. The same order resumes from there after an interruption: its process died,
   * this process died, or `suspend`. The file is removed when the training is over.
   */
  readonly checkpoint?: { readonly file: string; readonly every?: number };
  /**
   * Trains on this cluster, and not in the process. Needs a checkpoint file, in which the job is written down; the order
   * is kept beside it, with the fingerprint of the flow, so that a new Node-RED can follow the job (`readOrder`).
   */
  readonly cluster?: RaySettings;
  readonly fingerprint?: string;
  /** is called from the beginning to the end, also while no node listens */
  readonly watcher?: Watcher;
  /** what the user should know while the training runs */
  readonly onWarning?: (text: string) => void;
}

/** A running training in a child process. */
export interface TrainingRun {
  readonly run: string;
  /** the model; or a TensorwireError. `details.cancelled` is true after `cancel()`. */
  readonly promise: Promise<ModelBody>;
  /** the last progress, for the node that takes the run over */
  readonly progress: Progress | null;
  /** process id, for tests and status; null before it starts and after it ended */
  readonly pid: number | null;
  /** a user has asked for its end: its model is that of the best epoch until then */
  readonly stopped: boolean;
  /** ends it and keeps the best weights so far */
  stop(): void;
  /** ends it at once and discards its weights; resolves when the process is gone */
  cancel(): Promise<void>;
  /** ends it at once and leaves its checkpoint, from which the same order resumes */
  suspend(): Promise<void>;
  /** removes the listener: when a node is redeployed, its successor takes over */
  detach(): void;
  /**
   * `onWaiting` is called with the number of trainings before this one while it waits for its turn, and with 0 when it
   * begins
   */
  attach(listener: Listener, onWaiting?: (before: number) => void): void;
}
