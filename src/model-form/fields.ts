import type { FormField } from '../spec/model-about';

/** The columns of a model as the fields of a form: the same in the editor's sidebar and on a dashboard. */

/** After so many milliseconds without typing, the model is asked. */
export const PAUSE = 250;
/** How many fields are shown at first. */
export const FIRST = 12;

export const isNumber = ({ type, options }: FormField): boolean =>
  !options && (type === 'number' || type === 'integer');

export const titleOf = ({ name, unit }: FormField): string =>
  unit !== '' && !name.includes(unit) ? `${name} [${unit}]` : name;

/** The text with which a field begins: a usual value of the training rows. */
export const usualText = ({ usual }: FormField): string => (usual === null ? '' : String(usual));

/** The field's value as a cell of a record; an empty one is missing. */
export function cellOf(field: FormField, written: string): string | number | null {
  if (written === '') return null;
  // A number input always writes a decimal point, however the numbers of the column were written in the data.
  return isNumber(field) ? Number(written) : written;
}
