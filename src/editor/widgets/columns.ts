import { escapeHtml } from '../markup';
import { type ColumnView, type Place, text, type Widget, written } from './widget';

/** The types that a column can be given; `tensor` columns come from nested arrays and cannot be chosen. */
const types = ['number', 'integer', 'category', 'boolean', 'date', 'text', 'ignored'] as const;

const scalings = ['standard', 'robust', 'minmax', 'none'] as const;
/** Of these types are columns that are scaled. */
const SCALED: readonly string[] = ['number', 'integer', 'tensor'];

interface Hint {
  readonly type?: string;
  readonly scaling?: string;
}

/** What the user has set, by column; the rest is found from the data. */
type Hints = Map<string, Hint>;

/**
 * The columns and their types. Where the data are a file or an example, a button reads them and shows what each column
 * seems to be; where they come in messages, columns are named by hand. Only what the user sets is kept, else `auto`.
 */
export const columns: Widget<'columns'> = (_, place) => {
  const { stored } = place;
  const hints: Hints = new Map();
  if (Array.isArray(stored))
    for (const { name, ...hint } of stored as (Hint & { name: string })[]) hints.set(name, hint);

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
    hints.set(name, { type: 'category' });
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
  return () => (hints.size > 0 ? [...hints].map(([name, hint]) => ({ name, ...hint })) : 'auto');
};

const button = (icon: string, label: string): JQuery =>
  $('<button type="button" class="red-ui-button red-ui-button-small">').append(
    $(`<i class="fa ${icon}">`),
    ' ',
    $('<span>').text(label),
  );

function tableOf(list: readonly ColumnView[], hints: Hints, changed: () => void): JQuery {
  const head = ['name', 'type', 'scaling', 'examples', 'missing'].map(
    key => `<th>${escapeHtml(text(`columns.${key}`))}</th>`,
  );
  const body = $('<tbody>').append(...list.map(column => rowOf(column, hints, changed)));
  return $('<table>').append($('<thead>').append($('<tr>').html(head.join(''))), body);
}

function rowOf(column: ColumnView, hints: Hints, changed: () => void): JQuery {
  const { name, type, scaling = '', examples, missing, problem, reason } = column;
  const hint = () => hints.get(name) ?? {};
  const set = (change: Hint) => {
    const { type: ofType, scaling: ofScaling } = { ...hint(), ...change };
    const next = { ...(ofType && { type: ofType }), ...(ofScaling && { scaling: ofScaling }) };
    if (Object.keys(next).length > 0) hints.set(name, next);
    else hints.delete(name);
    changed();
  };
  const typed = choiceOf('type', types, type, hint().type);
  const scaled = choiceOf('scaling', scalings, scaling, hint().scaling);
  const swap = () => scaled.toggle(SCALED.includes(written(typed) || type));
  typed.on('change', () => {
    // A scaling of numbers says nothing of another type.
    if (!SCALED.includes(written(typed) || type)) scaled.val('');
    set({ type: written(typed), scaling: written(scaled) });
    swap();
  });
  scaled.on('change', () => set({ scaling: written(scaled) }));
  swap();
  const shown = examples.map(String).join(', ');
  return $('<tr>')
    .attr('title', problem?.text ?? reason ?? '')
    .toggleClass('tensorwire-problem', problem !== undefined)
    .append(
      $('<td>').text(name).attr('title', name),
      $('<td>').append(typed),
      $('<td>').append(scaled),
      $('<td>').text(shown).attr('title', shown),
      $('<td>').text(missing > 0 ? String(missing) : ''),
    );
}

/** A choice of words, or of none: then it is as the data suggest. */
function choiceOf(kind: 'type' | 'scaling', options: readonly string[], guess: string, set = ''): JQuery {
  const select = $('<select>');
  const automatic = guess === '' ? text('auto') : text('columns.guess', { type: text(`${kind}.${guess}`) });
  select.append($('<option value="">').text(automatic));
  for (const option of options) select.append($(`<option value="${option}">`).text(text(`${kind}.${option}`)));
  return select.val(set);
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
