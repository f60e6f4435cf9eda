import { argumentsIn, parseArguments } from '../catalogue/arguments';
import { Problem } from '../errors';
import { type ClassChoice, chosenClass, classEntry } from '../settings/classes';
import type { NodeForm } from './form';

/** The longest label without a name, in letters: it determines the width of the node. */
const LONGEST = 28;

/** The label of a node on the canvas: its name, else what it does, else its type; long values are shortened. */
export const label = (node: EditorNode, form: NodeForm): string => labelOf(node, form, shortened);

/** The label without shortening. */
export const wholeLabel = (node: EditorNode, form: NodeForm): string => labelOf(node, form, value => value);

function labelOf(node: EditorNode, form: NodeForm, shown: typeof shortened): string {
  if (typeof node.name === 'string' && node.name !== '') return node.name;
  if (form.classes?.property) return classLabel(node, form.classes);
  for (const property of form.label ?? []) {
    const value = Array.isArray(node[property]) ? node[property].join(', ') : node[property];
    const field = form.fields.find(f => f.property === property);
    if (typeof value !== 'string' || value === '' || value === field?.default) continue;
    if (field?.widget === 'select' && field.options.includes(value))
      return node._(`${form.type}.option.${property}.${value}`);
    return shown(value, field?.widget === 'file' || property === 'folder');
  }
  return node._(`${form.type}.palette`);
}

/** Shortens a path to its end: the folders are often the same. */
function shortened(value: string, isPath: boolean): string {
  const last = isPath ? (value.split(/[\\/]/).findLast(part => part !== '') ?? value) : value;
  return last.length > LONGEST ? `${last.slice(0, LONGEST - 1).trimEnd()}…` : last;
}

/** `Dense 128 relu`, from the catalogue; only the class if its arguments are wrong. */
function classLabel(node: EditorNode, choice: ClassChoice): string {
  const className = chosenClass(choice, property => node[property]);
  const entry = classEntry(choice, className);
  if (!entry) return className;
  try {
    const args = parseArguments(entry.arguments, argumentsIn(entry.arguments, node));
    return `${className} ${entry.label(args)}`.trim();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return className; // the field itself shows the error
  }
}
