import type { Field, NodeForm } from './form';
import { escapeHtml } from './markup';
import { fieldsByClass } from './page';

/** Made at build time: the help of a node, from written prose and the generated list of properties. */

/** The part of a node's built locale that the help uses. */
export interface NodeTexts {
  readonly label: Readonly<Record<string, string>>;
  readonly tip: Readonly<Record<string, string>>;
  readonly option?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly class?: Readonly<Record<string, ClassTexts>>;
}
export interface ClassTexts {
  readonly label: string;
  readonly description: string;
  readonly arguments: Readonly<Record<string, { readonly label: string; readonly help: string }>>;
}
/** Texts of the shared locale. */
export interface HelpTexts {
  readonly properties: string;
  readonly default: string;
  readonly newNode: string;
  readonly yes: string;
  readonly no: string;
  readonly range: Readonly<Record<'atLeast' | 'atMost' | 'fromTo', string>>;
  readonly kind: Readonly<Record<string, string>>;
}

const marker = '<!-- properties -->';

export function helpOf(form: NodeForm, prose: string, texts: NodeTexts, words: HelpTexts): string {
  if (prose.split(marker).length !== 2) throw new Error(`The help of ${form.type} must hold ${marker} once.`);
  const own = Object.keys(texts.label).filter(property => form.fields.every(field => field.property !== property));
  const shown = own.filter(property => property !== 'name' || form.named);
  const choice = shown
    .filter(property => property === 'name' || Object.keys(texts.class ?? {}).length > 1)
    .map(property =>
      item(texts.label[property]!, words.kind[property === 'name' ? 'text' : 'option']!, texts.tip[property]!),
    );
  const fields = form.fields.map(field => {
    const { property } = field;
    return item(
      texts.label[property]!,
      words.kind[kindOf(field)]!,
      texts.tip[property]!,
      facts(field, words, texts.option?.[property], form.newNode?.[property]),
    );
  });
  const list = [...choice, ...fields];
  const parts = [...(list.length > 0 ? [dl(list)] : []), ...classParts(form, texts, words)];
  const section = parts.length > 0 ? `<h3>${escapeHtml(words.properties)}</h3>\n${parts.join('\n')}` : '';
  return `<script type="text/html" data-help-name="${form.type}">\n${prose.replace(marker, section).trim()}\n</script>\n`;
}

/** A list of arguments for each class of a node, with headings if there are several. */
function classParts(form: NodeForm, texts: NodeTexts, words: HelpTexts): string[] {
  const classes = Object.entries(fieldsByClass(form));
  return classes.map(([className, fields]) => {
    const { label, description, arguments: args } = texts.class![className]!;
    const title = label === className ? className : `${label} (${className})`;
    const head = classes.length > 1 ? `<h4>${escapeHtml(title)}</h4>\n<p>${escapeHtml(description)}</p>\n` : '';
    const items = fields.map(field => {
      const { label, help } = args[field.property]!;
      return item(label, words.kind[kindOf(field)]!, help, facts(field, words, {}, form.newNode?.[field.property]));
    });
    return head + (items.length > 0 ? dl(items) : '');
  });
}

const dl = (items: readonly string[]): string => `<dl class="message-properties">\n${items.join('\n')}\n</dl>`;
const item = (label: string, kind: string, tip: string, rest = ''): string =>
  `<dt>${escapeHtml(label)} <span class="property-type">${escapeHtml(kind)}</span></dt>\n<dd>${escapeHtml(tip)}${rest}</dd>`;

/** The kind of value that a field takes, as a key of `help.kind`. */
export function kindOf(field: Field): string {
  if (field.widget === 'number') return field.integer ? 'integer' : 'number';
  if (field.widget === 'select' || field.widget === 'choices' || field.widget === 'part') return 'option';
  return field.widget === 'checkbox' || field.widget === 'shape' ? field.widget : 'text';
}

/** What follows from the table of settings: the range of a number, the default, and what a new node has instead. */
export function facts(
  field: Field,
  words: HelpTexts,
  options: Readonly<Record<string, string>> = {},
  newNode?: string,
): string {
  const fresh = newNode === undefined ? '' : filled(words.newNode, { value: options[newNode] ?? newNode });
  const said = [rangeOf(field, words), defaultOf(field, words, options), fresh].filter(text => text !== '');
  return said.map(text => ` ${escapeHtml(text)}`).join('');
}

function rangeOf(field: Field, { range }: HelpTexts): string {
  if (field.widget !== 'number') return '';
  const { min, max } = field;
  if (min !== undefined && max !== undefined) return filled(range.fromTo, { min, max });
  if (min !== undefined) return filled(range.atLeast, { min });
  return max !== undefined ? filled(range.atMost, { max }) : '';
}

function defaultOf(field: Field, words: HelpTexts, options: Readonly<Record<string, string>>): string {
  const value = shownDefault(field, words, options);
  return value === '' ? '' : filled(words.default, { value: field.unit ? `${value} ${field.unit}` : value });
}

/** Numbers and Keras's words are the same in every language. The meaning of a blank field is in its hint. */
function shownDefault(field: Field, { yes, no }: HelpTexts, options: Readonly<Record<string, string>>): string {
  const value = String(field.default ?? '');
  switch (field.widget) {
    case 'number':
    case 'part':
    case 'property':
      return value;
    case 'checkbox':
      return field.default === true ? yes : no;
    case 'select':
      return field.texts === 'names' ? value : (options[value] ?? '');
    default:
      return '';
  }
}

const filled = (text: string, values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values).reduce((said, [name, value]) => said.replace(`{{${name}}}`, String(value)), text);
