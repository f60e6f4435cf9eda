import { badArgument } from '../errors';
import type { ComparedModel } from '../spec';
import type { Dataset } from '../values/dataset';
import type { Model } from '../values/model';
import { judgeOf } from './judge';
import type { OutputSource, Scores } from './types';
import { chanceOf, compare, gainsOf } from './verdict';

/** Another model, whose answers to the same rows a model is compared with. */
export interface Other {
  readonly reference: string;
  readonly model: Model;
  readonly source: OutputSource;
}

/** Compares the scores of a target with those of the other model, as `verdict` compares with the guess. */
export type Comparison = (target: string, task: string, scores: Scores) => ComparedModel;

/** Asks the other model once, for all targets; each target is judged with the classes and units of that model. */
export async function comparisonWith(
  { reference, model, source }: Other,
  dataset: Dataset,
  rows: Int32Array,
  trainRows: Int32Array,
): Promise<Comparison> {
  const { targets } = model.body.pipeline ?? dataset.pipeline;
  const outputs = await source.outputs(dataset, rows);
  return (name, task, scores) => {
    const at = outputs.findIndex((output, i) => (output.target ?? targets[i]?.name) === name);
    const target = targets.find(one => one.name === name);
    if (at < 0 || target?.task !== task)
      throw badArgument('against', `a model that predicts "${name}" (${task}) too`, reference).about('evaluate');
    const { data } = outputs[at]!;
    const other = judgeOf(target, dataset, rows, trainRows).score(data, data.length / rows.length);
    return {
      ...{ model: reference, version: model.version, metrics: other.metrics },
      verdict: compare(scores.right, other.right),
      chance: chanceOf(gainsOf(scores.right, other.right)),
    };
  };
}
