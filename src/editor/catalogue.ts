import type { ArgumentTable } from '../catalogue/arguments';
import { activations, layersOf, optimizers } from '../catalogue/catalogue';
import { argumentFields } from './arguments';
import type { ClassChoice, Field } from './form';

/** The catalogue as forms see it. */
export interface Entry {
  readonly className: string;
  readonly arguments: ArgumentTable;
  label(args: Readonly<Record<string, unknown>>): string;
}

/** The classes that a node may be, by name: one family of layers, or the optimizers. */
export function entriesOf({ of, first }: ClassChoice): Readonly<Record<string, Entry>> {
  const all: Entry[] = of === 'optimizers' ? Object.values(optimizers) : layersOf(of.family);
  const sorted = all.sort((a, b) => a.className.localeCompare(b.className));
  const ordered = [...sorted.filter(e => e.className === first), ...sorted.filter(e => e.className !== first)];
  return Object.fromEntries(ordered.map(entry => [entry.className, entry]));
}

/** The class of this name; a flow may name one that is not there. */
export function entryOf(choice: ClassChoice, className: string): Entry | undefined {
  const entries = entriesOf(choice);
  return Object.hasOwn(entries, className) ? entries[className] : undefined;
}

/** The fields of the class that is chosen, `Dropout` in a node of the dropout family. */
export function classFields(choice: ClassChoice | undefined, className: string): Field[] {
  const entry = choice && entryOf(choice, className);
  return entry ? argumentFields(entry.arguments, Object.keys(activations)) : [];
}

/** The class that a node is, `Dropout`; the empty text where there is no choice to make. */
export function chosenClass(choice: ClassChoice | undefined, value: (property: string) => unknown): string {
  if (choice?.property === undefined) return choice?.first ?? '';
  return String(value(choice.property) || choice.first);
}
