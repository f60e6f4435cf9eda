import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ArgumentTable,
  activations,
  constraints,
  initializers,
  layers,
  losses,
  metrics,
  optimizers,
  regularizers,
  schedules,
} from '../../src/catalogue';
import { argumentFields } from '../../src/editor/arguments';
import type { Field } from '../../src/editor/form';
import { type ClassTexts, facts, type HelpTexts } from '../../src/editor/help';
import { editorTexts } from '../build/locales.mjs';
import { ROOT } from './root';
import { code, type Language, plain, table } from './text';
import { words } from './words';

/** The lists of the catalogue that the site describes, in this order. */
const catalogue = {
  layers,
  optimizers,
  schedules,
  losses,
  metrics,
  activations,
  initializers,
  regularizers,
  constraints,
};
export type List = keyof typeof catalogue;
export const lists = Object.keys(catalogue) as List[];

/** The names of a list's entries. */
export const namesOf = (list: List): string[] => Object.keys(catalogue[list]).sort((a, b) => a.localeCompare(b));

/** What an entry is called and does, in a language. */
export function textsOf(list: List, name: string, language: Language): ClassTexts {
  const file = `src/catalogue/locales/${language}/${list}/${name}.json`;
  return JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
}

/** `Dense`, or with the name in the language where that is another one: `卷积 2D (Conv2D)`. */
export const titleOf = (name: string, { label }: ClassTexts): string =>
  label.toLowerCase() === name.toLowerCase() ? name : `${label} (${name})`;

export const fieldsOf = (table: ArgumentTable): Field[] => argumentFields(table, Object.keys(activations));

/** The arguments of an entry as a table: name, meaning, range and default. */
export function argumentTable(table_: ArgumentTable, texts: ClassTexts, language: Language): string {
  const said = words[language];
  const rows = fieldsOf(table_).map(field => {
    const { label, help } = texts.arguments[field.property]!;
    return [`**${plain(label)}**<br>${code(field.property)}`, plain(help), valuesOf(field, language)];
  });
  return rows.length === 0 ? said.noArguments : table([said.argument, said.meaning, said.range], rows);
}

/** What a field may hold, and what it holds by default. */
export function valuesOf(
  field: Field,
  language: Language,
  options: Readonly<Record<string, string>> = {},
  newNode?: string,
): string {
  const { help } = editorTexts(language) as { help: HelpTexts };
  const among = optionsOf(field);
  const list = among.length > 0 && among.length <= 8 ? among.map(option => code(option)).join(', ') : '';
  return [list, facts(field, help, options, newNode).trim()].filter(part => part !== '').join('. ');
}

function optionsOf(field: Field): readonly string[] {
  return field.widget === 'select' || field.widget === 'choices' ? field.options.filter(option => option !== '') : [];
}
