import { EXAMPLES } from '../../src/data';
import type { Form } from '../../src/editor/form';

export default {
  group: 'data',
  inputs: 1,
  outputs: 1,
  fields: [
    { property: 'source', default: 'payload', widget: 'select', options: ['payload', 'file', 'example'] },
    { property: 'property', default: 'payload', widget: 'property', visibleWhen: { source: ['payload'] } },
    {
      property: 'file',
      default: '',
      widget: 'file',
      examples: EXAMPLES,
      required: true,
      visibleWhen: { source: ['file', 'example'] },
    },
    {
      property: 'format',
      default: 'auto',
      widget: 'select',
      options: ['auto', 'csv', 'json', 'jsonl'],
      visibleWhen: { source: ['payload', 'file'] },
    },
    { property: 'columns', default: 'auto', widget: 'columns' },
    { property: 'target', default: '', hint: true, widget: 'names' },
    { property: 'sampleWeight', default: '', hint: true, widget: 'names', single: true },
    {
      property: 'splitBy',
      default: 'random',
      widget: 'select',
      options: ['random', 'stratified', 'time', 'column'],
    },
    {
      property: 'splitColumn',
      default: '',
      widget: 'names',
      single: true,
      required: true,
      visibleWhen: { splitBy: ['time', 'column'] },
    },
    {
      property: 'validation',
      default: 0.2,
      widget: 'number',
      min: 0,
      max: 0.9,
      visibleWhen: { splitBy: ['random', 'stratified', 'time'] },
    },
    {
      property: 'test',
      default: 0.2,
      widget: 'number',
      min: 0,
      max: 0.9,
      visibleWhen: { splitBy: ['random', 'stratified', 'time'] },
    },
    { property: 'seed', default: '', hint: true, widget: 'number', integer: true, min: 0, max: 2 ** 31 - 1 },
  ],
  label: ['file', 'target'],
} satisfies Form;
