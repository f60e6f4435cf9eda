// The texts of a node in one language: its own, and those of its catalogue entries. Missing or unused texts fail the
// build.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/setup.mjs';

export const languages = ['en-US', 'zh-CN'];

const read = path => JSON.parse(readFileSync(join(root, path), 'utf8'));

/** The editor's own texts and those of the sidebar, each of whose tabs has a folder of its own. */
export function editorTexts(language) {
  const sidebar = 'src/editor/sidebar';
  const tabs = readdirSync(join(root, sidebar)).filter(name => existsSync(join(root, sidebar, name, 'locales')));
  return {
    ...read(`src/editor/locales/${language}.json`),
    sidebar: {
      ...read(`${sidebar}/locales/${language}.json`),
      ...Object.fromEntries(tabs.map(tab => [tab, read(`${sidebar}/${tab}/locales/${language}.json`)])),
    },
  };
}

/** { palette, label, tip, option, class, outputs } of a node. */
export function nodeTexts(form, language, { entriesOf }) {
  const path = `nodes/${form.type}/locales/${language}.json`;
  if (!existsSync(join(root, path))) throw new Error(`${path} is missing.`);
  const texts = read(path);
  const lists = form.fields.filter(field => ['losses', 'metrics', 'schedules'].includes(field.texts));
  for (const { property, texts: list, options } of lists) {
    const entries = options
      .map(key => [key, `src/catalogue/locales/${language}/${list}/${key}.json`])
      .filter(([, file]) => existsSync(join(root, file)))
      .map(([key, file]) => [key, read(file)]);
    const labels = Object.fromEntries(entries.map(([key, { label }]) => [key, label]));
    texts.option = { ...texts.option, [property]: { ...texts.option?.[property], ...labels } };
    for (const [key, entry] of entries) addArguments(texts, entry, `${language}/${list}/${key}`);
  }
  if (form.classes) {
    const folder = form.classes.of === 'optimizers' ? 'optimizers' : 'layers';
    const names = Object.keys(entriesOf(form.classes));
    texts.class = Object.fromEntries(
      names.map(name => [name, read(`src/catalogue/locales/${language}/${folder}/${name}.json`)]),
    );
  }
  check(path, texts, needed(form, entriesOf));
  return texts;
}

/** The texts of an entry's arguments become those of the node's fields, which several entries may share. */
function addArguments({ label, tip }, entry, where) {
  for (const [name, texts] of Object.entries(entry.arguments ?? {})) {
    if ((label[name] ?? texts.label) !== texts.label || (tip[name] ?? texts.help) !== texts.help)
      throw new Error(`src/catalogue/locales/${where}.json: ${name} has another text than elsewhere, but one field.`);
    label[name] = texts.label;
    tip[name] = texts.help;
  }
}

/** Every key that the form asks for, `label.units`. */
function needed(form, entriesOf) {
  const keys = ['palette'];
  const field = property => keys.push(`label.${property}`, `tip.${property}`);
  if (form.named) field('name');
  if (form.classes?.property) field(form.classes.property);
  for (const { property, widget, options = [], texts, hint } of form.fields) {
    field(property);
    if (hint) keys.push(`hint.${property}`);
    if (texts !== 'names' && (widget === 'select' || widget === 'choices'))
      for (const option of options) keys.push(`option.${property}.${option || 'none'}`);
  }
  if (form.classes)
    for (const [name, entry] of Object.entries(entriesOf(form.classes))) {
      keys.push(`class.${name}.label`, `class.${name}.description`);
      for (const argument of Object.keys(entry.arguments))
        keys.push(`class.${name}.arguments.${argument}.label`, `class.${name}.arguments.${argument}.help`);
    }
  const outputs = form.outputs + (form.secondOutput === undefined ? 0 : 1);
  if (outputs > 1) for (let i = 0; i < outputs; i++) keys.push(`outputs.${i}`);
  return keys;
}

const leaves = (value, path = '') =>
  typeof value === 'object'
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key))
    : [path];

function check(path, texts, keys) {
  const there = new Set(leaves(texts));
  const missing = keys.filter(key => !there.has(key));
  const vain = [...there].filter(key => !keys.includes(key));
  if (missing.length > 0) throw new Error(`${path}: translations are missing: ${missing.join(', ')}`);
  if (vain.length > 0) throw new Error(`${path}: nothing uses ${vain.join(', ')}`);
}

/** The shared texts must have the same keys in every language. */
export function checkEditorTexts() {
  const [first, ...others] = languages.map(language => leaves(editorTexts(language)));
  for (const [i, keys] of others.entries()) {
    const odd = [...first.filter(key => !keys.includes(key)), ...keys.filter(key => !first.includes(key))];
    if (odd.length > 0)
      throw new Error(`src/editor/locales: only one of ${languages[0]} and ${languages[i + 1]} has ${odd.join(', ')}`);
  }
}
