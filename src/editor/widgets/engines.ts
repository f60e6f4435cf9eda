import type { Field } from '../form';
import { type Place, text } from './widget';

interface Engine {
  readonly name: string;
  readonly available: boolean;
}

/** Says beside each engine where it is not installed. */
export function engines(field: Field, { prefix }: Place): undefined {
  const select = $(`#${prefix}-${field.property}`);
  $.getJSON('tensorwire/engines').then((list: Engine[]) => {
    for (const { name, available } of list) {
      const option = select.find(`option[value="${name}"]`);
      if (!available) option.text(`${option.text()} – ${text('notInstalled')}`);
    }
  });
  return undefined;
}
