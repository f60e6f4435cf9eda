import type { Form } from '../../src/editor/form';

export default {
  group: 'use',
  inputs: 1,
  outputs: 1,
  fields: [
    { property: 'on', default: 'test', widget: 'select', options: ['test', 'validation', 'train', 'payload'] },
    { property: 'store', default: '', widget: 'config', type: 'nn-store' },
  ],
  label: ['on'],
} satisfies Form;
