import { COLUMN_TYPES, DATE_FORMATS, SCALINGS } from '../../spec/column';
import { escapeHtml } from '../markup';
import { histogram } from './histogram';
import { type ColumnView, text, written } from './widget';

/** The table of columns in the form of a dataset: what each one seems to be, and what the user says instead. */

/** `tensor` columns come from nested arrays and cannot be chosen. */
const CHOSEN = COLUMN_TYPES.filter(type => type !== 'tensor');
/** The types whose columns are scaled. */
const SCALED: readonly string[] = ['number', 'integer', 'tensor'];

/** How numbers and dates of a column are written: the user's choice if the guess is wrong. */
const DECIMALS: Readonly<Record<string, string>> = { point: '.', comma: ',' };
const readings = (type: string): readonly string[] =>
  type === 'number' || type === 'integer' ? Object.keys(DECIMALS) : type === 'date' ? DATE_FORMATS : [];

export interface Hint {
  readonly type?: string;
  readonly scaling?: string;
  readonly decimal?: string;
  readonly date?: string;
}

/** What the user has set, by column; the rest is guessed from the data. */
export type Hints = Map<string, Hint>;

export function tableOf(list: readonly ColumnView[], hints: Hints, changed: () => void): JQuery {
  const head = ['name', 'type', 'scaling', 'read'].map(key => `<th>${escapeHtml(text(`columns.${key}`))}</th>`);
  const body = $('<tbody>').append(...list.flatMap(column => [rowOf(column, hints, changed), ...notesOf(column)]));
  return $('<table>').append($('<thead>').append($('<tr>').html(head.join(''))), body);
}

function rowOf(column: ColumnView, hints: Hints, changed: () => void): JQuery {
  const { name, type, scaling = '', examples, missing, problem } = column;
  const hint = hints.get(name) ?? {};
  const typed = choiceOf(name, 'type', CHOSEN, type, hint.type);
  const scaled = choiceOf(name, 'scaling', SCALINGS, scaling, hint.scaling);
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
        ...(column.distribution ? [histogram(column.distribution, type)] : []),
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
function readingOf({ name, format = {} }: ColumnView, type: string, { decimal, date }: Hint): JQuery[] {
  const options = readings(type);
  if (options.length === 0) return [];
  const wayOf = (said: Hint) =>
    type === 'date' ? (said.date ?? '') : (Object.keys(DECIMALS).find(key => DECIMALS[key] === said.decimal) ?? '');
  const found = wayOf(format);
  return [choiceOf(name, 'read', options, options.includes(found) ? found : '', wayOf({ decimal, date }))];
}

/** Errors and doubts about a column, and why and how it is read as it is: one line each below it, the doubts first. */
function notesOf({ problem, reason, warnings = [], notes = [] }: ColumnView): JQuery[] {
  const lineOf = (sentence: string): JQuery => $('<div>').text(sentence);
  const doubts = [...(problem ? [problem.text] : []), ...warnings].map(sentence =>
    lineOf(sentence).addClass('tensorwire-doubt'),
  );
  const lines = [...doubts, ...[...(reason ? [reason] : []), ...notes].map(lineOf)];
  return lines.length === 0 ? [] : [$('<tr class="tensorwire-note">').append($('<td>').append(...lines))];
}

/** A choice with an empty option, which means the guess. */
function choiceOf(
  column: string,
  kind: 'type' | 'scaling' | 'read',
  options: readonly string[],
  guess: string,
  set = '',
): JQuery {
  const heading = text(`columns.${kind}`);
  const select = $('<select>').attr({ title: heading, 'aria-label': `${heading}: ${column}` });
  const automatic = guess === '' ? text('auto') : text('columns.guess', { type: text(`${kind}.${guess}`) });
  select.append($('<option value="">').text(automatic));
  for (const option of options) select.append($(`<option value="${option}">`).text(text(`${kind}.${option}`)));
  return select.val(set);
}
