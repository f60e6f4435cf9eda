import { lossChoice } from '../catalogue/loss-choice';
import type { NetworkSpec, Pipeline, TargetPipeline } from '../spec';
import { isInput } from './layer';

/**
 * The part of a pipeline that a resolved network uses: its model needs no column that no input takes, and no target
 * that no output has. A text that an embedding looks up is a feature of the model. Whole numbers keep their categories
 * only if an input reads them by index; counts (with the loss Poisson) stay counts.
 */
export function prunePipeline(pipeline: Pipeline, { layers, outputs }: NetworkSpec): Pipeline {
  const inputs = layers.filter(isInput).map(({ args }) => args);
  const read = inputs.map(({ columns }) => columns);
  const indexed = inputs.filter(({ encoding }) => encoding === 'index').map(({ columns }) => columns);
  const answered = outputs.map(output => output.target);
  const counted = ({ name, task }: TargetPipeline) =>
    task === 'regression' &&
    outputs.some(({ target, loss }) => loss && lossChoice(loss).entry.counts && (target?.includes(name) ?? true));
  const among = (lists: readonly (readonly string[] | null | undefined)[]) => {
    const names = new Set(lists.flatMap(list => list ?? []));
    const all = lists.some(list => !list);
    return ({ name }: { readonly name: string }) => all || names.has(name);
  };
  const { lookups = [], ...rest } = pipeline;
  const named = new Set(indexed.flatMap(list => list ?? []));
  return {
    ...rest,
    features: [...pipeline.features.filter(among(read)), ...lookups.filter(({ name }) => named.has(name))].map(
      ({ categories, ...feature }) => (categories && among(indexed)(feature) ? { ...feature, categories } : feature),
    ),
    targets: pipeline.targets
      .filter(among(answered))
      .map(({ categories, ...target }) => (counted(target) ? asItIs(target) : target)),
  };
}

const asItIs = (target: TargetPipeline): TargetPipeline => ({ ...target, transform: { kind: 'identity' } });
