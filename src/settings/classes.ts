import { type ArgumentTable, argumentsIn, parseArguments } from '../catalogue/arguments';
import { layersOf, optimizers } from '../catalogue/catalogue';
import type { Family, LayerEntry, OptimizerEntry } from '../catalogue/entry';
import { badArgument } from '../errors';

/** A choice among the classes of a catalogue list; the arguments of the chosen one are settings of the node too. */
export interface ClassChoice<L extends ClassList = ClassList> {
  /** `layer`, `algorithm`; none: always the first class */
  readonly property?: string;
  readonly of: L;
  /** the class of a new node */
  readonly first: string;
}
export type LayerFamily = { readonly family: Family };
export type ClassList = LayerFamily | 'optimizers';

/** A catalogue entry, as nodes see it. */
export interface ClassEntry {
  readonly className: string;
  readonly arguments: ArgumentTable;
  label(args: Readonly<Record<string, unknown>>): string;
}

/** The classes of a node by name: a family of layers, or the optimizers. */
export function entriesOf(choice: ClassChoice<LayerFamily>): Readonly<Record<string, LayerEntry>>;
export function entriesOf(choice: ClassChoice<'optimizers'>): Readonly<Record<string, OptimizerEntry>>;
export function entriesOf(choice: ClassChoice): Readonly<Record<string, ClassEntry>>;
export function entriesOf({ of, first }: ClassChoice): Readonly<Record<string, ClassEntry>> {
  const all: ClassEntry[] = of === 'optimizers' ? Object.values(optimizers) : layersOf(of.family);
  const sorted = all.sort((a, b) => a.className.localeCompare(b.className));
  const ordered = [...sorted.filter(e => e.className === first), ...sorted.filter(e => e.className !== first)];
  return Object.fromEntries(ordered.map(entry => [entry.className, entry]));
}

/** The class of this name; undefined for a name in a flow that does not exist. */
export function classEntry(choice: ClassChoice, className: string): ClassEntry | undefined {
  const entries = entriesOf(choice);
  return Object.hasOwn(entries, className) ? entries[className] : undefined;
}

/** The chosen class of a node, `Dropout`; '' if there is no choice. */
export function chosenClass(choice: ClassChoice | undefined, value: (property: string) => unknown): string {
  if (choice?.property === undefined) return choice?.first ?? '';
  return String(value(choice.property) || choice.first);
}

/** The class in a node's configuration, with its arguments as given and as checked. */
export interface ChosenClass<E extends ClassEntry = ClassEntry> {
  readonly entry: E;
  readonly args: Readonly<Record<string, unknown>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Reads the class and its arguments. Throws a Problem: the node shows it at once, without waiting for a message. */
export function readClass(
  choice: ClassChoice<LayerFamily>,
  config: Readonly<Record<string, unknown>>,
): ChosenClass<LayerEntry>;
export function readClass(
  choice: ClassChoice<'optimizers'>,
  config: Readonly<Record<string, unknown>>,
): ChosenClass<OptimizerEntry>;
export function readClass(choice: ClassChoice, config: Readonly<Record<string, unknown>>): ChosenClass {
  const className = chosenClass(choice, property => config[property]);
  const entry = classEntry(choice, className);
  if (!entry) {
    const known = Object.keys(entriesOf(choice)).join(', ');
    const { property = 'class' } = choice;
    throw badArgument(property, `one of ${known}`, config[property]);
  }
  const args = argumentsIn(entry.arguments, config);
  return { entry, args, values: parseArguments(entry.arguments, args) };
}
