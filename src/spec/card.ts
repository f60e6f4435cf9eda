import type { Task } from './network';

/** All there is to say of a trained model besides its numbers. JSON: `card.json`. */
export interface ModelCard {
  readonly task: Task | null;
  readonly targets: readonly string[];
  readonly parameters: number;
  readonly engine: string;
  /** final metrics, `loss`, `accuracy`, `val_loss`, … of the restored epoch */
  readonly metrics: Readonly<Record<string, number>>;
  /** per epoch */
  readonly history: Readonly<Record<string, readonly number[]>>;
  /** of a very long training the history has the first of each so many epochs, and the last one; else absent */
  readonly historyEvery?: number;
  /** on the validation rows, where there are any */
  readonly worth?: Worth;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly data: { readonly fingerprint: string; readonly rows: number; readonly source: string };
  readonly seed: number;
  /** ISO 8601 */
  readonly created: string;
  readonly versions: Readonly<Record<string, string>>;
  /** where it was imported from; none: it was trained here */
  readonly origin?: ModelOrigin;
}

export interface ModelOrigin {
  /** name of the file; null: it came as bytes in a message */
  readonly file: string | null;
  /** of the whole file */
  readonly sha256: string;
  /** ISO 8601 */
  readonly imported: string;
}

/** A model beside the simplest guess, on the same rows. */
export type Verdict =
  /** than the guess: by more than chance explains */
  | 'better'
  /** it looks better, but so few rows do not show it */
  | 'unclear'
  /** it does not even look better, and chance explains by how much it looks worse */
  | 'same'
  | 'worse';

/** What a model is worth in one measure: of the target on which it does worst beside the simplest guess. */
export interface Worth {
  readonly target: string;
  readonly split: string;
  readonly rows: number;
  readonly metric: string;
  readonly value: number;
  /** the guess's */
  readonly baseline: number;
  readonly verdict: Verdict;
}
