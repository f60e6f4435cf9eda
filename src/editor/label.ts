import { argumentsIn, parseArguments } from '../catalogue/arguments';
import { chosenClass, entryOf } from './catalogue';
import type { ClassChoice, NodeForm } from './form';

/** What stands on a node of the canvas: its name, else what it does, else what it is. */
export function label(node: EditorNode, form: NodeForm): string {
  if (node.name) return node.name;
  if (form.classes?.property) return classLabel(node, form.classes);
  for (const property of form.label ?? []) {
    const value = Array.isArray(node[property]) ? node[property].join(', ') : node[property];
    const field = form.fields.find(f => f.property === property);
    if (typeof value !== 'string' || value === '' || value === field?.default) continue;
    const known = field?.widget === 'select' && field.options.includes(value);
    return known ? node._(`${form.type}.option.${property}.${value}`) : value;
  }
  return node._(`${form.type}.palette`);
}

/** `Dense 128 relu`, from the catalogue; the class alone where its arguments are not (yet) right. */
function classLabel(node: EditorNode, choice: ClassChoice): string {
  const className = chosenClass(choice, property => node[property]);
  const entry = entryOf(choice, className);
  if (!entry) return className;
  try {
    const args = parseArguments(entry.arguments, argumentsIn(entry.arguments, node), className);
    return `${className} ${entry.label(args)}`.trim();
  } catch {
    return className;
  }
}
