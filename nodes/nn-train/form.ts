import { losses, metrics } from '../../src/catalogue';
import { argumentFields } from '../../src/editor/arguments';
import type { Field, Form } from '../../src/editor/form';

/** Arguments of losses by name, each shown where a loss that has it is chosen; one name has one default. */
const lossFields: readonly Field[] = [
  ...new Map(
    Object.values(losses).flatMap(({ arguments: table }) =>
      argumentFields(table, []).map(field => [field.property, field] as const),
    ),
  ).values(),
].map(field => ({
  ...field,
  visibleWhen: { loss: Object.keys(losses).filter(name => field.property in losses[name]!.arguments) },
}));

export default {
  group: 'training',
  inputs: 1,
  outputs: 2,
  fields: [
    { property: 'epochs', default: 10, widget: 'number', integer: true, min: 1 },
    { property: 'batchSize', default: 32, widget: 'number', integer: true, min: 1 },
    { property: 'loss', default: 'auto', widget: 'select', options: ['auto', ...Object.keys(losses)], list: 'losses' },
    ...lossFields,
    { property: 'metrics', default: 'auto', widget: 'choices', options: Object.keys(metrics), list: 'metrics' },
    { property: 'earlyStopping', default: false, widget: 'checkbox' },
    {
      property: 'patience',
      default: 10,
      widget: 'number',
      integer: true,
      min: 1,
      visibleWhen: { earlyStopping: ['true'] },
    },
    { property: 'reduceOnPlateau', default: false, widget: 'checkbox' },
    { property: 'shuffle', default: true, widget: 'checkbox' },
    { property: 'classWeight', default: 'none', widget: 'select', options: ['none', 'balanced'] },
    { property: 'seed', default: '', hint: true, widget: 'number', integer: true, min: 0, max: 2 ** 31 - 1 },
    { property: 'whenBusy', default: 'queue', widget: 'select', options: ['queue', 'replace', 'refuse'] },
    {
      property: 'progressEvery',
      default: 'auto',
      earlier: 'epoch',
      widget: 'select',
      options: ['auto', 'epoch', 'time', 'off'],
    },
    {
      property: 'progressAs',
      default: 'chart',
      earlier: 'object',
      widget: 'select',
      options: ['chart', 'object'],
      visibleWhen: { progressEvery: ['auto', 'epoch', 'time'] },
    },
    { property: 'save', default: true, widget: 'checkbox' },
    { property: 'store', default: '', widget: 'config', type: 'nn-store', visibleWhen: { save: ['true'] } },
    { property: 'engine', default: '', widget: 'config', type: 'nn-engine' },
  ],
} satisfies Form;
