import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LayerEntry } from '../../src/catalogue';
import type { Field, NodeForm } from '../../src/editor/form';
import type { NodeTexts } from '../../src/editor/help';
import { colors, order } from '../../src/editor/palette';
import { formOf } from '../../src/editor/settings-form';
import { entriesOf } from '../../src/settings/classes';
import type { NodeSettings } from '../../src/settings/node-settings';
import type { Condition } from '../../src/settings/setting';
import { nodeTexts } from '../build/locales.mjs';
import { nodeTypes } from '../build/nodes.mjs';
import { argumentTable, titleOf, valuesOf } from './entries';
import { ROOT } from './root';
import { addressOf, code, type Language, link, type Page, paragraphs, plain, table } from './text';
import { words } from './words';

/** A node type with its form; its texts come by language. */
export interface NodeType {
  readonly form: NodeForm;
  texts(language: Language): NodeTexts & { readonly palette: string };
  /** the first paragraph of its help */
  summary(language: Language): string;
  /** can this layer be chosen in its dialog? */
  offers(entry: LayerEntry): boolean;
}

/** All nodes, in the palette's order. */
export async function loadNodes(): Promise<NodeType[]> {
  const found = await Promise.all(
    nodeTypes().map(async type => {
      const { default: settings } = (await import(join(ROOT, 'nodes', type, 'settings.ts'))) as {
        default: NodeSettings;
      };
      const form = formOf(type, settings);
      return {
        form,
        texts: (language: Language) => nodeTexts(form, language, { entriesOf }),
        summary: (language: Language) =>
          /<p>(.*?)<\/p>/s.exec(helpOf(type, language))?.[1]?.replaceAll('\n', ' ') ?? '',
        offers: ({ className }: LayerEntry) => offers(form, className),
      };
    }),
  );
  const place = ({ form }: NodeType): number => (order as readonly string[]).indexOf(form.type);
  return found.sort((a, b) => place(a) - place(b));
}

export const nodePages = (nodes: readonly NodeType[], language: Language): Page[] =>
  nodes.map(node => nodePage(node, nodes, language));

/** The nodes in whose dialog a layer can be chosen. */
export const homesOf =
  (nodes: readonly NodeType[], language: Language) =>
  (entry: LayerEntry): { type: string; label: string }[] =>
    nodes
      .filter(node => node.offers(entry))
      .map(node => ({ type: node.form.type, label: node.texts(language).palette }));

const offers = ({ classes }: NodeForm, className: string): boolean =>
  classes !== undefined && typeof classes.of === 'object' && className in entriesOf(classes);

function nodePage({ form, texts: textsIn }: NodeType, nodes: readonly NodeType[], language: Language): Page {
  const said = words[language];
  const texts = textsIn(language);
  const [intro, ...rest] = proseOf(form.type, nodes, language).split('<!-- properties -->');
  const text = paragraphs(
    `# ${plain(texts.palette)}`,
    badge(form, texts.palette),
    intro,
    ...settingParts(form, texts, language),
    ...classParts(form, texts, language),
    ...rest,
  );
  return {
    path: `reference/nodes/${form.type}.md`,
    title: texts.palette,
    text: `${text}<!-- ${said.node} ${form.type} -->\n`,
  };
}

/** The node as it stands on the canvas, and its type. */
function badge({ type, group }: NodeForm, label: string): string {
  const icon = existsSync(join(ROOT, 'nodes', type, 'icon.svg'))
    ? readFileSync(join(ROOT, 'nodes', type, 'icon.svg'), 'utf8').trim()
    : '';
  return `<div class="node" style="--node-color:${colors[group]}"><span class="node-icon">${icon}</span><span>${plain(label)}</span></div> ${code(type)}`;
}

const helpOf = (type: string, language: Language): string =>
  readFileSync(join(ROOT, 'nodes', type, `help.${language}.html`), 'utf8');

/** The written help: headings as those of the site, names of nodes as links. */
function proseOf(type: string, nodes: readonly NodeType[], language: Language): string {
  const labels = new Map(nodes.map(node => [node.texts(language).palette, node.form.type]));
  return helpOf(type, language)
    .replace(/<h3>(.*?)<\/h3>/g, (_, title: string) => `\n\n## ${title}\n\n`)
    .replace(/<h4>(.*?)<\/h4>/g, (_, title: string) => `\n\n### ${title}\n\n`)
    .replace(/<b>(.*?)<\/b>/g, (whole, name: string) => {
      const named = labels.get(name);
      return named === undefined || named === type
        ? whole
        : `<a href="${addressOf(language, `reference/nodes/${named}.md`)}">${name}</a>`;
    });
}

/** A section for each setting, so that a search and a link find it. */
function settingParts(form: NodeForm, texts: NodeTexts, language: Language): string[] {
  const said = words[language];
  const own = Object.keys(texts.label).filter(property => form.fields.every(field => field.property !== property));
  const choices = own
    .filter(property => property !== 'name' || form.named)
    .map(property => [heading(texts.label[property]!, property), code(property), plain(texts.tip[property]!)]);
  const fields = form.fields.map(field => settingPart(field, form, texts, language));
  const sections = [...choices, ...fields];
  return sections.length === 0 ? [] : [`## ${said.settings}`, ...sections.flat()];
}

function settingPart(field: Field, form: NodeForm, texts: NodeTexts, language: Language): string[] {
  const said = words[language];
  const { property } = field;
  const options = texts.option?.[property] ?? {};
  const shown = Object.entries(options).filter(
    ([option, label]) => option !== label && option !== 'none' && option !== '',
  );
  const facts = valuesOf(
    { ...field, ...(shown.length > 0 && { options: [] }) } as Field,
    language,
    options,
    form.newNode?.[property],
  );
  const remarks = [
    facts,
    field.required && Object.keys(field.required).length === 0 ? said.required : '',
    field.visibleWhen ? `${said.shownFor} ${field.visibleWhen.map(conditionText).join(' / ')}.` : '',
    form.more?.includes(property) ? said.more : '',
  ].filter(part => part !== '');
  return [
    heading(texts.label[property]!, property),
    `${code(property)}${remarks.length > 0 ? ` · ${remarks.join(' ')}` : ''}`,
    plain(texts.tip[property]!),
    table(
      [said.option, ''],
      shown.map(([option, label]) => [code(option), plain(label)]),
    ),
  ];
}

const heading = (label: string, property: string): string => `### ${plain(label)} {#setting-${property}}`;

const conditionText = (condition: Condition): string =>
  Object.entries(condition)
    .map(([property, values]) => code(`${property}: ${values.slice(0, 6).join(', ')}${values.length > 6 ? ', …' : ''}`))
    .join(', ');

/** The layers or optimizers that a node offers; of a single one its arguments. */
function classParts({ classes }: NodeForm, texts: NodeTexts, language: Language): string[] {
  if (!classes) return [];
  const said = words[language];
  const entries = Object.values(entriesOf(classes));
  const list = classes.of === 'optimizers' ? 'optimizers' : 'layers';
  if (entries.length === 1)
    return [
      `## ${said.arguments}`,
      argumentTable(entries[0]!.arguments, texts.class![entries[0]!.className]!, language),
    ];
  const rows = entries.map(({ className }) => {
    const own = texts.class![className]!;
    return [link(titleOf(className, own), language, `reference/${list}/${className}.md`), plain(own.description)];
  });
  return [`## ${list === 'layers' ? said.layersOf : said.list.optimizers}`, table([said.name, said.what], rows)];
}
