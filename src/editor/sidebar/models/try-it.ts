import { cellOf, FIRST, isNumber, PAUSE, titleOf, usualText } from '../../../model-form/fields';
import type { FormField, ModelForm } from '../../../spec/model-about';
import { text } from '../context';
import { element } from '../dom';
import type { TabContext } from '../tab';
import { answerView } from './answer';
import { figure } from './words';

/** What the user typed, by version and store: kept when the tab is left or its list changes. */
const typed = new Map<string, ReadonlyMap<string, string>>();
const MOST_TYPED = 50;

function remember(key: string, values: ReadonlyMap<string, string>): void {
  typed.delete(key);
  typed.set(key, values);
  if (typed.size > MOST_TYPED) typed.delete(typed.keys().next().value!);
}

/** A form made of a model's columns, which answers while the user types. Returns what ends it. */
export function tryIt(
  place: HTMLElement,
  { reference, store }: { readonly reference: string; readonly store: string },
  form: ModelForm,
  context: TabContext,
): () => void {
  const answer = element(
    'div',
    { className: 'tensorwire-answer', attributes: { 'aria-live': 'polite' } },
    element('p', { className: 'tensorwire-note' }, text('models.asking')),
  );
  if (form.arrays.length > 0) {
    place.append(
      element('p', { className: 'tensorwire-note' }, text('models.arrays', { columns: form.arrays.join(', ') })),
    );
    return () => undefined;
  }
  const key = JSON.stringify([store, reference]);
  const before = typed.get(key);
  const inputs = form.fields.map(field => [field, inputOf(field, before?.get(field.name))] as const);
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;
  const ask = async () => {
    const number = ++asked;
    answer.classList.add('tensorwire-asking');
    const record = Object.fromEntries(inputs.map(([field, input]) => [field.name, cellOf(field, input.value)]));
    try {
      const { answer: found, warnings } = await context.change<{ answer: unknown; warnings: readonly string[] }>(
        'tensorwire/model/answer',
        { reference, record },
      );
      if (number === asked) answer.replaceChildren(...answerView(found, warnings));
    } catch (error) {
      if (number === asked)
        answer.replaceChildren(
          element('p', { className: 'tensorwire-problem' }, error instanceof Error ? error.message : ''),
        );
    } finally {
      if (number === asked) answer.classList.remove('tensorwire-asking');
    }
  };
  const soon = () => {
    remember(key, new Map(inputs.map(([{ name }, input]) => [name, input.value])));
    clearTimeout(waiting);
    waiting = setTimeout(() => void ask(), PAUSE);
  };
  for (const [, input] of inputs) input.addEventListener('input', soon);
  const rows = inputs.map(([field, input]) =>
    element('label', { className: 'tensorwire-field' }, element('span', {}, titleOf(field)), input),
  );
  const rest = rows.slice(FIRST);
  place.append(
    answer,
    element('div', { className: 'tensorwire-fields' }, ...rows.slice(0, FIRST)),
    ...(rest.length > 0
      ? [
          element(
            'details',
            {},
            element('summary', {}, text('models.moreFields', { n: rest.length })),
            element('div', { className: 'tensorwire-fields' }, ...rest),
          ),
        ]
      : []),
  );
  void ask();
  return () => {
    asked = -1;
    clearTimeout(waiting);
  };
}

/** `before`: what the user typed earlier; without it the field begins with a typical value. */
function inputOf(field: FormField, before: string | undefined): HTMLInputElement | HTMLSelectElement {
  const { options, low, high } = field;
  if (options) {
    const made = element(
      'select',
      {},
      ...options.map(option => element('option', { value: option }, option)),
      element('option', { value: '' }, text('models.missing')),
    );
    made.value = before ?? usualText(field);
    return made;
  }
  const range = low !== undefined && high !== undefined ? `${figure(low)} – ${figure(high)}` : '';
  return element('input', {
    type: isNumber(field) ? 'number' : 'text',
    ...(isNumber(field) && { step: 'any' }),
    value: before ?? usualText(field),
    placeholder: text('models.missing'),
    title: range === '' ? '' : text('models.range', { range }),
  });
}
