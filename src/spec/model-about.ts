import type { FoldScores, Leak, Worth } from './card';
import type { ColumnType } from './column';
import type { Task } from './network';

/** Why a name goes on meaning an older version. */
export interface NotInUse {
  /** the version that the name means */
  readonly inUse: number;
  /** in words, what this version takes or gives otherwise */
  readonly because: string;
}

/** What the editor is told of a stored model. Plain JSON, without values of its data. */
export interface ModelAbout {
  readonly model: string;
  readonly version: number;
  readonly task: Task | null;
  readonly parameters: number;
  readonly engine: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly worth?: Worth;
  readonly folds?: FoldScores;
  readonly leaks?: readonly Leak[];
  readonly notInUse?: NotInUse;
  /** of its recipe, the branches that the validation rows chose */
  readonly chosen?: readonly string[];
  readonly data: { readonly rows: number; readonly source: string };
  readonly seed: number;
  readonly created: string;
  /** the file that it was imported from */
  readonly importedFrom?: string | null;
  /** the other program that made it, `Keras 3.15.1`: how it was trained is not known */
  readonly program?: string;
  /** training rows that it keeps, with which explanations compare */
  readonly background: number;
  /** can it say how sure it is? */
  readonly calibrated: boolean;
  readonly columns: readonly {
    readonly name: string;
    readonly type: ColumnType;
    readonly scaling: string;
    /** of arrays */
    readonly shape?: readonly number[];
  }[];
  readonly targets: readonly { readonly name: string; readonly task: string; readonly classes: number }[];
  /** classes of its layers, in order */
  readonly layers: readonly string[];
  /** those after its inputs, by which other networks take them */
  readonly layerNames: readonly string[];
  /** loss and val_loss by epoch, at most 300 of them */
  readonly history: Readonly<Record<string, readonly number[]>>;
}

/** Which columns decide in a model as a whole: the mean size of their contributions to the answers to its background rows. */
export interface ModelImportance {
  /** background rows */
  readonly rows: number;
  readonly targets: readonly {
    readonly target: string;
    /** contributions are shares of a probability; else in the unit of the target */
    readonly share: boolean;
    /** the largest first */
    readonly columns: readonly { readonly column: string; readonly importance: number; readonly std: number }[];
  }[];
}

/** A column of a model as a field of a form, with values of its training rows. */
export interface FormField {
  readonly name: string;
  readonly type: ColumnType;
  readonly unit: string;
  /** of a category or boolean: its values, the most frequent first; at most 200 */
  readonly options?: readonly string[];
  /** of a number: the range of the training rows that the model keeps, otherwise two standard deviations around the mean */
  readonly low?: number;
  readonly high?: number;
  /** a usual value; null: none is known */
  readonly usual: number | string | null;
}

export interface ModelForm {
  readonly fields: readonly FormField[];
  /** columns of arrays, which no form can hold */
  readonly arrays: readonly string[];
  readonly calibrated: boolean;
  readonly background: boolean;
}
