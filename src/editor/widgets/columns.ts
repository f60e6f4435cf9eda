import { escapeHtml } from '../markup';
import { type ColumnView, type Place, text, type Widget, written } from './widget';

/** The types that a column can be given; `tensor` columns come from nested arrays and cannot be chosen. */
const types = ['number', 'integer', 'category', 'boolean', 'date', 'text', 'ignored'] as const;

interface Hint {
  readonly name: string;
  readonly type: string;
}

/**
 * The columns and their types: a button reads the data and shows the guessed types with examples; what the user changes
 * is kept, `auto` where nothing is changed.
 */
export const columns: Widget<'columns'> = (_, place) => {
  const { stored } = place;
  const hints = new Map<string, string>();
  if (Array.isArray(stored)) for (const { name, type } of stored as Hint[]) hints.set(name, type);

  const area = place.row.find('.tensorwire-table');
  const button = $('<button type="button" class="red-ui-button">');
  button.append($('<i class="fa fa-search">'), ' ', $('<span>').text(text('columns.look')));
  const notice = $('<span class="tensorwire-notice">');
  const table = $('<div>');
  area.append(button, notice, table);

  const show = (list: readonly ColumnView[]) => {
    table.empty();
    if (list.length > 0) tableOf(list, hints, place).appendTo(table);
  };
  show([...hints].map(([name, type]) => ({ name, type, examples: [], missing: 0 })));

  button.on('click', async () => {
    notice.text(text('columns.reading'));
    try {
      const { columns: found, rows } = await look(place);
      place.columns.splice(0, place.columns.length, ...found);
      for (const name of hints.keys()) if (!found.some(c => c.name === name)) hints.delete(name);
      notice.text(text('columns.rows', { rows }));
      show(found);
      place.changed();
    } catch (error) {
      notice.text(messageOf(error));
    }
  });
  return () => (hints.size > 0 ? [...hints].map(([name, type]) => ({ name, type })) : 'auto');
};

function tableOf(list: readonly ColumnView[], hints: Map<string, string>, { changed }: Place): JQuery {
  const head = ['name', 'type', 'examples', 'missing']
    .map(key => `<th>${escapeHtml(text(`columns.${key}`))}</th>`)
    .join('');
  const table = $(`<table><thead><tr>${head}</tr></thead><tbody></tbody></table>`);
  const body = table.find('tbody');
  for (const column of list) {
    const select = $('<select>');
    const offered = (types as readonly string[]).includes(column.type) ? types : [column.type, ...types];
    for (const type of offered) select.append($(`<option value="${escapeHtml(type)}">`).text(text(`type.${type}`)));
    select.val(hints.get(column.name) ?? column.type);
    select.on('change', () => {
      if (written(select) === column.type && column.examples.length > 0) hints.delete(column.name);
      else hints.set(column.name, written(select));
      changed();
    });
    $('<tr>')
      .attr('title', column.problem?.text ?? column.reason ?? '')
      .toggleClass('tensorwire-problem', column.problem !== undefined)
      .append(
        $('<td class="tensorwire-name">').text(column.name).attr('title', column.name),
        $('<td>').append(select),
        $('<td class="tensorwire-examples-of">').text(column.examples.map(String).join(', ')),
        $('<td class="tensorwire-missing">').text(column.missing > 0 ? String(column.missing) : ''),
      )
      .appendTo(body);
  }
  return table;
}

/** Asks the runtime what the data look like, with the settings of the form as they stand now. */
async function look({ node, value }: Place): Promise<{ columns: ColumnView[]; rows: number }> {
  const request = { id: node.id, source: value('source'), file: value('file'), format: value('format') };
  const answer = await $.ajax({
    url: 'tensorwire/columns',
    method: 'POST',
    contentType: 'application/json',
    data: JSON.stringify(request),
    dataType: 'json',
  });
  return answer as { columns: ColumnView[]; rows: number };
}

/** What the runtime said was wrong, else that it could not be asked. */
function messageOf(failure: unknown): string {
  const { responseJSON, statusText } = failure as { responseJSON?: { error?: string }; statusText?: string };
  return responseJSON?.error ?? text('columns.failed', { reason: statusText ?? String(failure) });
}
