import forecast from './forecast';
import type { RecipeEntry, SeriesRecipe, TableRecipe } from './recipe';
import table from './table';

export type {
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

type Recipes = Readonly<Record<string, RecipeEntry>> & { readonly table: TableRecipe; readonly forecast: SeriesRecipe };

export const recipes: Recipes = { table, forecast };
