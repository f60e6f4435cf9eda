import type { Form } from '../../src/editor/form';

export default {
  group: 'use',
  inputs: 1,
  outputs: 1,
  fields: [
    { property: 'model', default: '', hint: true, widget: 'text', pattern: 'reference' },
    { property: 'store', default: '', widget: 'config', type: 'nn-store' },
    { property: 'engine', default: '', widget: 'config', type: 'nn-engine' },
    { property: 'output', default: 'scores', widget: 'select', options: ['scores', 'label', 'tensor'] },
    { property: 'property', default: 'payload', widget: 'property', required: true },
    { property: 'result', default: 'payload', widget: 'property', required: true },
  ],
  label: ['model'],
} satisfies Form;
