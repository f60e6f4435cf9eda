import type { Widget } from './widget';

/** A path, or one of the data sets that come with the palette while `source` is `example`. */
export const file: Widget<'file'> = (field, { node, prefix, row, value }) => {
  const input = row.find('input');
  const examples = row.find('select');
  const source = $(`#${prefix}-source`);
  examples.val(field.examples.includes(input.val()) ? input.val() : (field.examples[0] ?? ''));
  const swap = () => {
    const example = value('source') === 'example';
    input.toggle(!example);
    examples.toggle(example);
    if (example) input.val(examples.val()).trigger('change');
    else if (field.examples.includes(input.val()) && node.source === 'example') input.val('').trigger('change');
  };
  examples.on('change', () => {
    input.val(examples.val()).trigger('change');
  });
  source.on('change', swap);
  return undefined;
};
