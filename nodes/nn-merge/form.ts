import type { Form } from '../../src/editor/form';

export default {
  group: 'layers',
  inputs: 1,
  outputs: 1,
  classes: { property: 'layer', of: { family: 'merge' }, first: 'Add' },
  fields: [
    { property: 'order', default: '', widget: 'branches' },
    { property: 'timeout', default: 10, widget: 'number', min: 0.1, max: 86400 },
  ],
} satisfies Form;
