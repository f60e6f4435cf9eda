import { schedules } from '../../src/catalogue';
import { argumentFields } from '../../src/editor/arguments';
import type { Field, Form } from '../../src/editor/form';

/** Arguments of schedules by name, each shown where a schedule that has it is chosen; one name has one default. */
const scheduleFields: readonly Field[] = [
  ...new Map(
    Object.values(schedules).flatMap(({ arguments: table }) =>
      argumentFields(table, []).map(field => [field.property, field] as const),
    ),
  ).values(),
].map(field => ({
  ...field,
  default: field.default ?? '',
  ...(field.default === null && { hint: true }),
  ...(field.widget === 'shape' && { hint: undefined }),
  visibleWhen: { schedule: Object.keys(schedules).filter(name => field.property in schedules[name]!.arguments) },
}));

export default {
  group: 'training',
  inputs: 1,
  outputs: 1,
  classes: { property: 'algorithm', of: 'optimizers', first: 'Adam' },
  fields: [
    {
      property: 'schedule',
      default: 'constant',
      widget: 'select',
      options: ['constant', ...Object.keys(schedules)],
      list: 'schedules',
    },
    ...scheduleFields,
    { property: 'clipNorm', default: '', hint: true, widget: 'number', min: 0 },
    { property: 'clipValue', default: '', hint: true, widget: 'number', min: 0 },
    { property: 'globalClipNorm', default: '', hint: true, widget: 'number', min: 0 },
    { property: 'gradientAccumulationSteps', default: '', hint: true, widget: 'number', integer: true, min: 1 },
    { property: 'useEma', default: false, widget: 'checkbox' },
    { property: 'emaMomentum', default: 0.99, widget: 'number', min: 0, max: 1, visibleWhen: { useEma: ['true'] } },
    {
      property: 'emaOverwriteFrequency',
      default: '',
      hint: true,
      widget: 'number',
      integer: true,
      min: 1,
      visibleWhen: { useEma: ['true'] },
    },
  ],
} satisfies Form;
