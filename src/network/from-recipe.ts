import {
  type Detector,
  type RecipeBranch,
  type RecipeData,
  type RecipeEntry,
  type RecipeLayer,
  recipes,
  type SeriesData,
} from '../catalogue/recipes';
import { categoriesOf, wholeNames } from '../data';
import { TensorwireError } from '../errors';
import type { ColumnPipeline, FoundRecipe, NetworkSpec, Pipeline, RecipeUse } from '../spec';
import { appendLayer, emptyNetwork, joinNetworks } from './assemble';
import { pathOf } from './chain';
import { withOutputHeads } from './incremental';
import { isInput } from './layer';
import { graphNetwork } from './recipe-graph';
import { noForecast, noReadings, readingsData, seriesData } from './series-data';

/** The node that asks for the network. */
export interface RecipeNode {
  readonly id: string;
  /** its label in errors */
  readonly name: string;
  /** a key of the catalogue's recipes; `auto`: one that suits the data */
  readonly recipe: string;
  /** of the recipe anomaly; default: the prediction */
  readonly detector?: Detector;
}

/** What a recipe decides by, for data with this many training rows. */
export function recipeData(pipeline: Pipeline, rows: number, detector?: Detector): RecipeData {
  const { features, targets } = pipeline;
  const series = seriesData(pipeline) ?? readingsData(pipeline);
  return {
    rows,
    numbers: features.filter(isNumber).length,
    predicts: targets.length > 0 && targets.every(({ task }) => task === 'regression') ? 'numbers' : 'classes',
    ...(series && { series }),
    ...(detector && { detector }),
  };
}

/** The recipe for a node, checked to suit the data. Throws a TensorwireError. */
function recipeFor({ recipe, name }: Pick<RecipeNode, 'recipe' | 'name'>, pipeline: Pipeline): RecipeEntry {
  const windows = seriesData(pipeline);
  const readings = readingsData(pipeline);
  const chosen = recipes[recipe === 'auto' ? (windows ? 'forecast' : readings ? 'anomaly' : 'table') : recipe]!;
  if (chosen.suits === 'readings') {
    if (readings && readings.history > 1) return chosen;
    if (readings)
      throw new TensorwireError(
        name,
        'history must be at least 2 steps: a reading is judged by those before it, received 1',
        {
          argument: 'history',
          received: 1,
        },
      );
    throw new TensorwireError(
      name,
      `the recipe ${chosen.key} learns what readings of time series normally are, received ${noReadings(pipeline)}. Set time series in the dataset node and leave target and horizon empty, or choose another recipe`,
      { argument: 'recipe', received: chosen.key },
    );
  }
  if (chosen.suits === 'series') {
    if (windows) return chosen;
    throw new TensorwireError(
      name,
      `the recipe ${chosen.key} is for series whose next numbers are to be predicted, received ${noForecast(pipeline)}. Set time series, target and horizon in the dataset node, or choose another recipe`,
      { argument: 'recipe', received: chosen.key },
    );
  }
  const array = pipeline.features.find(({ shape }) => shape.length > 1);
  if (array)
    throw new TensorwireError(
      name,
      `column "${array.name}" is an array (${array.shape.join('×')}) in each row, and the recipe ${chosen.key} is for tables of numbers and ` +
        'categories. Wire layers for it, from an input node to an output node',
      { argument: 'recipe', column: array.name, received: array.shape },
    );
  return chosen;
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
  const data = recipeDataOf(columns, pipeline, rows, node.detector);
  const path = pathOf([...before.path, node.id]);
  const use = (found: Pick<FoundRecipe, 'branches' | 'last' | 'outputs'>): RecipeUse => ({
    ...{ node: node.id, name: node.name, key: recipe.key },
    found: { label: recipe.label(data), optimizer: recipe.optimizer(data), training: recipe.training(data), ...found },
  });
  if (recipe.suits !== 'tables') {
    const { network, outputs } = graphNetwork(
      node.id,
      recipe.graph(seriesOf(node, data), rows, node.detector),
      columns.features,
      pipeline,
    );
    return withOutputHeads(network, { path, recipe: use({ branches: [], last: [], outputs }) });
  }
  const branches = recipe.branches(data);
  const networks = branches.map((branch, i) =>
    branchOf(branch, columns, { prefix: node.id, mark: branches.length === 1 ? '' : `-${i + 1}` }),
  );
  const found = { branches: branches.map(({ name }) => name), last: branches.map(({ last = {} }) => last) };
  return withOutputHeads(joinNetworks(networks), { path, recipe: use(found) });
}

function seriesOf({ name }: RecipeNode, { series }: RecipeData): SeriesData {
  if (series) return series;
  throw new TensorwireError(name, 'the recipe needs the windows of the past: choose them in the input node before it', {
    argument: 'columns',
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
  const recipe = recipeFor(node, pipeline);
  const data = recipeDataOf(columns, pipeline, rows, node.detector);
  if (recipe.suits !== 'tables') seriesOf(node, data);
  return recipe.words(data);
}

const recipeDataOf = ({ features }: Columns, pipeline: Pipeline, rows: number, detector?: Detector): RecipeData =>
  recipeData({ ...pipeline, features }, rows, detector);

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
