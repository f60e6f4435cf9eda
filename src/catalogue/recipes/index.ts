import type { RecipeEntry } from './recipe';
import table from './table';

export type { RecipeBranch, RecipeData, RecipeEntry, RecipeLayer } from './recipe';
export const recipes: Readonly<Record<string, RecipeEntry>> = { table };
