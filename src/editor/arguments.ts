import type { Argument, ArgumentTable } from '../catalogue/arguments';
import { componentText } from '../catalogue/components';
import type { ComponentSpec } from '../catalogue/entry';
import type { Field } from './form';

/** The fields for the arguments of a catalogue entry, in its order. `activations`: the keys of all activations. */
export const argumentFields = (table: ArgumentTable, activations: readonly string[]): Field[] =>
  Object.entries(table).map(([property, argument]) => argumentField(property, argument, activations));

function argumentField(property: string, { form, default: value }: Argument, activations: readonly string[]): Field {
  switch (form.widget) {
    case 'number':
      return {
        property,
        default: value,
        widget: 'number',
        min: form.min,
        max: form.max,
        integer: form.integer,
        ...(form.automatic && { default: '', hint: true }),
      };
    case 'checkbox':
      return { property, default: value, widget: 'checkbox' };
    case 'shape':
      return {
        property,
        default: Array.isArray(value) ? value.join(', ') : '',
        widget: 'shape',
        ...(form.min !== undefined && { min: form.min }),
        ...(form.fractions && { fractions: true }),
        hint: true,
      };
    case 'names':
      return { property, default: '', widget: 'names', hint: true };
    case 'select':
      if (form.options === 'initializers' || form.options === 'regularizers' || form.options === 'constraints')
        return { property, default: componentText(value as ComponentSpec | null), widget: 'part', list: form.options };
      return {
        property,
        default: value,
        widget: 'select',
        texts: 'names',
        options: form.options === 'activations' ? activations : form.options,
      };
  }
}
