import type { Form } from '../../src/editor/form';

export default {
  group: 'layers',
  inputs: 1,
  outputs: 1,
  classes: { of: { family: 'input' }, first: 'InputLayer' },
  fields: [],
  label: ['columns', 'shape'],
} satisfies Form;
