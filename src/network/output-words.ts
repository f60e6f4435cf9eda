import { Problem } from '../errors';
import type { NetworkSpec, Pipeline } from '../spec';
import { outputHeads } from './output-heads';

/** What the ends of a resolved network are, and because of which targets: a sentence for each output. */
export function outputWords({ outputs, calls, layers }: NetworkSpec, { targets }: Pipeline): string[] {
  return outputs.map(({ call, target = [], task, loss, metrics = [] }) => {
    const own = targets.filter(({ name }) => target.includes(name));
    const [head] = outputHeads(own, task, problem => new Problem(problem).about('output'));
    const id = calls.find(one => one.id === call)?.layer;
    const { units, activation } = (layers.find(layer => layer.id === id)?.args ?? {}) as Readonly<
      Record<string, unknown>
    >;
    const size = units === 1 ? '1 unit' : `${units} units`;
    return `${size} with ${activation} and the loss ${loss}, because of ${head!.why}; measured by ${metrics.join(', ')}`;
  });
}

/**
 * Which loss and metrics a training chooses for the outputs, if its settings leave them open, and because of which targets:
 * a sentence for each target.
 */
export function objectiveWords(
  { outputs }: NetworkSpec,
  { targets }: Pipeline,
  left: { readonly loss: boolean; readonly metrics: boolean },
): string[] {
  const words = outputs.flatMap(({ target = [], task }) => {
    const own = targets.filter(({ name }) => target.includes(name));
    if (own.length === 0) return [];
    const heads = outputHeads(own, task, problem => new Problem(problem).about('output'));
    const { loss, metrics, why } = heads.find(head => head.task === task) ?? heads[0]!;
    if (left.loss && left.metrics) return [`The loss is ${loss}, because of ${why}; measured by ${metrics.join(', ')}`];
    if (left.loss) return [`The loss is ${loss}, because of ${why}`];
    return left.metrics ? [`Measured by ${metrics.join(', ')}, because of ${why}`] : [];
  });
  return [...new Set(words)]; // the outputs of an ensemble have one target
}
