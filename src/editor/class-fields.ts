import { activations } from '../catalogue/catalogue';
import { type ClassChoice, classEntry } from '../settings/classes';
import { argumentFields } from './arguments';
import type { Field } from './form';

/** The fields of the chosen class, such as `Dropout` in a node of the dropout family. */
export function classFields(choice: ClassChoice | undefined, className: string): Field[] {
  const entry = choice && classEntry(choice, className);
  return entry ? argumentFields(entry.arguments, Object.keys(activations)) : [];
}
