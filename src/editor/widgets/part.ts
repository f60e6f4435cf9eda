import { constraints, initializers, regularizers } from '../../catalogue/catalogue';
import { escapeHtml } from '../markup';
import { text, type Widget, written } from './widget';

/**
 * An initializer, a regularizer or a constraint: its class, and a field for numbers that differ from their defaults.
 */
export const part: Widget<'part'> = (field, { row, stored, changed }) => {
  const table = { constraints, initializers, regularizers }[field.list];
  const select = row.find('select');
  const numbers = row.find('input');
  const [, className = 'none', args = ''] = /^\s*(\w+)\s*(?:\((.*)\))?\s*$/.exec(String(stored || 'none')) ?? [];
  const options = [...(field.list === 'initializers' ? [] : ['none']), ...Object.keys(table)];
  const shown = (option: string) => escapeHtml(option === 'none' ? text('choice.none') : option);
  select.html(options.map(option => `<option value="${escapeHtml(option)}">${shown(option)}</option>`).join(''));
  select.val(className);
  numbers.val(args);
  const hint = () => {
    const defaults = Object.entries(table[written(select)]?.arguments ?? {});
    numbers.toggle(defaults.length > 0);
    numbers.attr('placeholder', defaults.map(([name, { default: value }]) => `${name}=${value}`).join(', '));
  };
  select.on('change', () => {
    numbers.val('');
    hint();
    changed();
  });
  numbers.on('change', changed);
  hint();
  return () => {
    const numbersWritten = written(numbers).trim();
    return numbersWritten === '' ? written(select) : `${written(select)}(${numbersWritten})`;
  };
};
