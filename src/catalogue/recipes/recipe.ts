import type { OptimizerSpec } from '../../spec';

/** A network that suits data of a kind, whole: layers, optimizer, and how it is trained. One recipe a file. */

/** What a recipe goes by. */
export interface RecipeData {
  /** for training */
  readonly rows: number;
  /** is a number to be predicted, or a class? */
  readonly predicts: 'numbers' | 'classes';
}

/** A layer of the catalogue by its class; arguments as forms give them. */
export interface RecipeLayer {
  readonly className: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** A network from its inputs to its output. */
export interface RecipeBranch {
  /** through which the columns of numbers go, before the others join them */
  readonly numbers: readonly RecipeLayer[];
  /** through which a column of so many categories goes that is looked up, before it joins the others */
  lookup(categories: number): readonly RecipeLayer[];
  readonly trunk: readonly RecipeLayer[];
  /** arguments of the last Dense, whose units and activation the target says */
  readonly last?: Readonly<Record<string, unknown>>;
}

export interface RecipeEntry {
  readonly kind: 'recipe';
  readonly key: string;
  /** several are trained each by itself, and the answer is their mean */
  branches(data: RecipeData): readonly RecipeBranch[];
  optimizer(data: RecipeData): OptimizerSpec;
  /** settings of a training, by the names of its plan */
  training(data: RecipeData): {
    readonly epochs: number;
    readonly batchSize: number;
    readonly restoreBestWeights: boolean;
  };
}

export const recipe = (key: string, entry: Omit<RecipeEntry, 'kind' | 'key'>): RecipeEntry => ({
  kind: 'recipe',
  key,
  ...entry,
});
