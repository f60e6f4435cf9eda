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
