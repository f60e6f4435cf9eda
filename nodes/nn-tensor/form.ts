import type { Form } from '../../src/editor/form';
import { byteFormats } from '../../src/tensor';

export default {
  group: 'data',
  inputs: 1,
  outputs: 1,
  fields: [
    {
      property: 'action',
      default: 'from array',
      widget: 'select',
      options: ['from array', 'to array', 'reshape', 'slice', 'stack', 'scale', 'one-hot'],
    },
    {
      property: 'dtype',
      default: 'float32',
      widget: 'select',
      options: ['float32', 'int32', 'bool'],
      raw: true,
      visibleWhen: { action: ['from array'] },
    },
    {
      property: 'format',
      default: 'float32',
      widget: 'select',
      options: byteFormats,
      raw: true,
      visibleWhen: { action: ['from array'] },
    },
    {
      property: 'shape',
      default: '',
      hint: true,
      widget: 'shape',
      min: -1,
      visibleWhen: { action: ['from array', 'reshape'] },
    },
    {
      property: 'as',
      default: 'nested',
      widget: 'select',
      options: ['nested', 'typed', 'buffer'],
      visibleWhen: { action: ['to array'] },
    },
    { property: 'begin', default: '', hint: true, widget: 'shape', min: 0, visibleWhen: { action: ['slice'] } },
    { property: 'size', default: '', hint: true, widget: 'shape', min: -1, visibleWhen: { action: ['slice'] } },
    { property: 'axis', default: 0, widget: 'number', integer: true, visibleWhen: { action: ['stack'] } },
    { property: 'scale', default: 1, widget: 'number', visibleWhen: { action: ['scale'] } },
    { property: 'offset', default: 0, widget: 'number', visibleWhen: { action: ['scale'] } },
    {
      property: 'depth',
      default: '',
      hint: true,
      widget: 'number',
      integer: true,
      min: 1,
      visibleWhen: { action: ['one-hot'] },
    },
    { property: 'property', default: 'payload', widget: 'property', required: true },
    { property: 'result', default: 'payload', widget: 'property', required: true },
  ],
  label: ['action'],
} satisfies Form;
