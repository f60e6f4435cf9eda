import { type Widget, written } from './widget';

/** A path, or one of the packaged data sets while `source` is `example`. */
export const file: Widget<'file'> = (field, { node, prefix, row, value }) => {
  const input = row.find('input');
  const examples = row.find('select');
  const source = $(`#${prefix}-source`);
  examples.val(field.examples.includes(written(input)) ? written(input) : (field.examples[0] ?? ''));
  const swap = () => {
    const example = value('source') === 'example';
    input.toggle(!example);
    examples.toggle(example);
    if (example) input.val(written(examples)).trigger('change');
    else if (field.examples.includes(written(input)) && node.source === 'example') input.val('').trigger('change');
  };
  examples.on('change', () => {
    input.val(written(examples)).trigger('change');
  });
  source.on('change', swap);
  return undefined;
};
