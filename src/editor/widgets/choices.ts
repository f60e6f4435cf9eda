import { listOf } from '../check';
import { text, type Widget } from './widget';

/** Any number of options with checkboxes; `auto` if none is checked. */
export const choices: Widget<'choices'> = (field, { node, row, stored, changed }) => {
  const chosen = listOf(stored);
  const area = row.find('.tensorwire-boxes');
  const automatic = $('<span class="tensorwire-notice">').text(text('auto'));
  const boxes = field.options.map(option => {
    const box = $('<input type="checkbox">').prop('checked', chosen.includes(option));
    const label = $('<span>').text(node._(`${node.type}.option.${field.property}.${option}`));
    area.append($('<label>').append(box, ' ', label));
    return { option, box };
  });
  area.append(automatic);
  const ticked = () => boxes.filter(({ box }) => box.prop('checked')).map(({ option }) => option);
  const show = () => automatic.toggle(ticked().length === 0);
  area.find('input').on('change', () => {
    show();
    changed();
  });
  show();
  return () => ticked().join(',') || 'auto';
};
