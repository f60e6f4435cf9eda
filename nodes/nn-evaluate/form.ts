import type { Form } from '../../src/editor/form';

export default {
  group: 'use',
  inputs: 1,
  outputs: 1,
  fields: [{ property: 'on', default: 'test', widget: 'select', options: ['test', 'validation', 'train', 'payload'] }],
  label: ['on'],
} satisfies Form;
