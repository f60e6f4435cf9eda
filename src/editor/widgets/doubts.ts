import type { FormDoubt } from '../../spec/data-report';
import { dependsOnEnvironment, listOf } from '../check';
import { type Place, text } from './widget';

/** Fields that change together are one question, in milliseconds. */
const PAUSE = 400;
const READ = ['file', 'example'];

/**
 * Doubts about the data at the head of the dialog, before anything is deployed; a button leaves the columns out.
 * Returns what asks for them again.
 */
export function doubtsOf(place: Place, leaveOut: (columns: readonly string[]) => void): () => void {
  const box = $('<div class="tensorwire-doubts" role="status">');
  const root = place.row.closest('.tensorwire');
  root.children('[data-property="name"]').after(box);
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let asked = '';
  let number = 0;
  const show = (found: { readonly doubts?: readonly FormDoubt[]; readonly problem?: string }) =>
    box
      .empty()
      .append(
        ...(found.problem === undefined ? [] : [$('<p class="tensorwire-problem">').text(found.problem)]),
        ...(found.doubts ?? []).map(doubt => doubtBox(doubt, leaveOut)),
      );
  const ask = async () => {
    const { name: _, ...settings } = place.values(); // renaming the node asks nothing new
    const { source, series, target } = settings;
    const may = source === 'example' || RED.user.hasPermission('tensorwire.write');
    const isKnown = READ.includes(String(source)) && place.columns.length > 0 && !dependsOnEnvironment(settings);
    // What a table is to predict is chosen first.
    const isWhole = listOf(target).length > 0 || String(series) === 'true';
    const question = may && isKnown && isWhole ? JSON.stringify({ settings, as: 'doubts' }) : '';
    if (question === asked) return;
    asked = question;
    const mine = ++number;
    if (question === '') {
      box.empty();
      return;
    }
    const found = await $.ajax({
      ...{ url: 'tensorwire/data-report/draft', method: 'POST', data: question, dataType: 'json' },
      contentType: 'application/json',
    }).catch(() => {
      if (mine === number) asked = ''; // the columns say why, and the next change asks again
      return {};
    });
    if (mine === number) show(found);
  };
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (box[0]?.isConnected) void ask();
    }, PAUSE);
  };
  root.on('change', soon);
  return () => {
    asked = ''; // another file may have the same name
    soon();
  };
}

function doubtBox({ text: sentence, more, tone, columns }: FormDoubt, leaveOut: (columns: readonly string[]) => void) {
  const n = columns.length;
  const label = n === 1 ? text('doubts.leaveOut') : text('doubts.leaveOutSeveral', { n });
  const button = $('<button type="button" class="red-ui-button red-ui-button-small">').text(label);
  return $('<div>')
    .addClass(`tensorwire-doubt-box tensorwire-${tone}`)
    .append(
      $('<p>').append(...(sentence === '' ? [] : [$('<b>').text(sentence), ' ']), $('<span>').text(more)),
      ...(n > 0 ? [button.on('click', () => leaveOut(columns))] : []),
    );
}
