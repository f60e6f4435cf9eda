import { escapeHtml } from '../markup';
import { type ColumnView, type Place, text, type Widget, written } from './widget';

/** The types that a column can be given; `tensor` columns come from nested arrays and cannot be chosen. */
const types = ['number', 'integer', 'category', 'boolean', 'date', 'text', 'ignored'] as const;

interface Hint {
  readonly name: string;
  readonly type: string;
}

/** The types that the user has set, by column; the others are found from the data. */
type Hints = Map<string, string>;

/**
 * The columns and their types. Where the data are a file or an example, a button reads them and shows what each column
 * seems to be; where they come in messages, columns are named by hand. Only what the user sets is kept, else `auto`.
 */
export const columns: Widget<'columns'> = (_, place) => {
  const { stored } = place;
  const hints: Hints = new Map();
  if (Array.isArray(stored)) for (const { name, type } of stored as Hint[]) hints.set(name, type);

  const look = button('fa-search', text('columns.look'));
  const notice = $('<span class="tensorwire-notice">');
  const table = $('<div>');
  const show = () => {
    const known = new Set(place.columns.map(({ name }) => name));
    const others = [...hints.keys()].filter(name => !known.has(name));
    table.empty();
    const list = [...place.columns, ...others.map(name => ({ name, type: '', examples: [], missing: 0 }))];
    if (list.length > 0) tableOf(list, hints, place.changed).appendTo(table);
  };
  const adder = adderOf(name => {
    hints.set(name, 'category');
    show();
    place.changed();
  });
  place.row.find('.tensorwire-table').append(look, notice, adder, table);

  const swap = () => {
    const inMessages = place.value('source') === 'payload';
    look.toggle(!inMessages);
    adder.toggle(inMessages);
    notice.text('');
    place.columns.length = 0;
    show();
  };
  $(`#${place.prefix}-source, #${place.prefix}-file`).on('change', swap);
  swap();

  look.on('click', async () => {
    notice.text(text('columns.reading'));
    try {
      place.columns.splice(0, place.columns.length, ...(await columnsOf(place)));
      notice.text(text('columns.found', { count: place.columns.length }));
      show();
      place.changed();
    } catch (error) {
      notice.text(messageOf(error));
    }
  });
  return () => (hints.size > 0 ? [...hints].map(([name, type]) => ({ name, type })) : 'auto');
};

const button = (icon: string, label: string): JQuery =>
  $('<button type="button" class="red-ui-button red-ui-button-small">').append(
    $(`<i class="fa ${icon}">`),
    ' ',
    $('<span>').text(label),
  );

function tableOf(list: readonly ColumnView[], hints: Hints, changed: () => void): JQuery {
  const head = ['name', 'type', 'examples', 'missing'].map(key => `<th>${escapeHtml(text(`columns.${key}`))}</th>`);
  const body = $('<tbody>').append(...list.map(column => rowOf(column, hints, changed)));
  return $('<table>').append($('<thead>').append($('<tr>').html(head.join(''))), body);
}

function rowOf(column: ColumnView, hints: Hints, changed: () => void): JQuery {
  const { name, type, examples, missing, problem, reason } = column;
  const select = $('<select>');
  const guess = type === '' ? text('auto') : text('columns.guess', { type: text(`type.${type}`) });
  select.append($('<option value="">').text(guess));
  for (const option of types) select.append($(`<option value="${option}">`).text(text(`type.${option}`)));
  select.val(hints.get(name) ?? '');
  select.on('change', () => {
    if (written(select) === '') hints.delete(name);
    else hints.set(name, written(select));
    changed();
  });
  const shown = examples.map(String).join(', ');
  return $('<tr>')
    .attr('title', problem?.text ?? reason ?? '')
    .toggleClass('tensorwire-problem', problem !== undefined)
    .append(
      $('<td>').text(name).attr('title', name),
      $('<td>').append(select),
      $('<td>').text(shown).attr('title', shown),
      $('<td>').text(missing > 0 ? String(missing) : ''),
    );
}

/** An input for the name of a column, for data that cannot be looked at. */
function adderOf(add: (name: string) => void): JQuery {
  const input = $('<input type="text">').attr('placeholder', text('columns.name'));
  const go = button('fa-plus', text('columns.add')).on('click', () => {
    const name = written(input).trim();
    input.val('');
    if (name !== '') add(name);
  });
  return $('<div class="tensorwire-adder">').append(input, go);
}

/**
 * Asks the runtime what the data look like, with the settings of the form as they stand now. Who may only read sees the
 * columns of what is deployed.
 */
async function columnsOf({ node, value }: Place): Promise<ColumnView[]> {
  const [source, file] = [value('source'), value('file')];
  const may = source === 'example' || RED.user.hasPermission('tensorwire.write');
  const asked = may ? { source, file, ...(source === 'file' && { format: value('format') }) } : { node: node.id };
  const found = (await $.getJSON('tensorwire/columns', asked)) as Partial<ColumnView>[];
  return found.map(column => ({ name: '', type: '', examples: [], missing: 0, ...column }));
}

/** What the runtime said was wrong, else that it could not be asked. */
function messageOf(failure: unknown): string {
  const { responseJSON, statusText } = failure as { responseJSON?: { error?: string }; statusText?: string };
  return responseJSON?.error ?? text('columns.failed', { reason: statusText ?? String(failure) });
}
