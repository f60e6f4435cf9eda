import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { layers } from '../../src/catalogue';
import { lists, namesOf, textsOf, titleOf } from './entries';
import { paged } from './indexes';
import type { NodeType } from './nodes';
import { ROOT } from './root';
import { addressOf, folderOf, type Language, type Page } from './text';
import { words } from './words';

interface Item {
  readonly text: string;
  readonly link?: string;
  readonly items?: readonly Item[];
  readonly collapsed?: boolean;
}

interface GuideGroup {
  readonly title: Readonly<Record<Language, string>>;
  /** pages of docs/, without the language and the ending */
  readonly pages: readonly string[];
}

const groups: readonly GuideGroup[] = JSON.parse(readFileSync(join(ROOT, 'docs/guide/guides.json'), 'utf8'));

/** Pages that are there in English only. */
const ENGLISH: Readonly<Record<string, string>> = {
  data: 'Data',
  benchmarks: 'Benchmarks',
  security: 'Security',
  design: 'Design',
  engine: 'Engine',
  contributing: 'Contributing',
  changelog: 'Changelog',
};

/** The guides, in the order of docs/guide/guides.json. */
export const guides = (): string[] => groups.flatMap(({ pages }) => pages).filter(page => page.startsWith('guide/'));

/** The list of pages at the left: of the guides, and of the reference. */
export function sidebars(
  nodes: readonly NodeType[],
  pages: readonly Page[],
  language: Language,
): Record<string, Item[]> {
  const guide = groups.map(({ title, pages: names }) => ({
    text: title[language],
    items: names.map(name => ({ text: guideTitle(name, language), link: linkOf(name, language) })),
  }));
  const root = `/${folderOf(language)}`;
  return {
    [`${root}reference/`]: referenceItems(nodes, language),
    [`${root}troubleshooting/`]: pages
      .filter(({ path }) => path.startsWith('troubleshooting/'))
      .map(({ path, title }) => ({ text: title, link: addressOf(language, path) })),
    [root]: guide,
  };
}

const linkOf = (name: string, language: Language): string =>
  name in ENGLISH ? `/${name}` : addressOf(language, `${name}.md`);

function guideTitle(name: string, language: Language): string {
  if (name in ENGLISH) return `${ENGLISH[name]}${words[language].english}`;
  const chinese = language === 'zh-CN';
  // the pages of examples stand beside one another, because they are in the package
  const file = name.startsWith('examples/')
    ? `docs/${name.replace(/index$/, 'README')}${chinese ? '.zh-CN' : ''}.md`
    : `docs/${folderOf(language)}${name}.md`;
  const title = /^# (.+)$/m.exec(readFileSync(join(ROOT, file), 'utf8'))?.[1];
  if (title === undefined) throw new Error(`${file} has no title.`);
  return title;
}

function referenceItems(nodes: readonly NodeType[], language: Language): Item[] {
  const said = words[language];
  const ofNodes = [...new Set(nodes.map(({ form }) => form.group))].map(group => ({
    text: `${said.nodes}: ${said.group[group] ?? group}`,
    items: nodes
      .filter(({ form }) => form.group === group)
      .map(node => ({
        text: node.texts(language).palette,
        link: addressOf(language, `reference/nodes/${node.form.type}.md`),
      })),
  }));
  const families = [...new Set(Object.values(layers).map(({ family }) => family))];
  const ofLayers = families.map(family => ({
    text: nodes.find(({ form }) => form.type === `nn-${family}`)?.texts(language).palette ?? family,
    collapsed: true,
    items: namesOf('layers')
      .filter(name => layers[name]!.family === family)
      .map(name => ({ text: name, link: addressOf(language, `reference/layers/${name}.md`) })),
  }));
  const others = lists
    .filter(list => list !== 'layers')
    .map(list =>
      paged.includes(list)
        ? {
            text: said.list[list],
            collapsed: true,
            items: namesOf(list).map(name => ({
              text: titleOf(name, textsOf(list, name, language)),
              link: addressOf(language, `reference/${list}/${name}.md`),
            })),
          }
        : { text: said.list[list], link: addressOf(language, `reference/${list}.md`) },
    );
  return [
    { text: said.reference, link: addressOf(language, 'reference/index.md') },
    ...ofNodes,
    { text: said.list.layers, link: addressOf(language, 'reference/layers/index.md'), items: ofLayers },
    ...others,
  ];
}
