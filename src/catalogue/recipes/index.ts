import anomaly from './anomaly';
import forecast from './forecast';
import type { RecipeEntry, SeriesRecipe, TableRecipe } from './recipe';
import table from './table';

export type {
  Detector,
  RecipeBranch,
  RecipeData,
  RecipeEntry,
  RecipeGraph,
  RecipeLayer,
  RecipeStep,
  SeriesData,
  SeriesRecipe,
  TableRecipe,
} from './recipe';
export { DETECTORS } from './recipe';

type Recipes = Readonly<Record<string, RecipeEntry>> & { readonly table: TableRecipe } & Readonly<
    Record<'forecast' | 'anomaly', SeriesRecipe>
  >;

export const recipes: Recipes = { table, forecast, anomaly };
