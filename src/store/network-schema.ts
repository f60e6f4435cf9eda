import * as z from 'zod';
import { layers } from '../catalogue';

/** The schema of a network in a card: known layers, and calls in an order in which each follows its inputs. */

const strings = z.array(z.string());
export const anything = z.record(z.string(), z.unknown());
export const task = z.enum(['classification', 'binary', 'multi-label', 'regression']);

const shape = z.looseObject({
  layers: z.array(
    z.looseObject({
      ...{ id: z.string(), className: z.string(), label: z.string(), args: anything },
      trainable: z.literal(false).optional(),
      training: z.literal(false).optional(),
      learningRateMultiplier: z.number().nonnegative().optional(),
      pretrained: z.object({ store: z.string(), model: z.string(), layer: z.string() }).optional(),
    }),
  ),
  calls: z.array(z.looseObject({ id: z.string(), layer: z.string(), inputs: strings })),
  heads: strings,
  outputs: z.array(
    z.looseObject({
      call: z.string(),
      target: strings.optional(),
      task: task.optional(),
      loss: z.string().optional(),
      metrics: strings.optional(),
    }),
  ),
  path: strings,
});

/** Does a layer of this class take so many inputs? Of one that there is not, another message tells. */
function suits(className: string, inputs: number): boolean {
  if (!Object.hasOwn(layers, className)) return true;
  const { inputs: takes } = layers[className]!;
  if (takes === 'none') return inputs === 0;
  return takes === 'one' ? inputs === 1 : inputs > 0;
}

export const network = shape.superRefine(({ layers: given, calls, heads, outputs }, context) => {
  const say = (message: string): void => context.addIssue({ code: 'custom', message });
  const ids = new Set<string>();
  for (const { id, className } of given) {
    if (ids.has(id)) say(`two layers have the id "${id}"`);
    if (!Object.hasOwn(layers, className)) say(`there is no layer "${className}"`);
    ids.add(id);
  }
  const before = new Set<string>();
  const classOf = new Map(given.map(layer => [layer.id, layer.className]));
  for (const { id, layer, inputs } of calls) {
    const className = classOf.get(layer);
    if (className === undefined) say(`the call "${id}" is of a layer that is not there`);
    const missing = inputs.find(input => !before.has(input));
    if (missing !== undefined) say(`the call "${id}" takes "${missing}", which does not come before it`);
    if (className !== undefined && !suits(className, inputs.length))
      say(`the call "${id}" has ${inputs.length} inputs`);
    if (before.has(id)) say(`two calls have the id "${id}"`);
    before.add(id);
  }
  for (const call of [...heads, ...outputs.map(output => output.call)])
    if (!before.has(call)) say(`there is no call "${call}"`);
});
