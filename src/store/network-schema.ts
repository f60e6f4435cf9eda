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

export const network = shape.superRefine(({ layers: given, calls, heads, outputs }, context) => {
  const say = (message: string): void => context.addIssue({ code: 'custom', message });
  const ids = new Set<string>();
  for (const { id, className } of given) {
    if (ids.has(id)) say(`two layers have the id "${id}"`);
    if (!Object.hasOwn(layers, className)) say(`there is no layer "${className}"`);
    ids.add(id);
  }
  const before = new Set<string>();
  for (const { id, layer, inputs } of calls) {
    if (!ids.has(layer)) say(`the call "${id}" is of a layer that is not there`);
    const missing = inputs.find(input => !before.has(input));
    if (missing !== undefined) say(`the call "${id}" takes "${missing}", which does not come before it`);
    if (before.has(id)) say(`two calls have the id "${id}"`);
    before.add(id);
  }
  for (const call of [...heads, ...outputs.map(output => output.call)])
    if (!before.has(call)) say(`there is no call "${call}"`);
});
