import type { AutomaticTraining, OptimizerSpec } from '../../spec';

/**
 * A network that suits data of a kind, whole. One recipe a file, which is all that there is to know about it:
 * - what it is made of: `branches`, each from its inputs to its output
 * - how it learns: `optimizer`, which an `nn-optimizer` of the flow replaces, and `training`, which is what `auto` means in
 *   `nn-train`
 * - what it says of itself: `label` in the status of `nn-network`, `words` in its dialog
 * `nn-network` offers all recipes of the list in index.ts; it trains them, and writes them onto the canvas as single nodes.
 */

/** What a recipe goes by. */
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
  /** through which the columns of numbers go, before the others join them */
  readonly numbers: readonly RecipeLayer[];
  /** through which a column of so many categories goes that is looked up, before it joins the others */
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
  /** what it does for these data, for someone who knows no recipe: English sentences, which have their Chinese in src/locale */
  words(data: RecipeData): readonly string[];
}

export const recipe = (key: string, entry: Omit<RecipeEntry, 'kind' | 'key'>): RecipeEntry => ({
  kind: 'recipe',
  key,
  ...entry,
});
