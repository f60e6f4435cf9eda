import type { OutputSpec } from './network';
import type { OptimizerSpec } from './optimizer';

/** What training chooses for settings that are `auto`, named as in its plan. */
export interface AutomaticTraining {
  readonly epochs: number;
  readonly batchSize: number;
  readonly earlyStopping: boolean;
  /** epochs */
  readonly patience: number;
  readonly restoreBestWeights: boolean;
}

/** The recipe that a network was made from (`nn-network`), until its outputs are resolved. Plain JSON. */
export interface RecipeUse {
  /** the node's id, and its label in errors */
  readonly node: string;
  readonly name: string;
  /** `table`; `auto` while the data are unknown */
  readonly key: string;
  /** known when the data are */
  readonly found?: FoundRecipe;
}

/** What a recipe has decided for the data. */
export interface FoundRecipe {
  /** in two or three words, `3 networks` */
  readonly label: string;
  readonly optimizer: OptimizerSpec;
  readonly training: AutomaticTraining;
  /** names of its branches, in the order of the heads */
  readonly branches: readonly string[];
  /** arguments of the last layer of each branch, in the order of the heads */
  readonly last: readonly Readonly<Record<string, unknown>>[];
  /** of a recipe that has its own last layers: what they predict */
  readonly outputs?: readonly OutputSpec[];
}
