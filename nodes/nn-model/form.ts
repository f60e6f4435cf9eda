import type { Form } from '../../src/editor/form';

export default {
  group: 'use',
  inputs: 1,
  outputs: 1,
  fields: [
    {
      property: 'action',
      default: 'auto',
      earlier: 'load',
      widget: 'select',
      options: ['auto', 'load', 'save', 'list', 'promote', 'delete', 'export', 'import'],
    },
    {
      property: 'alias',
      default: '',
      hint: true,
      widget: 'text',
      pattern: 'name',
      visibleWhen: { action: ['auto', 'load', 'save', 'promote', 'delete', 'export', 'import'] },
    },
    { property: 'file', default: '', hint: true, widget: 'text', visibleWhen: { action: ['export', 'import'] } },
    { property: 'store', default: '', widget: 'config', type: 'nn-store' },
  ],
  label: ['action'],
} satisfies Form;
