import { isNumber, titleOf } from '../../model-form/fields';
import { figure } from '../../model-form/figures';
import type { FormField } from '../../spec/model-about';
import type { PageLanguage, Text } from '../texts';
import { part, type VNode } from '../vue';

/** A list with at least this many options can be searched. */
const MANY = 12;

/** A column as a field of Vuetify. `written`: the text in the field; '': missing. */
export function fieldView(
  field: FormField,
  written: string,
  { text, language }: { text: Text; language: PageLanguage },
  change: (written: string) => void,
): VNode {
  const { options, low, high } = field;
  const common = { label: titleOf(field), modelValue: written, variant: 'outlined', density: 'comfortable' };
  const taken = (value: unknown): void => change(value === null || value === undefined ? '' : String(value));
  if (options)
    return part(options.length > MANY ? 'VAutocomplete' : 'VSelect', {
      ...common,
      modelValue: written === '' ? null : written,
      items: options,
      clearable: true,
      hideDetails: 'auto',
      placeholder: text('form.missing'),
      'onUpdate:modelValue': taken,
    });
  const known = low !== undefined && high !== undefined;
  const isOutside = known && written !== '' && (Number(written) < low || Number(written) > high);
  const range = known ? text('form.range', { low: figure(low, language), high: figure(high, language) }) : '';
  return part('VTextField', {
    ...common,
    'aria-label': titleOf(field), // Vuetify hides its label while that moves
    ...(isNumber(field) && { type: 'number', step: 'any' }),
    placeholder: text('form.missing'),
    ...(range !== '' && { hint: range, persistentHint: isOutside }),
    hideDetails: isOutside ? false : 'auto',
    ...(isOutside && { color: 'warning', baseColor: 'warning' }),
    'onUpdate:modelValue': taken,
  });
}
