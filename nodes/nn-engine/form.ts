import type { Form } from '../../src/editor/form';

export default {
  group: 'config',
  inputs: 0,
  outputs: 0,
  fields: [
    {
      property: 'engine',
      default: 'auto',
      widget: 'select',
      options: ['auto', 'onnx', 'wasm', 'tfjs-node'],
      list: 'engines',
    },
  ],
  label: ['engine'],
} satisfies Form;
