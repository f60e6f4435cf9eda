import type { AutomaticTraining, OptimizerSpec } from '../../spec';

/**
 * A whole network for one kind of data. A recipe is one file that says everything about it:
 * - what it is made of: `branches`, each from its inputs to its output
 * - how it learns: `optimizer`, which an `nn-optimizer` of the flow replaces, and `training`, the meaning of `auto` in
 *   `nn-train`
 * - its texts: `label` in the status of `nn-network`, `words` in its dialog
 *
 * `nn-network` offers all recipes of the list in index.ts; it trains them, and writes them onto the canvas as single
 * nodes.
 */

/** The facts on which a recipe depends. */
export interface RecipeData {
  /** for training */
  readonly rows: number;
  /** how many columns hold numbers, and are not read as categories */
  readonly numbers: number;
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
  /** in a word or two, for a status that says which ones were chosen */
  readonly name: string;
  /** the layers for the columns of numbers, before the others join them */
  readonly numbers: readonly RecipeLayer[];
  /** the layers for a column of this many categories, which is looked up, before it joins the others */
  lookup(categories: number): readonly RecipeLayer[];
  readonly trunk: readonly RecipeLayer[];
  /** initializers of the last Dense, whose units and activation the target says */
  readonly last?: { readonly kernelInitializer?: string; readonly biasInitializer?: string };
}

export interface RecipeEntry {
  readonly kind: 'recipe';
  readonly key: string;
  /** several are trained each by itself, and the answer is their mean */
  branches(data: RecipeData): readonly RecipeBranch[];
  optimizer(data: RecipeData): OptimizerSpec;
  training(data: RecipeData): AutomaticTraining;
  /** what was chosen for these data, in two or three words for a status: `3 networks` */
  label(data: RecipeData): string;
  /**
   * what it does for these data, in English sentences for someone who knows no recipe; their Chinese is in src/locale
   */
  words(data: RecipeData): readonly string[];
}

export const recipe = (key: string, entry: Omit<RecipeEntry, 'kind' | 'key'>): RecipeEntry => ({
  kind: 'recipe',
  key,
  ...entry,
});
