import type { Pipeline } from '../data/types';
import type { InputArgs, NetworkSpec } from './spec';

/**
 * The part of a pipeline that a resolved network reads and answers: its model asks for no column that no input takes, and
 * for no target that no output has.
 */
export function usedPipeline(pipeline: Pipeline, { layers, outputs }: NetworkSpec): Pipeline {
  const read = layers
    .filter(layer => layer.className === 'InputLayer')
    .map(layer => (layer.args as unknown as InputArgs).columns);
  const answered = outputs.map(output => output.target);
  const among = (lists: readonly (readonly string[] | null | undefined)[]) => {
    const names = new Set(lists.flatMap(list => list ?? []));
    const all = lists.some(list => !list);
    return ({ name }: { readonly name: string }) => all || names.has(name);
  };
  return {
    ...pipeline,
    features: pipeline.features.filter(among(read)),
    targets: pipeline.targets.filter(among(answered)),
  };
}
