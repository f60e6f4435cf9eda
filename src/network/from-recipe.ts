import { type RecipeBranch, type RecipeData, type RecipeEntry, type RecipeLayer, recipes } from '../catalogue/recipes';
import { categoriesOf, wholeNames } from '../data';
import { TensorwireError } from '../errors';
import type { ColumnPipeline, NetworkSpec, Pipeline } from '../spec';
import { appendLayer, emptyNetwork, joinNetworks } from './assemble';
import { pathOf } from './chain';
import { withOutputHeads } from './incremental';
import { isInput } from './layer';

/** The node that asks for the network. */
export interface RecipeNode {
  readonly id: string;
  /** its label in errors */
  readonly name: string;
  /** a key of the catalogue's recipes; `auto`: one that suits the data */
  readonly recipe: string;
}

/** What a recipe decides by, for data with this many training rows. */
export const recipeData = (
  { features, targets }: Pick<Pipeline, 'features' | 'targets'>,
  rows: number,
): RecipeData => ({
  rows,
  numbers: features.filter(isNumber).length,
  predicts: targets.length > 0 && targets.every(({ task }) => task === 'regression') ? 'numbers' : 'classes',
});

/** The recipe for a node, checked to suit the data. Throws a TensorwireError. */
function recipeFor({ recipe, name }: Pick<RecipeNode, 'recipe' | 'name'>, { features }: Pipeline): RecipeEntry {
  const array = features.find(({ shape }) => shape.length > 1);
  if (array)
    throw new TensorwireError(
      name,
      `column "${array.name}" is an array (${array.shape.join('×')}) in each row, and recipes are for tables of numbers and ` +
        'categories. Wire layers for it, from an input node to an output node',
      { argument: 'recipe', column: array.name, received: array.shape },
    );
  return recipes[recipe === 'auto' ? 'table' : recipe]!;
}

/**
 * The network of a recipe for these data, without its last layers, which `endRecipe` adds. Number columns go through
 * its encoding, categories that are looked up through embeddings, all others as they are encoded. If a network with an
 * input comes, the recipe uses the columns of that input. Throws a TensorwireError.
 */
export function networkFromRecipe(
  node: RecipeNode,
  pipeline: Pipeline,
  rows: number,
  before: NetworkSpec = emptyNetwork(),
): NetworkSpec {
  const recipe = recipeFor(node, pipeline);
  const columns = columnsFor(node, pipeline, before);
  const data = recipeDataOf(columns, pipeline, rows);
  const branches = recipe.branches(data);
  const networks = branches.map((branch, i) =>
    branchOf(branch, columns, { prefix: node.id, mark: branches.length === 1 ? '' : `-${i + 1}` }),
  );
  return withOutputHeads(joinNetworks(networks), {
    path: pathOf([...before.path, node.id]),
    recipe: {
      node: node.id,
      name: node.name,
      key: recipe.key,
      found: {
        label: recipe.label(data),
        optimizer: recipe.optimizer(data),
        training: recipe.training(data),
        branches: branches.map(({ name }) => name),
        last: branches.map(({ last = {} }) => last),
      },
    },
  });
}

/** What the recipe of a node will do with these data, in words; `before` as in `networkFromRecipe`. */
export function recipeWords(
  node: RecipeNode,
  pipeline: Pipeline,
  rows: number,
  before: NetworkSpec = emptyNetwork(),
): readonly string[] {
  const columns = columnsFor(node, pipeline, before);
  return recipeFor(node, pipeline).words(recipeDataOf(columns, pipeline, rows));
}

const recipeDataOf = ({ features }: Columns, { targets }: Pipeline, rows: number): RecipeData =>
  recipeData({ features, targets }, rows);

/** The same while the data are unknown: only that it passes this node is known. */
export const pendingNetwork = ({ id, name, recipe }: RecipeNode, before: NetworkSpec = emptyNetwork()): NetworkSpec =>
  withOutputHeads(emptyNetwork(), {
    path: pathOf([...before.path, id]),
    recipe: { node: id, name, key: recipe },
  });

interface Columns {
  readonly features: readonly ColumnPipeline[];
  readonly lookups: readonly ColumnPipeline[];
}

/** All columns of the data, or those of an input before the recipe. */
function columnsFor({ id, name }: RecipeNode, pipeline: Pipeline, before: NetworkSpec): Columns {
  const { features, lookups = [] } = pipeline;
  const other = before.layers.find(layer => !isInput(layer));
  if (other || before.recipe)
    throw new TensorwireError(
      name,
      `a recipe is a whole network: before it may stand a dataset and an input node, received a network with ${other?.label ?? before.recipe!.name}. Remove what is between, or wire layers instead of the recipe`,
      { argument: 'network', layer: id },
    );
  const input = before.layers.find(isInput);
  if (!input?.args.columns) return checked({ features, lookups }, name);
  const all = [...features, ...lookups];
  const names = wholeNames(
    input.args.columns,
    all.map(column => column.name),
  );
  const chosen = (column: ColumnPipeline): boolean => names.includes(column.name);
  const byIndex = input.args.encoding === 'index';
  const isLookedUp = (column: ColumnPipeline): boolean =>
    lookups.includes(column) || (byIndex && categoriesOf(column) !== null);
  const columns = all.filter(chosen);
  return checked({ features: columns.filter(c => !isLookedUp(c)), lookups: columns.filter(isLookedUp) }, name);
}

function checked(columns: Columns, name: string): Columns {
  if (columns.features.length + columns.lookups.length > 0) return columns;
  throw new TensorwireError(name, 'the data have no feature columns', { argument: 'columns' });
}

function branchOf(
  branch: RecipeBranch,
  { features, lookups }: Columns,
  { prefix, mark }: { readonly prefix: string; readonly mark: string },
): NetworkSpec {
  const count = new Map<string, number>();
  const append = (spec: NetworkSpec, { className, args = {} }: RecipeLayer): NetworkSpec => {
    const place = (count.get(className) ?? 0) + 1;
    count.set(className, place);
    return appendLayer(spec, { id: `${prefix}-${className}-${place}${mark}`, className, args });
  };
  const from = (id: string, args: object, layers: readonly RecipeLayer[]): NetworkSpec =>
    layers.reduce(
      append,
      appendLayer(emptyNetwork(), { id: `${prefix}-${id}`, className: 'InputLayer', args: { ...args } }),
    );
  const inputs = [
    { id: 'numbers', columns: features.filter(isNumber), layers: branch.numbers },
    { id: 'others', columns: features.filter(feature => !isNumber(feature)), layers: [] },
  ].flatMap(({ id, columns, layers }) =>
    columns.length > 0 ? [from(id, { columns: columns.map(({ name }) => name) }, layers)] : [],
  );
  const embedded = lookups.map((column, i) =>
    from(
      `lookup-${i + 1}`,
      { columns: [column.name], encoding: 'index' },
      branch.lookup(categoriesOf(column)?.length ?? 1),
    ),
  );
  const all = [...inputs, ...embedded];
  const joined = all.length === 1 ? all[0]! : append(joinNetworks(all), { className: 'Concatenate' });
  return branch.trunk.reduce(append, joined);
}

/** Numbers of a table, not arrays. */
const isNumber = ({ type, shape }: ColumnPipeline): boolean =>
  (type === 'number' || type === 'integer') && String(shape) === '1';
