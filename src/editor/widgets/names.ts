import { lastStart, namesIn } from './name-list';
import { matching, suggest } from './suggest';
import { text, type Widget, written } from './widget';

/** One column name, or several separated by commas; known columns are suggested. A name may contain a comma. */
export const names: Widget<'names'> = (field, { row, stored, columns, changed }) => {
  const input = row.find('input');
  const kept = Array.isArray(stored) ? stored.map(String) : [];
  input.val(Array.isArray(stored) ? kept.join(', ') : String(stored ?? ''));
  /** Stored names too: if the data have not been read, a name with a comma is known from there. */
  const known = () => [...columns.map(({ name }) => name), ...kept];
  suggest(input, (typed, done) => {
    const start = field.single ? 0 : lastStart(typed, known());
    const all = columns.map(({ name }) => name);
    const meant = matching(all, typed.slice(start).trim());
    // If the typed name is not a column (of other data, for example), all columns are suggested.
    const offered = meant.length > 0 ? meant : all;
    done(offered.map(name => ({ value: typed.slice(0, start) + name, label: name })));
  });
  input.on('click', () => input.trigger('keyup'));
  const open = $(
    '<button type="button" class="red-ui-button tensorwire-open"><i class="fa fa-caret-down"></i></button>',
  );
  open.attr('title', text('columns.choose')).attr('aria-label', text('columns.choose'));
  open.on('click', () => input.trigger('focus').trigger('keyup'));
  input.after(open);
  input.on('change keyup', changed);
  return () => {
    const typed = written(input).trim();
    if (field.single) return typed;
    const list = namesIn(typed, known());
    return list.length > 1 || list[0]?.includes(',') ? list : (list[0] ?? '');
  };
};
