import type { RecipeBranch, RecipeData, RecipeEntry, RecipeLayer } from '../catalogue/recipes';
import { categoriesOf } from '../data';
import { TensorwireError } from '../errors';
import type { ColumnPipeline, NetworkSpec, Pipeline } from '../spec';
import { appendLayer, appendOutput, emptyNetwork, joinNetworks } from './assemble';
import { asMembers } from './members';
import { resolveInputs } from './resolve-inputs';
import { resolveOutputs } from './resolve-outputs';

/** What a recipe goes by, of data with so many rows for training. */
export const recipeData = (
  { features, targets }: Pick<Pipeline, 'features' | 'targets'>,
  rows: number,
): RecipeData => ({
  rows,
  numbers: features.filter(isNumber).length,
  predicts: targets[0]?.task === 'regression' ? 'numbers' : 'classes',
});

/**
 * The network of a recipe for these data, whole: columns of numbers go through its encoding, those that are looked up through
 * embeddings, all others as they are encoded. Of one target. Throws a TensorwireError.
 */
export function networkFromRecipe(recipe: RecipeEntry, pipeline: Pipeline, rows: number): NetworkSpec {
  const [target, ...others] = pipeline.targets;
  if (target === undefined || others.length > 0)
    throw new TensorwireError(
      'network',
      `the recipe ${recipe.key} must have one target, received ${pipeline.targets.length}`,
    );
  const branches = recipe.branches(recipeData(pipeline, rows));
  const networks = branches.map((branch, i) =>
    branchOf(branch, pipeline, branches.length === 1 ? '' : `-${i + 1}`, target.name),
  );
  return asMembers(resolveOutputs(resolveInputs(joinNetworks(networks), pipeline), pipeline));
}

function branchOf(branch: RecipeBranch, pipeline: Pipeline, mark: string, target: string): NetworkSpec {
  const count = new Map<string, number>();
  const append = (spec: NetworkSpec, { className, args = {} }: RecipeLayer): NetworkSpec => {
    const place = (count.get(className) ?? 0) + 1;
    count.set(className, place);
    return appendLayer(spec, { id: `${className}-${place}${mark}`, className, args });
  };
  const from = (id: string, args: object, layers: readonly RecipeLayer[]): NetworkSpec =>
    layers.reduce(append, appendLayer(emptyNetwork(), { id, className: 'InputLayer', args: { ...args } }));
  const { features, lookups = [] } = pipeline;
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
  const end = { id: `output${mark}`, label: `output${mark}`, ...(branch.last && { args: branch.last }) };
  return appendOutput(branch.trunk.reduce(append, joined), end, { target: [target] });
}

/** Numbers of a table, not arrays. */
const isNumber = ({ type, shape }: ColumnPipeline): boolean =>
  (type === 'number' || type === 'integer') && String(shape) === '1';
