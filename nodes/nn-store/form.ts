import type { Form } from '../../src/editor/form';

export default {
  group: 'config',
  inputs: 0,
  outputs: 0,
  fields: [
    { property: 'folder', default: '', widget: 'text', hint: true },
    { property: 'keep', default: 10, widget: 'number', integer: true, min: 0 },
  ],
  label: ['folder'],
} satisfies Form;
