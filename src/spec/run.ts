import type { FoldScores, Worth } from './card';
import type { ColumnType } from './column';
import type { NotInUse } from './model-about';
import type { Task } from './network';

/** A training and what is known of it. Plain JSON: `run.json`, and what the editor is answered. */

/** How far a training is. `interrupted`: Node-RED ended before it did, and its checkpoint may go on. */
export type RunState = 'waiting' | 'running' | 'finished' | 'stopped' | 'cancelled' | 'failed' | 'interrupted';

/** The node that trained. Its name and that of its flow are those of the time. */
export interface RunOrigin {
  readonly node: string;
  /** label of the node; '' */
  readonly name: string;
  /** id of the flow */
  readonly flow: string;
  readonly flowName: string;
}

/** A version in a store, by the id of its nn-store node; '': the default store. */
export interface RunVersion {
  readonly store: string;
  readonly name: string;
  readonly version: number;
}

/** The best epoch so far, by the monitored loss: that of the validation rows where there are any. */
export interface BestEpoch {
  readonly epoch: number;
  readonly metrics: Readonly<Record<string, number>>;
}

export interface RunRecord {
  readonly format: 1;
  /** UUID */
  readonly run: string;
  /** what the user calls it; '': its model and number */
  readonly name: string;
  /** counts the runs of this Node-RED */
  readonly number: number;
  /** name of the model */
  readonly model: string;
  readonly origin: RunOrigin;
  readonly state: RunState;
  /** the Node-RED that trains it or did */
  readonly process?: { readonly host: string; readonly pid: number; readonly began?: string };
  /** why it failed, a sentence in English */
  readonly problem?: string;
  readonly pinned: boolean;
  /** ISO 8601 */
  readonly started: string;
  readonly ended?: string;
  /** epochs that are done */
  readonly epoch: number;
  readonly epochs: number;
  readonly best: BestEpoch | null;
  /** of the model: the epoch whose weights it has */
  readonly metrics?: Readonly<Record<string, number>>;
  readonly worth?: Worth;
  readonly folds?: FoldScores;
  readonly task?: Task | null;
  readonly parameters?: number;
  /** what the runs of a table may differ in, by name: `optimizer`, `learningRate`, `layers`, … */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  readonly data: {
    readonly fingerprint: string;
    readonly rows: number;
    readonly validation: number;
    readonly source: string;
    readonly targets: readonly string[];
    /** how its rows were split: `random`, `stratified`, … */
    readonly splitBy?: string;
  };
  /** the features as the model reads them, at most 300; absent in runs of older versions */
  readonly columns?: readonly RunColumn[];
  /** where its model was saved, the last place last */
  readonly versions: readonly RunVersion[];
  /** bytes of the model that the run itself keeps; 0: none */
  readonly modelBytes: number;
}

export interface RunColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** `standard`, `one-hot`, … */
  readonly scaling: string;
}

/** A run with how it goes now. A list of runs leaves out their columns. */
export interface RunSummary extends Omit<RunRecord, 'process' | 'columns'> {
  /** of a running one */
  readonly secondsLeft?: number;
  /** trainings before a waiting one */
  readonly before?: number;
  /** the fold of a cross-validation that is being trained */
  readonly fold?: number;
}

/** Metrics from epoch to epoch, column by column; null: not defined, or not measured in this epoch. */
export interface RunCurves {
  /** from 1, ascending */
  readonly epochs: readonly number[];
  /** since the training began; null: not known */
  readonly seconds: readonly (number | null)[];
  readonly metrics: Readonly<Record<string, readonly (number | null)[]>>;
}

/** The epochs of a training before it was interrupted, as its checkpoint has them. */
export type EarlierEpochs = Pick<RunCurves, 'epochs' | 'metrics'>;

/** What the editor is answered when it asks for the runs. */
export interface RunList {
  /** the next question is of what has changed since */
  readonly revision: number;
  /** of all runs, the newest first */
  readonly order: readonly string[];
  /** those that have changed */
  readonly runs: readonly RunSummary[];
}

/** What the editor is answered when it asks for one run. */
export interface RunDetails {
  readonly run: RunSummary;
  readonly curves: RunCurves;
  readonly columns: readonly RunColumn[];
  /** the first epoch of `curves` follows this one: what is known of it already is not sent again */
  readonly after: number;
  /** the first epoch of the whole curves; 0: none. A training that goes on gets its earlier epochs a moment later */
  readonly first: number;
  /** what its curves suggest, in sentences */
  readonly advice: readonly string[];
  /** of the version that was saved last */
  readonly notInUse?: NotInUse;
}
