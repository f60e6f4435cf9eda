import { listOf } from '../check';
import { type Widget, written } from './widget';

/** One column name, or several with commas between; known columns are offered. A name may itself hold a comma. */
export const names: Widget<'names'> = (field, { row, stored, columns, changed }) => {
  const input = row.find('input');
  input.val(Array.isArray(stored) ? stored.join(', ') : String(stored ?? ''));
  input.autoComplete({
    minLength: 0,
    search: (typed: string) => {
      const done = field.single ? '' : typed.replace(/[^,]*$/, '');
      const last = typed.slice(done.length).trim().toLowerCase();
      const meant = columns.filter(({ name }) => name.toLowerCase().includes(last));
      // A name that is no column, of other data for example: any column may be meant.
      return (meant.length > 0 ? meant : columns).map(({ name }) => ({
        value: done + (done && ' ') + name,
        label: name,
      }));
    },
  });
  input.on('click', () => input.trigger('keyup'));
  input.on('change keyup', changed);
  return () => {
    const typed = written(input).trim();
    if (field.single) return typed;
    if (typed.includes(',') && columns.some(({ name }) => name === typed)) return [typed];
    const list = listOf(typed);
    return list.length > 1 ? list : (list[0] ?? '');
  };
};
