import type { Form } from '../../src/editor/form';

export default {
  group: 'layers',
  inputs: 1,
  outputs: 1,
  layer: true,
  fields: [
    { property: 'target', default: '', hint: true, widget: 'names' },
    {
      property: 'task',
      default: 'auto',
      widget: 'select',
      options: ['auto', 'classification', 'multi-label', 'regression'],
    },
  ],
  label: ['target', 'task'],
} satisfies Form;
