import { chosenClass } from '../settings/classes';
import type { Field, NodeForm } from './form';

/** The label of a field in the user's language: a field of the node, or an argument of the chosen class. */
export function fieldLabel(
  node: EditorNode,
  { type, fields, classes }: NodeForm,
  field: Field,
  value: (property: string) => unknown,
): string {
  if (fields.includes(field) || field.property === classes?.property) return node._(`${type}.label.${field.property}`);
  return node._(`${type}.class.${chosenClass(classes, value)}.arguments.${field.property}.label`);
}
