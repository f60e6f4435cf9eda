import type { Checkpoints } from './checkpoint';
import type { Progress } from './plan';

/** What whoever starts a training hears of it, and how it is ended. */
export interface TrainingControl {
  /** a promise: the training waits for it at the end of an epoch, so that it is no faster than its listener */
  onProgress?(progress: Progress): unknown;
  /** something that the user should know of */
  onWarning?(text: string): void;
  /** ends the training after the step that is being computed; the best weights so far become the model */
  readonly stop?: AbortSignal;
  /** ends it and rejects with an error whose `details.cancelled` is true */
  readonly cancel?: AbortSignal;
  /** where the training is kept from epoch to epoch, and goes on from where it was interrupted */
  readonly checkpoints?: Checkpoints;
}
