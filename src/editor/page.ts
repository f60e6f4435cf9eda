import { activations } from '../catalogue/catalogue';
import { entriesOf } from '../settings/classes';
import { argumentFields } from './arguments';
import { type Field, type NodeForm, showsOutcome } from './form';
import { escapeHtml, fieldHtml, moreHtml, nodeScope } from './markup';
import { fieldsInParts } from './more';
import { category, colors } from './palette';

/** The shared locale. */
const EDITOR = '@tensorwire/node-red/tensorwire-editor';

/** Made at build time: the HTML that Node-RED loads for a node. */

export interface Default {
  readonly value: unknown;
  /** type of the configuration node that the property refers to */
  readonly type?: string;
}

/**
 * Every property of a node with its default, which is what a flow means that leaves it out. A property that several classes share has the default of the class of a
 * new node. One that this class does not have is empty, which means the default of the class that has it.
 */
export function defaultsOf(form: NodeForm): Record<string, Default> {
  const { classes, version } = form;
  const defaults: Record<string, Default> = { name: { value: '' }, ...(version && { version: { value: version } }) };
  if (classes) {
    if (classes.property !== undefined) defaults[classes.property] = { value: classes.first };
    for (const [className, fields] of Object.entries(fieldsByClass(form)))
      for (const { property, default: value } of fields)
        defaults[property] ??= { value: className === classes.first ? value : '' };
  }
  if (form.secondOutput !== undefined) defaults.outputs = { value: form.outputs };
  // Dashboard's own sidebar orders the widgets of a group by it.
  if (form.group === 'dashboard') defaults.order = { value: 0 };
  for (const field of form.fields.filter(isInFlow))
    defaults[field.property] = { value: field.default, ...(field.widget === 'config' && { type: field.type }) };
  return defaults;
}

/** A secret is among Node-RED's credentials, and not in the flow. */
const isInFlow = ({ widget }: Field): boolean => widget !== 'secret';

/** The same, with what a node has that is dragged from the palette. */
function newNodeOf(form: NodeForm): Record<string, Default> {
  const defaults = defaultsOf(form);
  const own = Object.entries(form.newNode ?? {}).map(([property, value]) => {
    if (!Object.hasOwn(defaults, property)) throw new Error(`${form.type} has no property ${property} for a new node.`);
    return [property, { ...defaults[property], value }] as const;
  });
  return { ...defaults, ...Object.fromEntries(own) };
}

/** The fields of each class of a node. */
export function fieldsByClass({ classes }: NodeForm): Record<string, Field[]> {
  if (!classes) return {};
  const keys = Object.keys(activations);
  return Object.fromEntries(
    Object.values(entriesOf(classes)).map(entry => [entry.className, argumentFields(entry.arguments, keys)]),
  );
}

/** The whole page: the registration, as a literal that tools can read, and the dialog. */
export function pageOf(form: NodeForm): string {
  return `<script type="text/javascript">\n${registration(form)}</script>\n\n${template(form)}`;
}

const literal = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

function registration(form: NodeForm): string {
  const { type, group, inputs, outputs, secondOutput, reports } = form;
  const config = group === 'config';
  const defaults = Object.entries(newNodeOf(form)).map(([property, { value, type: configType }]) => {
    const rest = configType
      ? `, type: ${literal(configType)}, required: false`
      : `, validate: form.validator('${property}')`;
    return `      ${property}: { value: ${literal(value)}${['name', 'version', 'outputs', 'order'].includes(property) ? '' : rest} },`;
  });
  const lines = [
    `category: '${config ? 'config' : category}',`,
    `color: '${colors[group]}',`,
    'defaults: {',
    ...defaults.map(line => line.slice(4)),
    '},',
    ...credentialsOf(form),
    ...(config ? [] : [`inputs: ${inputs},`, `outputs: ${outputs},`, `icon: '${type}.svg',`]),
    ...(outputs > 1 || secondOutput !== undefined
      ? [`outputLabels(index) { return this._('${type}.outputs.' + index); },`]
      : []),
    ...(reports
      ? ['button: { visible() { return form.hasReport(this); }, onclick() { form.openReport(this); } },']
      : []),
    `paletteLabel() { return this._('${type}.palette'); },`,
    'label() { return form.label(this); },',
    'labelStyle() { return form.labelStyle(this); },',
    'oneditprepare() { form.open(this); },',
    'oneditsave() { form.save(this); },',
    'oneditcancel() { form.cancel(this); },',
  ];
  return [
    '(function () {',
    `  const form = tensorwire.form(${literal(form)});`,
    `  RED.nodes.registerType('${type}', {`,
    ...lines.map(line => `    ${line}`),
    '  });',
    '})();',
    '',
  ].join('\n');
}

