import type { NetworkSpec, OutputSpec, Pipeline, TargetPipeline } from '../spec';
import { withOutputHeads } from './incremental';

/** The end of a network from a recipe: the node's id and label, and for an `nn-output` its settings. */
export interface RecipeEnd extends Pick<OutputSpec, 'target' | 'task'> {
  readonly id: string;
  readonly label: string;
}

/**
 * A network from a recipe with its outputs: one for each branch and target, or one for all targets of a kind. Outputs
 * with the same target become an ensemble when they are resolved. A recipe that has last layers of its own keeps them. While the data are unknown there are none.
 */
export function endRecipe(spec: NetworkSpec, { id, label, target, task }: RecipeEnd, pipeline: Pipeline | null) {
  const own = spec.recipe?.found?.outputs;
  if (own) return withOutputHeads(spec, { outputs: chosenAmong(own, target) });
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

/** The recipe's own outputs, of which a target may be chosen. */
const chosenAmong = (outputs: readonly OutputSpec[], target: OutputSpec['target'] = []): readonly OutputSpec[] => {
  const chosen = outputs.filter(output => output.target?.some(name => target.includes(name)));
  return chosen.length > 0 ? chosen : outputs;
};

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
