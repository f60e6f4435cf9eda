import type { Task } from './network';

/** Everything about a trained model except its weights. JSON: `card.json`. */
export interface ModelCard {
  readonly task: Task | null;
  readonly targets: readonly string[];
  readonly parameters: number;
  readonly engine: string;
  /** final metrics, `loss`, `accuracy`, `val_loss`, … of the restored epoch */
  readonly metrics: Readonly<Record<string, number>>;
  /** per epoch */
  readonly history: Readonly<Record<string, readonly number[]>>;
  /** if a very long history is thinned: it has every n-th epoch, and the last one */
  readonly historyEvery?: number;
  /** the branches of its recipe that the validation rows chose */
  readonly chosen?: readonly string[];
  /** on the validation rows, if there are any */
  readonly worth?: Worth;
  /** columns that alone tell nearly all of a target; absent: none */
  readonly leaks?: readonly Leak[];
  /** of cross-validation, if there was one */
  readonly folds?: FoldScores;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly data: { readonly fingerprint: string; readonly rows: number; readonly source: string };
  /** rows of the training data that the model keeps, for explanations; absent: none */
  readonly background?: number;
  readonly seed: number;
  /** ISO 8601 */
  readonly created: string;
  readonly versions: Readonly<Record<string, string>>;
  /** its origin, if it was imported */
  readonly origin?: ModelOrigin;
}

/** A column that looks like the target in disguise. */
export interface Leak {
  readonly column: string;
  readonly target: string;
  /** how much of the target it tells, from 0 to 1 */
  readonly strength: number;
}

export interface ModelOrigin {
  /** name of the file; null: it came as bytes in a message */
  readonly file: string | null;
  /** of the whole file */
  readonly sha256: string;
  /** ISO 8601 */
  readonly imported: string;
  /** the other program that made the model, `Keras 3.15.1`; absent: this palette did */
  readonly program?: string;
}

/** The results of models that were trained like this one, each without the rows of a fold and evaluated on the fold. */
export interface FoldScores {
  readonly count: number;
  /** over the folds; `std` is that of a sample */
  readonly metrics: Readonly<Record<string, { readonly mean: number; readonly std: number }>>;
  /** the model is the mean of these models; absent: it was trained on all rows afterwards */
  readonly ensemble?: true;
}

/** A comparison of a model with the simplest guess, on the same rows. */
export type Verdict =
  /** significantly better than the guess */
  | 'better'
  /** looks better, but not significantly */
  | 'unclear'
  /** does not look better, and not significantly worse */
  | 'same'
  | 'worse';

/** A model's result in one metric, for the target on which it does worst relative to the guess. */
export interface Worth {
  readonly target: string;
  readonly split: string;
  readonly rows: number;
  readonly metric: string;
  readonly value: number;
  /** that of the guess */
  readonly baseline: number;
  readonly verdict: Verdict;
}
