import { wholeNames } from '../data';
import { TensorwireError } from '../errors';
import type { NetworkSpec, OutputSpec, Pipeline, TargetPipeline } from '../spec';
import { withOutputHeads } from './incremental';
import { leadingTo } from './leading-to';

/** The end of a network from a recipe: the node's id and label, and for an `nn-output` its settings. */
export interface RecipeEnd extends Pick<OutputSpec, 'target' | 'task'> {
  readonly id: string;
  readonly label: string;
}

/**
 * A network from a recipe with its outputs: one for each branch and target, or one for all targets of a kind. Outputs
 * with the same target become an ensemble when they are resolved. A recipe that has last layers of its own keeps them.
 * While the data are unknown there are none.
 */
export function endRecipe(spec: NetworkSpec, { id, label, target, task }: RecipeEnd, pipeline: Pipeline | null) {
  const own = spec.recipe?.found?.outputs;
  if (own) {
    if (task && task !== 'regression')
      throw new TensorwireError(
        label,
        `task must be regression or auto: the recipe ${spec.recipe!.key} predicts numbers, received "${task}"`,
        { argument: 'task', received: task },
      );
    const outputs = chosenAmong(own, target);
    const heads = outputs.map(({ call }) => call);
    return withOutputHeads(leadingTo(spec, heads), { outputs, heads });
  }
  const wanted = target && target.length > 0 ? [target] : pipeline ? targetsTogether(pipeline.targets) : [];
  const outputs = wanted.flatMap((names, t) =>
    spec.heads.map((call, branch): OutputSpec => {
      // the first has the node's own id, so that its shape is the node's status
      const mark = `${t > 0 ? `-target-${t + 1}` : ''}${branch > 0 ? `-${branch + 1}` : ''}`;
      const args = spec.recipe?.found?.last[branch] ?? {};
      return { call, append: { id: id + mark, label: label + mark, args }, target: names, ...(task && { task }) };
    }),
  );
  return withOutputHeads(spec, { outputs });
}

/** The recipe's own outputs, of which targets may be chosen. An unknown target is kept: resolving the outputs rejects it. */
function chosenAmong(outputs: readonly OutputSpec[], target: OutputSpec['target'] = []): readonly OutputSpec[] {
  if (target.length === 0) return outputs;
  const names = outputs.flatMap(output => output.target ?? []);
  const wanted = wholeNames(target, names);
  const unknown = wanted.filter(name => !names.includes(name));
  const chosen = outputs.filter(output => output.target?.some(name => wanted.includes(name)));
  return unknown.length > 0 ? [...chosen, { ...outputs[0]!, target: unknown }] : chosen;
}

/** The network with outputs: those of the recipe's own node, if no output node follows. */
export function recipeEnded(spec: NetworkSpec, pipeline: Pipeline): NetworkSpec {
  const { recipe, outputs } = spec;
  if (!recipe || outputs.length > 0) return spec;
  return endRecipe(spec, { id: `${recipe.node}-output`, label: recipe.name }, pipeline);
}

/** Numbers are predicted together, and so are labels; every other target has its own output. */
function targetsTogether(targets: readonly TargetPipeline[]): (readonly string[])[] {
  const names = targets.map(({ name }) => name);
  const isOne = ['regression', 'binary'].some(task => targets.every(target => target.task === task));
  return isOne ? [names] : names.map(name => [name]);
}
