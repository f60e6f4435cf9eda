import type { Argument, ArgumentTable } from '../catalogue/arguments';
import { badArgument, Problem } from '../errors';
import type { Condition, OptionTexts, Setting, SettingTable } from './setting';

/**
 * The kinds of settings that are not arguments of the catalogue. Numbers, flags and choices are in
 * catalogue/arguments.ts.
 */

function textOf(value: unknown, name: string): string {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number') return String(value);
  throw badArgument(name, 'text', value);
}

/**
 * `pattern`: the form checks that it is a model's name, or a reference to one (`penguins@champion`); or it offers the
 * layers of `model`, or the sheets of `file`; or it can ask the cluster at this address.
 */
export const text = (pattern?: 'reference' | 'name' | 'layer' | 'sheet' | 'cluster'): Setting<string> => ({
  form: { widget: 'text', ...(pattern && { pattern }) },
  default: '',
  parse: textOf,
});

/** A password or a token, which Node-RED encrypts; only of a configuration node. */
export const secret = (): Setting<string> => ({ ...text(), form: { widget: 'secret' } });

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
    // These exist on every object: writing there would write to all objects of Node-RED.
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

/** Ids of the nodes that bring branches, in order; none: the order of the canvas. */
export const branches = (): Setting<readonly string[]> => ({ ...names(), form: { widget: 'branches' } });

/** A number, or `auto`, the default: the code that uses it decides. */
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

/** Extends the error of a number by `auto`. */
function asNumberOrAuto(parse: () => number, received: unknown): number {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof Problem) || typeof error.details.expected !== 'string') throw error;
    throw badArgument(String(error.details.argument), `${error.details.expected}, or auto`, received);
  }
}

/** Yes, no, or `auto`, the default: the code that uses it decides. */
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

/** Any number of options, or `auto`; the code that uses them checks them. */
export const choices = (options: readonly string[], texts?: OptionTexts): Setting<unknown> => ({
  form: { widget: 'choices', options, ...(texts && { texts }) },
  default: 'auto',
  parse: value => value,
});

/** A choice whose options have their texts outside the node's locale. */
export function withTexts<T>(texts: OptionTexts, choice: Setting<T>): Setting<T> {
  const { form } = choice;
  if (form.widget !== 'select' || !Array.isArray(form.options)) throw new Error('only a choice has options');
  return { ...choice, form: { widget: 'select', options: form.options, texts } };
}

/** A setting that accepts more than the form offers: the code that uses it checks it. */
export const orOther = (setting: Setting): Setting<unknown> => ({ ...setting, parse: value => value });

/** A setting that is shown and read only if other settings have certain values: one of the conditions must hold. */
export const when = <T>(condition: Condition | readonly Condition[], setting: Setting<T>): Setting<T> => ({
  ...setting,
  visibleWhen: Array.isArray(condition) ? condition : [condition as Condition],
});

/** A setting that must not be blank, in general or if a condition holds. `expected`: what it must be, for errors. */
export const required = <T>(expected: string, setting: Setting<T>, where?: Condition): Setting<T> => ({
  ...setting,
  required: { expected, ...(where && { where }) },
});

/** A number strictly between 0 and 1; null for an empty field. */
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
 * The arguments of several catalogue entries by name. Each is shown if `property` is an entry that has it. A name has
 * the same default in all of them.
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

/** The settings of a node that are the arguments of an entry. */
export const argumentsAmong = (
  given: Readonly<Record<string, unknown>>,
  table: ArgumentTable,
): Readonly<Record<string, unknown>> => Object.fromEntries(Object.keys(table).map(name => [name, given[name]]));
