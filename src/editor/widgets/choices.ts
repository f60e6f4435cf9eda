import { listOf } from '../check';
import { text, type Widget, written } from './widget';

/** Any number of options; `auto` where none is chosen. */
export const choices: Widget<'choices'> = (field, { node, prefix, row, stored, changed }) => {
  const input = row.find('input');
  const options = field.options.map(value => ({
    value,
    label: node._(`${node.type}.option.${field.property}.${value}`),
  }));
  input.val(
    listOf(stored)
      .filter(v => v !== 'auto')
      .join(','),
  );
  input.typedInput({ types: [{ value: 'choices', label: text('auto'), multiple: true, options }] });
  input.on('change', changed);
  input.attr('id', `${prefix}-${field.property}-choices`);
  return () => listOf(written(input)).join(',') || 'auto';
};