/** Node-RED's editor fills in and reads the field of each, and never gets its value from the runtime. */
function credentialsOf({ fields }: NodeForm): string[] {
  const secrets = fields.filter(field => !isInFlow(field));
  if (secrets.length === 0) return [];
  return ['credentials: {', ...secrets.map(({ property }) => `  ${property}: { type: 'password' },`), '},'];
}

function template(form: NodeForm): string {
  const scope = nodeScope(form.type, form.group === 'config');
  const { first, more } = fieldsInParts(form);
  const rows = [
    nameHtml(form, scope.prefix),
    classHtml(form),
    // Node-RED reads the number of outputs from a field of this name, and removes the wires of outputs that are gone.
    form.secondOutput === undefined ? '' : '<input type="hidden" id="node-input-outputs">',
    ...first.map(field => fieldHtml(field, scope)),
    moreHtml(more, scope),
    showsOutcome(form) ? outcomeHtml : '',
    form.singleNodes ? singleNodesHtml : '',
    sidebarHtml(form),
    explainHtml,
  ];
  const body = rows.filter(row => row !== '').map(row => `    ${row}`);
  return [
    `<script type="text/html" data-template-name="${form.type}">`,
    `  <div class="tensorwire" data-type="${form.type}">`,
    ...body,
    '  </div>',
    '</script>',
    '',
  ].join('\n');
}

function nameHtml(form: NodeForm, prefix: string): string {
  const own = form.named;
  const key = own ? `${form.type}.label.name` : 'node-red:common.label.name';
  const tip = own ? ` data-i18n="[title]${form.type}.tip.name"` : '';
  return `<div class="form-row tensorwire-row" data-property="name"><label for="${prefix}-name"${tip}><span data-i18n="${key}"></span></label><input type="text" id="${prefix}-name"></div>`;
}

/** What the layer will do, filled in by the dialog. */
const outcomeHtml = `<div class="form-row tensorwire-row tensorwire-outcome"><label><span data-i18n="${EDITOR}:outcome.label"></span></label><div class="tensorwire-line"></div></div>`;

/** What the field is for in which the user is: filled in by the dialog. */
const explainHtml = '<div class="tensorwire-explain" aria-hidden="true"></div>';

/** The button that replaces the node by the single nodes that it stands for. */
const singleNodesHtml = `<div class="form-row tensorwire-row tensorwire-single-nodes"><label></label><div><button type="button" class="red-ui-button" data-i18n="${EDITOR}:singleNodes.button;[title]${EDITOR}:singleNodes.tip"></button><div class="tensorwire-notice" role="status"></div></div></div>`;

/** Buttons that open tabs of the sidebar. */
function sidebarHtml({ sidebar = [] }: NodeForm): string {
  if (sidebar.length === 0) return '';
  const buttons = sidebar.map(
    tab =>
      `<button type="button" class="red-ui-button red-ui-button-small" data-tab="${tab}" data-i18n="${EDITOR}:show.${tab}"></button>`,
  );
  return `<div class="form-row tensorwire-row tensorwire-show"><label></label><div>${buttons.join(' ')}</div></div>`;
}

/** The choice of a class, if there is one, and the place of its arguments. */
function classHtml(form: NodeForm): string {
  const { type, classes } = form;
  if (!classes) return '';
  const place = '<div class="tensorwire-arguments"></div>';
  const { property } = classes;
  if (property === undefined) return place;
  const names = Object.keys(entriesOf(classes));
  const options = names.map(
    name => `<option value="${escapeHtml(name)}" data-i18n="${type}.class.${name}.label"></option>`,
  );
  const hidden = names.length === 1 ? ' style="display:none"' : '';
  const id = `node-input-${property}`;
  return `<div class="form-row tensorwire-row tensorwire-class" data-property="${property}"${hidden}><label for="${id}" data-i18n="[title]${type}.tip.${property}"><span data-i18n="${type}.label.${property}"></span></label><select id="${id}">${options.join('')}</select></div>\n    ${place}`;
}
