import type { AutomaticTraining, OptimizerSpec } from '../../spec';

/**
 * A whole network for one kind of data. A recipe is one file that says everything about it:
 * - what it is made of: for tables `branches`, each from its inputs to its output; for series `graph`, its layers by name
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
  /** of windows of a series whose next steps are to be predicted */
  readonly series?: SeriesData;
  /** of the recipe anomaly */
  readonly detector?: Detector;
}

/** Windows, as a recipe sees them. */
export interface SeriesData {
  /** steps of a window */
  readonly history: number;
  /** numbers of each step */
  readonly channels: number;
  /** steps that are predicted, and those between them and the window */
  readonly horizon: number;
  readonly gap: number;
  /** steps; 1: none */
  readonly season: number;
  /** numbers of each step to come that are known in advance; 0: none */
  readonly known: number;
  /** the columns that are predicted, with the place of their past among the channels */
  readonly targets: readonly { readonly name: string; readonly channel: number }[];
}

/** What reconstructs a reading: the readings before it, or a few numbers that hold the whole window. */
export const DETECTORS = ['prediction', 'autoencoder'] as const;
export type Detector = (typeof DETECTORS)[number];

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

/** A layer of a graph, called on others by name; `history` and `known` are the inputs. */
export interface RecipeStep extends RecipeLayer {
  readonly name: string;
  readonly from: readonly string[];
}

/** A network as its layers, in an order in which each follows those that it is called on. */
export interface RecipeGraph {
  readonly steps: readonly RecipeStep[];
  /** what is predicted where; `loss` in the notation of forms */
  readonly outputs: readonly { readonly from: string; readonly targets: readonly string[]; readonly loss: string }[];
}

interface Recipe {
  readonly kind: 'recipe';
  readonly key: string;
  optimizer(data: RecipeData): OptimizerSpec;
  training(data: RecipeData): AutomaticTraining;
  /** what was chosen for these data, in two or three words for a status: `3 networks` */
  label(data: RecipeData): string;
  /**
   * what it does for these data, in English sentences for someone who knows no recipe; their Chinese is in src/locale
   */
  words(data: RecipeData): readonly string[];
}

/** For tables of numbers and categories. */
export interface TableRecipe extends Recipe {
  readonly suits: 'tables';
  /** several are trained each by itself, and the answer is their mean */
  branches(data: RecipeData): readonly RecipeBranch[];
}

/** For windows of series: of which the next steps are to be predicted, or the last readings themselves (`readings`). */
export interface SeriesRecipe extends Recipe {
  readonly suits: 'series' | 'readings';
  /** `rows`: for training */
  graph(data: SeriesData, rows: number, detector?: Detector): RecipeGraph;
}

export type RecipeEntry = TableRecipe | SeriesRecipe;

export const tableRecipe = (key: string, entry: Omit<TableRecipe, 'kind' | 'key' | 'suits'>): TableRecipe => ({
  ...{ kind: 'recipe', suits: 'tables', key },
  ...entry,
});

export const seriesRecipe = (
  key: string,
  entry: Omit<SeriesRecipe, 'kind' | 'key' | 'suits'>,
  suits: SeriesRecipe['suits'] = 'series',
): SeriesRecipe => ({
  ...{ kind: 'recipe', suits, key },
  ...entry,
});
