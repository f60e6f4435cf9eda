import type { Field } from './form';

/**
 * A field as HTML, in the form that Node-RED's dialog fills in and reads back by its id. Texts are locale keys with the
 * prefix `scope` (`nn-dense`, or `nn-dropout.class.Dropout` for the arguments of one class).
 */
export interface Scope {
  /** `node-input` or `node-config-input` */
  readonly prefix: string;
  readonly label: (property: string) => string;
  readonly tip: (property: string) => string;
  readonly hint: (property: string) => string;
  readonly option: (property: string, value: string) => string;
}

/** The keys for a node's own fields. */
export const nodeScope = (type: string, config: boolean): Scope => ({
  prefix: config ? 'node-config-input' : 'node-input',
  label: property => `${type}.label.${property}`,
  tip: property => `${type}.tip.${property}`,
  hint: property => `${type}.hint.${property}`,
  option: (property, value) => `${type}.option.${property}.${value || 'none'}`,
});

/** The keys for the arguments of a catalogue class, in the locale of the node set `set`. */
export const classScope = (set: string, type: string, className: string): Scope => ({
  prefix: 'node-input',
  label: property => `${set}:${type}.class.${className}.arguments.${property}.label`,
  tip: property => `${set}:${type}.class.${className}.arguments.${property}.help`,
  hint: () => '@tensorwire/node-red/tensorwire-editor:auto',
  option: (_, value) => value,
});

/** Widgets that Node-RED does not read: their inputs must not have the id that it looks for. */
const own: readonly Field['widget'][] = ['names', 'part'];

export function fieldHtml(field: Field, scope: Scope): string {
  const id = `${scope.prefix}-${field.property}`;
  const label = `<label for="${id}${own.includes(field.widget) ? '-text' : ''}" data-i18n="[title]${scope.tip(field.property)}"><span data-i18n="${scope.label(field.property)}"></span></label>`;
  return `<div class="form-row tensorwire-row tensorwire-${field.widget}" data-property="${field.property}">${label}${inputHtml(field, id, scope)}</div>`;
}

/** Fields of which most need no other value: closed until one of them has one, or the user opens it. */
export function moreHtml(fields: readonly Field[], scope: Scope): string {
  if (fields.length === 0) return '';
  const rows = fields.map(field => fieldHtml(field, scope)).join('');
  return `<details class="tensorwire-more"><summary data-i18n="@tensorwire/node-red/tensorwire-editor:more"></summary>${rows}</details>`;
}

function inputHtml(field: Field, id: string, scope: Scope): string {
  const hint = field.hint ? ` data-i18n="[placeholder]${scope.hint(field.property)}"` : '';
  switch (field.widget) {
    case 'checkbox':
      return `<input type="checkbox" id="${id}">`;
    case 'number':
      return `<input type="text" inputmode="decimal" id="${id}"${hint}>`;
    case 'select':
      return `<select id="${id}">${field.options.map(o => optionHtml(field, o, scope)).join('')}</select>`;
    case 'text':
      return `<input type="text" id="${id}"${hint}>`;
    case 'secret':
      return `<input type="password" autocomplete="new-password" id="${id}"${hint}>`;
    case 'file':
      return `<input type="text" id="${id}"><select class="tensorwire-examples">${field.examples.map(e => `<option>${escapeHtml(e)}</option>`).join('')}</select>`;
    case 'choices':
      return '<div class="tensorwire-boxes"></div>';
    case 'names':
      return `<input type="text" id="${id}-text" autocomplete="off"${hint}>`;
    case 'branches':
      return '<div class="tensorwire-list"><ol></ol></div>';
    case 'part':
      return `<span class="tensorwire-pair"><select id="${id}-text"></select><input type="text"></span>`;
    case 'columns':
      return '<div class="tensorwire-table"></div>';
    case 'shape':
      return `<input type="text" id="${id}"${hint}>`;
    default:
      // Node-RED's own widgets take over this width.
      return `<input type="text" id="${id}" style="width: 100%">`;
  }
}

/**
 * Options of catalogue arguments that are words with a text in each language. All others are names that are the same
 * everywhere, such as those of functions and of Keras's paddings.
 */
const WORDS: readonly string[] = ['auto', 'none', 'one-hot', 'index', 'concat', 'sum', 'mul', 'ave', 'dot'];
export const wordKey = (option: string): string | null => (WORDS.includes(option) ? `choice.${option}` : null);

function optionHtml(field: Field & { widget: 'select' }, option: string, scope: Scope): string {
  const key = field.texts === 'names' ? wordKey(option) : null;
  if (key !== null)
    return `<option value="${option}" data-i18n="@tensorwire/node-red/tensorwire-editor:${key}"></option>`;
  if (field.texts === 'names') return `<option value="${escapeHtml(option)}">${escapeHtml(option) || '–'}</option>`;
  return `<option value="${escapeHtml(option)}" data-i18n="${scope.option(field.property, option)}"></option>`;
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, c => escapes[c]!);
