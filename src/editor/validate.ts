import { chosenClass, entriesOf } from '../settings/classes';
import { isVisible } from '../settings/setting';
import { check } from './check';
import { classFields } from './class-fields';
import { dialogOf } from './dialog';
import { fieldLabel } from './field-label';
import { wiringProblem } from './flow-check/canvas';
import type { Field, NodeForm } from './form';
import { text } from './widgets/widget';

/** Node-RED's validator of one property: true, or a sentence that says what the field must be. */
export type Validator = (this: EditorNode, value: unknown, options?: object) => boolean | string;

export function validator(form: NodeForm, property: string): Validator {
  // Node-RED accepts a sentence only from a function with exactly two parameters.
  return function (value, options) {
    const dialog = dialogOf(this);
    const now = (name: string) => (dialog ? dialog.value(name) : this[name]);
    const field = fieldOf(form, property, now);
    if (!field || !isVisible(field, now)) return true;
    const problem = check(field, value === undefined ? field.default : value, now);
    if (problem && !options) return false; // the sentence is asked for only where it is shown
    const sentence = problem ? text(`error.${problem.key}`, problem.values) : wiringProblem(this, property, now);
    if (sentence === null) return true;
    return options ? `${fieldLabel(this, form, field, now)}: ${sentence}` : false;
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
