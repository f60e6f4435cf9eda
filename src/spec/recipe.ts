import type { OptimizerSpec } from './optimizer';

/** What training does where its settings are left to it (`auto`), by the names of its plan. */
export interface AutomaticTraining {
  readonly epochs: number;
  readonly batchSize: number;
  readonly earlyStopping: boolean;
  /** epochs */
  readonly patience: number;
  readonly restoreBestWeights: boolean;
}

/** What a network has of the recipe that it was made from (`nn-network`), until its outputs are resolved. Plain JSON. */
export interface RecipeUse {
  /** the node's id, and its label in errors */
  readonly node: string;
  readonly name: string;
  /** `table`; `auto` while the data are unknown */
  readonly key: string;
  /** known with the data */
  readonly found?: {
    /** in two or three words, `waves · bins` */
    readonly label: string;
    readonly optimizer: OptimizerSpec;
    readonly training: AutomaticTraining;
    /** what its branches are called, in the order of the heads */
    readonly branches: readonly string[];
    /** of the last layer of each branch, in the order of the heads */
    readonly last: readonly Readonly<Record<string, unknown>>[];
  };
}
