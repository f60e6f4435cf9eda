import type { Argument, ArgumentTable } from '../catalogue/arguments';
import { badArgument, Problem } from '../errors';
import type { Condition, OptionTexts, Setting, SettingTable } from './setting';

/** The kinds of settings that are no arguments of the catalogue. Numbers, flags and choices are in catalogue/arguments.ts. */

function textOf(value: unknown, name: string): string {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number') return String(value);
  throw badArgument(name, 'text', value);
}

/** `pattern`: what the form asks of it, a model's name or a reference to one (`penguins@champion`). */
export const text = (pattern?: 'reference' | 'name'): Setting<string> => ({
  form: { widget: 'text', ...(pattern && { pattern }) },
  default: '',
  parse: textOf,
});

/** A path, or one of the examples while `source` is `example`. */
export const file = (examples: readonly string[]): Setting<string> => ({
  ...text(),
  form: { widget: 'file', examples },
});

/** The id of a configuration node; '' for none. */
export const configNode = (type: string): Setting<string> => ({ ...text(), form: { widget: 'config', type } });

/** A path in a message, `payload.rows`. */
export const messagePath = (byDefault: string): Setting<string> => ({
  form: { widget: 'property' },
  default: byDefault,
  parse(value, name) {
    const path = textOf(value, name);
    // What every object has: a value that is written there is written into all objects of Node-RED.
    if (/(^|[.[\]"'])(__proto__|constructor|prototype)(?=$|[.[\]"'])/.test(path))
      throw badArgument(name, 'a path in the message, as in payload.values', path);
    return path;
  },
});

function namesOf(value: unknown, name: string): readonly string[] {
  const parts = typeof value === 'string' ? value.split(',') : value;
  if (!Array.isArray(parts) || !parts.every(part => typeof part === 'string'))
    throw badArgument(name, 'a name or a list of names', value);
  return parts.map(part => part.trim()).filter(part => part !== '');
}

/** Names of columns, as an array or separated by commas; none by default. */
export const names = (): Setting<readonly string[]> => ({ form: { widget: 'names' }, default: [], parse: namesOf });

/** The name of one column; '' for none. */
export const columnName = (): Setting<string> => ({ ...text(), form: { widget: 'names', single: true } });

/** Texts, as an array or separated by commas; none by default. */
export const texts = (): Setting<readonly string[]> => ({ ...names(), form: { widget: 'text' } });

/** Ids of the nodes that bring branches, in an order; none: that of the canvas. */
export const branches = (): Setting<readonly string[]> => ({ ...names(), form: { widget: 'branches' } });

/** A number, or the word `auto`, which is the default: whoever uses it decides. */
export function orAuto(argument: Argument<number>): Setting<number | 'auto'> {
  const { form } = argument;
  if (form.widget !== 'number') throw new Error('only a number may be auto');
  const { widget, min, max, integer } = form;
  return {
    form: { widget, min, max, integer, orAuto: true },
    default: 'auto',
    parse: (value, name) => {
      if (typeof value === 'string' && value.trim() === 'auto') return 'auto';
      return asNumberOrAuto(() => argument.parse(value, name), value);
    },
  };
}

/** The error of a number that may also be `auto` says so. */
function asNumberOrAuto(parse: () => number, received: unknown): number {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof Problem) || typeof error.details.expected !== 'string') throw error;
    throw badArgument(String(error.details.argument), `${error.details.expected}, or auto`, received);
  }
}

/** Yes, no, or the word `auto`, which is the default: whoever uses it decides. */
export const flagOrAuto = (): Setting<boolean | 'auto'> => ({
  form: { widget: 'select', options: ['auto', 'true', 'false'] },
  default: 'auto',
  parse(value, name) {
    if (value === 'auto') return 'auto';
    if (value === true || value === 'true') return true;
    if (value === false || value === 'false') return false;
    throw badArgument(name, 'true, false or auto', value);
  },
});

/** Any number of options, or `auto`; whoever uses them checks them. */
export const choices = (options: readonly string[], texts?: OptionTexts): Setting<unknown> => ({
  form: { widget: 'choices', options, ...(texts && { texts }) },
  default: 'auto',
  parse: value => value,
});

/** A choice whose options have their texts elsewhere than in the node's locale. */
export function withTexts<T>(texts: OptionTexts, choice: Setting<T>): Setting<T> {
  const { form } = choice;
  if (form.widget !== 'select' || !Array.isArray(form.options)) throw new Error('only a choice has options');
  return { ...choice, form: { widget: 'select', options: form.options, texts } };
}

/** A setting that may be more than the form offers: whoever uses it checks it. */
export const orOther = (setting: Setting): Setting<unknown> => ({ ...setting, parse: value => value });

/** A setting that is shown, and read, only where other settings have certain values: one of the conditions holds. */
export const when = <T>(condition: Condition | readonly Condition[], setting: Setting<T>): Setting<T> => ({
  ...setting,
  visibleWhen: Array.isArray(condition) ? condition : [condition as Condition],
});

/** A setting that must not be blank, or not where a condition holds. `expected`: what it must be, as errors say it. */
export const required = <T>(expected: string, setting: Setting<T>, where?: Condition): Setting<T> => ({
  ...setting,
  required: { expected, ...(where && { where }) },
});

/** A number between 0 and 1, but neither of them; null for an empty field. */
export function optionalShare(example: number): Setting<number | null> {
  const expected = `a number between 0 and 1, such as ${example}`;
  return {
    form: { widget: 'number', min: 0, max: 1 },
    default: null,
    parse(value, name) {
      const share = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (typeof share !== 'number' || !(share > 0 && share < 1)) throw badArgument(name, expected, value);
      return share;
    },
  };
}

/** A number in a unit. */
export const inUnit = (unit: string, setting: Setting<number>): Setting<number> => ({ ...setting, unit });

/**
 * The arguments of several catalogue entries by name, each shown where an entry that has it is chosen by `property`; one
 * name has one default.
 */
export function argumentsOf(
  property: string,
  entries: Readonly<Record<string, { readonly arguments: ArgumentTable }>>,
): SettingTable {
  const all = Object.values(entries).flatMap(({ arguments: table }) => Object.entries<Argument>(table));
  return Object.fromEntries(
    all.map(([name, argument]) => [
      name,
      when({ [property]: Object.keys(entries).filter(key => name in entries[key]!.arguments) }, argument),
    ]),
  );
}

/** Of a node's settings those that are the arguments of an entry. */
export const argumentsAmong = (
  given: Readonly<Record<string, unknown>>,
  table: ArgumentTable,
): Readonly<Record<string, unknown>> => Object.fromEntries(Object.keys(table).map(name => [name, given[name]]));
