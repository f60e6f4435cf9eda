import { lastStart, namesIn } from './name-list';
import { matching, suggest } from './suggest';
import { type Widget, written } from './widget';

/** One column name, or several with commas between; known columns are offered. A name may itself hold a comma. */
export const names: Widget<'names'> = (field, { row, stored, columns, changed }) => {
  const input = row.find('input');
  const kept = Array.isArray(stored) ? stored.map(String) : [];
  input.val(Array.isArray(stored) ? kept.join(', ') : String(stored ?? ''));
  /** Also what is stored: where the data have not been looked at, a name with a comma is known from there. */
  const known = () => [...columns.map(({ name }) => name), ...kept];
  suggest(input, (typed, done) => {
    const start = field.single ? 0 : lastStart(typed, known());
    const all = columns.map(({ name }) => name);
    const meant = matching(all, typed.slice(start).trim());
    // A name that is no column, of other data for example: any column may be meant.
    const offered = meant.length > 0 ? meant : all;
    done(offered.map(name => ({ value: typed.slice(0, start) + name, label: name })));
  });
  input.on('click', () => input.trigger('keyup'));
  input.on('change keyup', changed);
  return () => {
    const typed = written(input).trim();
    if (field.single) return typed;
    const list = namesIn(typed, known());
    return list.length > 1 || list[0]?.includes(',') ? list : (list[0] ?? '');
  };
};
