import { COLUMN_TYPES, DATE_FORMATS, SCALINGS } from '../../spec/column';
import { escapeHtml } from '../markup';
import { answerOf, type ColumnView, type Place, reasonOf, text, type Widget, written } from './widget';

/** `tensor` columns come from nested arrays and cannot be chosen. */
const CHOSEN = COLUMN_TYPES.filter(type => type !== 'tensor');
/** The types whose columns are scaled. */
const SCALED: readonly string[] = ['number', 'integer', 'tensor'];

/** How numbers and dates of a column are written: the user's choice if the guess is wrong. */
const DECIMALS: Readonly<Record<string, string>> = { point: '.', comma: ',' };
const readings = (type: string): readonly string[] =>
  type === 'number' || type === 'integer' ? Object.keys(DECIMALS) : type === 'date' ? DATE_FORMATS : [];

/** The settings that determine how a file is read. */
const READ_BY = [
  ...['format', 'delimiter', 'encoding', 'skipLines', 'sheet', 'decimal', 'thousands', 'dateOrder', 'missing'],
] as const;

interface Hint {
  readonly type?: string;
  readonly scaling?: string;
  readonly decimal?: string;
  readonly date?: string;
}

/** What the user has set, by column; the rest is guessed from the data. */
type Hints = Map<string, Hint>;

/**
 * The columns and their types. If the data are a file or an example, a button reads them and shows what each column
 * seems to be. If they come in messages, columns are named by hand. Only what the user sets is stored, else `auto`.
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
      notice.text(answerOf(error) ?? text('columns.failed', { reason: reasonOf(error) }));
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
  const head = ['name', 'type', 'scaling', 'read'].map(key => `<th>${escapeHtml(text(`columns.${key}`))}</th>`);
  const body = $('<tbody>').append(...list.flatMap(column => [rowOf(column, hints, changed), ...notesOf(column)]));
  return $('<table>').append($('<thead>').append($('<tr>').html(head.join(''))), body);
}

function rowOf(column: ColumnView, hints: Hints, changed: () => void): JQuery {
  const { name, type, scaling = '', examples, missing, problem } = column;
  const hint = hints.get(name) ?? {};
  const typed = choiceOf('type', CHOSEN, type, hint.type);
  const scaled = choiceOf('scaling', SCALINGS, scaling, hint.scaling);
  const read = $('<td>').append(readingOf(column, hint.type ?? type, hint));
  const typeNow = () => written(typed) || type;
  const swap = () => scaled.toggle(SCALED.includes(typeNow()));
  const set = () => {
    const way = written(read.find('select'));
    const next: Hint = {
      ...(written(typed) && { type: written(typed) }),
      ...(written(scaled) && { scaling: written(scaled) }),
      ...(way && (way in DECIMALS ? { decimal: DECIMALS[way]! } : { date: way })),
    };
    if (Object.keys(next).length > 0) hints.set(name, next);
    else hints.delete(name);
    changed();
  };
  typed.on('change', () => {
    // A scaling or a number format does not apply to another type.
    if (!SCALED.includes(typeNow())) scaled.val('');
    read.empty().append(readingOf(column, typeNow(), {}));
    set();
    swap();
  });
  scaled.on('change', set);
  read.on('change', 'select', set);
  swap();
  const shown = examples.map(String).join(', ');
  return $('<tr>')
    .toggleClass('tensorwire-problem', problem !== undefined)
    .append(
      $('<td>').text(name).attr('title', name),
      $('<td>').append(typed),
      $('<td>').append(scaled),
      read,
      $('<td class="tensorwire-facts">').append(
        ...factOf('examples', shown),
        ...factOf('missing', missing > 0 ? String(missing) : ''),
      ),
    );
}

/** A fact about a column, shown under its choices: `Examples Biscoe, Dream`. */
const factOf = (key: 'examples' | 'missing', fact: string): JQuery[] =>
  fact === ''
    ? []
    : [
        $('<span>')
          .attr('title', fact)
          .append($('<b>').text(text(`columns.${key}`)), ' ', $('<span>').text(fact)),
      ];

/** The number and date formats of a column; nothing for other columns. */
function readingOf({ format = {} }: ColumnView, type: string, { decimal, date }: Hint): JQuery[] {
  const options = readings(type);
  if (options.length === 0) return [];
  const wayOf = (said: Hint) =>
    type === 'date' ? (said.date ?? '') : (Object.keys(DECIMALS).find(key => DECIMALS[key] === said.decimal) ?? '');
  const found = wayOf(format);
  return [choiceOf('read', options, options.includes(found) ? found : '', wayOf({ decimal, date }))];
}

/** Errors and doubts about a column, and why and how it is read as it is: one line each below it. */
function notesOf({ problem, reason, warnings = [], notes = [] }: ColumnView): JQuery[] {
  const doubtful = [...(problem ? [problem.text] : []), ...warnings];
  const lines = [...doubtful, ...(reason ? [reason] : []), ...notes];
  if (lines.length === 0) return [];
  const cell = $('<td>').text(lines.join('; '));
  return [
    $('<tr class="tensorwire-note">')
      .toggleClass('tensorwire-doubt', doubtful.length > 0)
      .append(cell),
  ];
}

/** A choice with an empty option, which means the guess. */
function choiceOf(kind: 'type' | 'scaling' | 'read', options: readonly string[], guess: string, set = ''): JQuery {
  const heading = text(`columns.${kind}`);
  const select = $('<select>').attr({ title: heading, 'aria-label': heading });
  const automatic = guess === '' ? text('auto') : text('columns.guess', { type: text(`${kind}.${guess}`) });
  select.append($('<option value="">').text(automatic));
  for (const option of options) select.append($(`<option value="${option}">`).text(text(`${kind}.${option}`)));
  return select.val(set);
}

/** An input for column names, for data that cannot be read in the editor. */
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
 * Asks the runtime for the columns, with the current settings of the form. A user with read access gets the columns of
 * the deployed node.
 */
async function columnsOf({ node, value }: Place): Promise<ColumnView[]> {
  const [source, file] = [value('source'), value('file')];
  const may = source === 'example' || RED.user.hasPermission('tensorwire.write');
  const settings = Object.fromEntries(READ_BY.map(property => [property, value(property) ?? '']));
  const asked = may ? { source, file, ...(source === 'file' && settings) } : { node: node.id };
  const found = (await $.getJSON('tensorwire/columns', asked)) as Partial<ColumnView>[];
  return found.map(column => ({ name: '', type: '', examples: [], missing: 0, ...column }));
}
