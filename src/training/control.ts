import type { RaySettings } from '../cluster';
import type { EarlierEpochs } from '../spec';
import type { Checkpoints } from './checkpoint';
import type { Progress } from './plan';

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
  /** trains there, and not in this process */
  readonly cluster?: RaySettings;
  /** where the training is stored from epoch to epoch, so that it can resume after an interruption */
  readonly checkpoints?: Checkpoints;
}
