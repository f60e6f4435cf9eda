import type { Form } from '../../src/editor/form';

export default {
  group: 'layers',
  inputs: 1,
  outputs: 1,
  classes: { property: 'layer', of: { family: 'attention' }, first: 'MultiHeadAttention' },
  fields: [],
} satisfies Form;
