import type { Form } from '../../src/editor/form';

export default {
  group: 'training',
  inputs: 1,
  outputs: 1,
  classes: { property: 'algorithm', of: 'optimizers', first: 'Adam' },
  fields: [
    { property: 'clipNorm', default: '', hint: true, widget: 'number', min: 0 },
    { property: 'clipValue', default: '', hint: true, widget: 'number', min: 0 },
  ],
} satisfies Form;
