import type { EarlierEpochs, Feeds } from '../spec';
import type { Checkpoint, Checkpoints } from './checkpoint';
import type { Progress } from './plan';
import type { Prepared } from './prepared';
import type { TrainingStep } from './step/step';
import type { ThreadChoice } from './threads';
import type { Trained } from './trainer';

/** Where a training begins. */
export interface Origin {
  /** of its checkpoints */
  readonly key: string;
  /** where it was interrupted */
  readonly saved: Checkpoint | null;
  /** the state before the first step, if it begins anew */
  begin(): Promise<Feeds>;
}

/** Computes the epochs of a training instead of this process: `onRay` makes one. */
export interface Cluster {
  /** where an interrupted training goes on; null: it begins anew */
  follow(saved: Checkpoint | null, warn: (text: string) => void): Promise<Checkpoint | null>;
  train(job: Prepared, step: TrainingStep, control: TrainingControl, from: Origin): Promise<Trained>;
}

/** How the caller of a training follows it and ends it. */
export interface TrainingControl {
  /** a promise: the training waits for it at the end of an epoch, so that it is no faster than its listener */
  onProgress?(progress: Progress): unknown;
  /** it resumes after these epochs; called before the first progress, and not for a fold of a cross-validation */
  onResumed?(earlier: EarlierEpochs): void;
  /** what the user should know */
  onWarning?(text: string): void;
  /** ends the training after the step that is being computed; the best weights so far become the model */
  readonly stop?: AbortSignal;
  /** ends it and rejects with an error whose `details.cancelled` is true */
  readonly cancel?: AbortSignal;
  /** chooses the number of threads; absent: those of the engine */
  readonly threads?: ThreadChoice;
  /** trains there, and not in this process */
  readonly cluster?: Cluster;
  /** where the training is stored from epoch to epoch, so that it can resume after an interruption */
  readonly checkpoints?: Checkpoints;
}
