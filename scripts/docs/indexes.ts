import { type LayerEntry, layers, losses, metrics, optimizers } from '../../src/catalogue';
import { type List, lists, namesOf, textsOf, titleOf } from './entries';
import { isOfKeras, kerasArgument } from './keras';
import type { NodeType } from './nodes';
import { code, type Language, link, type Page, paragraphs, plain, table } from './text';
import { words } from './words';

/** The lists with a page for each of their entries; the others are one page. */
export const paged: readonly List[] = ['layers', 'optimizers', 'losses', 'metrics'];

const nodeRows = (nodes: readonly NodeType[], language: Language): string[][] =>
  nodes.map(node => {
    const { palette } = node.texts(language);
    return [
      link(palette, language, `reference/nodes/${node.form.type}.md`),
      code(node.form.type),
      node.summary(language),
    ];
  });

/** The overview of the reference, and those of its lists. */
export function indexPages(nodes: readonly NodeType[], language: Language): Page[] {
  const said = words[language];
  const groups = [...new Set(nodes.map(({ form }) => form.group))];
  const overview = paragraphs(
    `# ${said.reference}`,
    `## ${said.nodes}`,
    ...groups.flatMap(group => [
      `### ${said.group[group] ?? group}`,
      table(
        [said.name, '', said.what],
        nodeRows(
          nodes.filter(({ form }) => form.group === group),
          language,
        ),
      ),
    ]),
    ...lists.flatMap(list => [
      `## ${link(said.list[list], language, paged.includes(list) ? `reference/${list}/index.md` : `reference/${list}.md`)}`,
      namesOf(list)
        .map(name => entryLink(list, name, language))
        .join(' · '),
    ]),
  );
  const pages = paged.map(list => {
    const rows = namesOf(list).map(name => [
      link(titleOf(name, textsOf(list, name, language)), language, `reference/${list}/${name}.md`),
      plain(textsOf(list, name, language).description),
    ]);
    const text = paragraphs(`# ${said.list[list]}`, said.about[list], table([said.name, said.what], rows));
    return { path: `reference/${list}/index.md`, title: said.list[list], text };
  });
  return [{ path: 'reference/index.md', title: said.reference, text: overview }, ...pages];
}

const entryLink = (list: List, name: string, language: Language): string =>
  paged.includes(list)
    ? link(name, language, `reference/${list}/${name}.md`)
    : `[${plain(name)}](${link('', language, `reference/${list}.md`).slice(3, -1)}#${name})`;

/** Generated parts of written pages. */
export function fragments(nodes: readonly NodeType[], language: Language): Readonly<Record<string, string>> {
  const said = words[language];
  const columns = ['Keras', said.node, said.arguments];
  const layerRows = namesOf('layers')
    .filter(isOfKeras)
    .map(name => {
      const homes = nodes.filter(node => node.offers(layers[name]!));
      return [
        link(name, language, `reference/layers/${name}.md`),
        homes
          .map(node => link(node.texts(language).palette, language, `reference/nodes/${node.form.type}.md`))
          .join(', '),
        differing(layers[name]!),
      ];
    });
  const simple = (list: 'optimizers' | 'losses' | 'metrics') =>
    namesOf(list).map(name => {
      const className =
        list === 'metrics' ? metrics[name]!.className : (list === 'losses' ? losses : optimizers)[name]!.className;
      return [
        code(className),
        link(name, language, `reference/${list}/${name}.md`),
        plain(textsOf(list, name, language).description),
      ];
    });
  return {
    'keras-layers': table(columns, layerRows),
    'keras-optimizers': table(['Keras', said.name, said.what], simple('optimizers')),
    'keras-losses': table(['Keras', said.name, said.what], simple('losses')),
    'keras-metrics': table(['Keras', said.name, said.what], simple('metrics')),
    nodes: table([said.name, '', said.what], nodeRows(nodes, language)),
  };
}

/** The arguments whose name is another one than Keras's, beyond snake case. */
const differing = ({ className, arguments: table_ }: LayerEntry): string =>
  Object.keys(table_)
    .map(name => [kerasArgument(className, name), name] as const)
    .filter(([keras, own]) => keras !== own)
    .map(([keras, own]) => `${code(keras)} → ${code(own)}`)
    .slice(0, 4)
    .join(', ');
