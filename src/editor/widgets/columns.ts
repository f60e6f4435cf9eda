import { ENVIRONMENT } from '../check';
import { type Hint, type Hints, tableOf } from './column-table';
import { doubtsOf } from './doubts';
import { answerOf, type ColumnView, type Place, reasonOf, text, type Widget, written } from './widget';

/** Fields that change together are one reason to read the data, in milliseconds. */
const PAUSE = 50;

/** Rows of the table that are made at once: thousands would freeze the browser. */
const PAGE = 200;

/** The settings that say how a file is read. */
const READ_BY = [
  ...['format', 'delimiter', 'encoding', 'skipLines', 'sheet', 'decimal', 'thousands', 'dateOrder', 'missing'],
] as const;

/**
 * The columns and their types. Where the data are a file or an example they are shown at once, each with its type and how its
 * values are spread, and a button reads them again; where they come in messages, columns are named by hand. Only what the user
 * sets is kept, else `auto`.
 */
export const columns: Widget<'columns'> = (_, place) => {
  const { stored } = place;
  const hints: Hints = new Map();
  if (Array.isArray(stored))
    for (const { name, ...hint } of stored as (Hint & { name: string })[]) hints.set(name, hint);

  const look = button('fa-search', text('columns.look'));
  const notice = $('<span class="tensorwire-notice">');
  const table = $('<div>');
  let most = PAGE;
  const show = () => {
    const known = new Set(place.columns.map(({ name }) => name));
    const others = [...hints.keys()].filter(name => !known.has(name));
    table.empty();
    const list = [...place.columns, ...others.map(name => ({ name, type: '', examples: [], missing: 0 }))];
    if (list.length > 0) tableOf(list.slice(0, most), hints, place.changed).appendTo(table);
    if (list.length > most) further(list.length - most).appendTo(table);
  };
  const further = (count: number) =>
    button('fa-plus', text('columns.further', { count: Math.min(count, PAGE), all: count })).on('click', () => {
      most += PAGE;
      show();
    });
  const adder = adderOf(name => {
    hints.set(name, { type: 'category' });
    show();
    place.changed();
  });
  place.row.find('.tensorwire-table').append(look, notice, adder, table);
  const doubt = doubtsOf(place, names => {
    for (const name of names) hints.set(name, { type: 'ignored' });
    show();
    place.changed();
  });

  let asked = 0;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  /** `quiet`: nobody has asked for it */
  const read = async (quiet: boolean) => {
    clearTimeout(waiting);
    const request = ++asked;
    notice.removeClass('tensorwire-problem').text(text('columns.reading'));
    const found = await columnsOf(place, quiet).catch(error => ({
      problem: answerOf(error) ?? text('columns.failed', { reason: reasonOf(error) }),
    }));
    if (request !== asked) return; // another file was chosen meanwhile
    const isProblem = 'problem' in found;
    notice
      .toggleClass('tensorwire-problem', isProblem)
      .text(isProblem ? found.problem : text('columns.found', { count: found.length }));
    place.columns.splice(0, place.columns.length, ...(isProblem ? [] : found));
    show();
    place.changed();
    doubt();
  };
  /** Reads once, however many fields change at once: Node-RED tells each field of a change when it opens a dialog. */
  const readSoon = () => {
    clearTimeout(waiting);
    const file = String(place.value('file') ?? '');
    // a source that there is not is told at its own field
    if (!['file', 'example'].includes(String(place.value('source'))) || file === '') return;
    if (ENVIRONMENT.test(file)) {
      notice.removeClass('tensorwire-problem').text(text('outcome.unknown.environment'));
      return;
    }
    waiting = setTimeout(() => {
      if (place.row[0]?.isConnected) void read(true);
    }, PAUSE);
  };
  const swap = () => {
    const inMessages = place.value('source') === 'payload';
    look.toggle(!inMessages);
    adder.toggle(inMessages);
    asked++;
    notice.text('');
    place.columns.length = 0;
    most = PAGE;
    show();
    readSoon();
  };
  $(`#${place.prefix}-source, #${place.prefix}-file`).on('change', swap);
  swap();

  // How a file is read: what its columns are follows from it.
  const readBy = READ_BY.map(property => `#${place.prefix}-${property}`).join(', ');
  $(readBy).on('change', readSoon);
  look.on('click', () => void read(false));
  return () => (hints.size > 0 ? [...hints].map(([name, hint]) => ({ name, ...hint })) : 'auto');
};

const button = (icon: string, label: string): JQuery =>
  $('<button type="button" class="red-ui-button red-ui-button-small">').append(
    $(`<i class="fa ${icon}">`),
    ' ',
    $('<span>').text(label),
  );

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
 * Asks the runtime for the columns, with the current settings of the form. A user with read access gets the columns of
 * the deployed node.
 */
async function columnsOf({ node, value }: Place, quiet: boolean): Promise<ColumnView[] | { readonly problem: string }> {
  const [source, file] = [value('source'), value('file')];
  const may = source === 'example' || RED.user.hasPermission('tensorwire.write');
  const settings = Object.fromEntries(READ_BY.map(property => [property, value(property) ?? '']));
  const asked = may ? { source, file, ...(source === 'file' && settings) } : { node: node.id };
  const found = (await $.getJSON('tensorwire/columns', { ...asked, ...(quiet && { quiet }) })) as
    | Partial<ColumnView>[]
    | { readonly problem: string };
  if ('problem' in found) return found;
  return found.map(column => ({ name: '', type: '', examples: [], missing: 0, ...column }));
}
