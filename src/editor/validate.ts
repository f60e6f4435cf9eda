import { chosenClass, classFields, entriesOf } from './catalogue';
import { check, visible } from './check';
import { dialogOf } from './dialog';
import type { Field, NodeForm } from './form';
import { text } from './widgets/widget';

/** Node-RED's validator of one property: true, else a sentence that says what the field must be. */
export type Validator = (this: EditorNode, value: unknown, options?: object) => boolean | string;

export function validator(form: NodeForm, property: string): Validator {
  // Node-RED takes a sentence only from a function of exactly two arguments.
  return function (value, options) {
    const dialog = dialogOf(this);
    const now = (name: string) => (dialog ? dialog.value(name) : this[name]);
    const field = fieldOf(form, property, now);
    if (!field || !visible(field, now)) return true;
    const problem = check(field, value === undefined ? field.default : value);
    if (!problem) return true;
    return options ? `${labelOf(this, form, field, now)}: ${text(`error.${problem.key}`, problem.values)}` : false;
  };
}

/** The field of a property; none for an argument that the chosen class does not have. */
function fieldOf(form: NodeForm, property: string, value: (property: string) => unknown): Field | undefined {
  const own = form.fields.find(field => field.property === property);
  const { classes } = form;
  if (classes && property === classes.property)
    return { property, default: classes.first, widget: 'select', options: Object.keys(entriesOf(classes)) };
  return own ?? classFields(form.classes, chosenClass(form.classes, value)).find(f => f.property === property);
}

function labelOf(node: EditorNode, form: NodeForm, field: Field, value: (property: string) => unknown): string {
  if (form.fields.includes(field) || field.property === form.classes?.property)
    return node._(`${form.type}.label.${field.property}`);
  return node._(`${form.type}.class.${chosenClass(form.classes, value)}.arguments.${field.property}.label`);
}
