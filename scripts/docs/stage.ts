import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { ROOT, STAGE } from './root';

/** The written sources of the site: Markdown files of the repository, and the pages that they become. */

const REPOSITORY = 'https://github.com/tensorwire/node-red/blob/main/';
/** Files outside of docs/ that are pages too, and those of docs/ that stand elsewhere. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'README.md': 'index.md',
  'README.zh-CN.md': 'zh/index.md',
  'CHANGELOG.md': 'changelog.md',
  'CONTRIBUTING.md': 'contributing.md',
  'docs/examples/README.md': 'examples/index.md',
  'docs/examples/README.zh-CN.md': 'zh/examples/index.md',
};
/** Their place in the site is taken by pages of its own. */
const ONLY_TARGETS = ['README.md', 'README.zh-CN.md'];

const files = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true })
    .map(name => posix.join(folder, String(name).replaceAll('\\', '/')))
    .filter(name => !name.includes('/.vitepress'));

/** The page of each source file. */
export function writtenPages(): Map<string, string> {
  const own = files('docs')
    .filter(name => name.endsWith('.md') && !(name in ELSEWHERE))
    .map(name => [name, pageOf(name.slice('docs/'.length))] as const);
  return new Map([...own, ...Object.entries(ELSEWHERE)]);
}

/** Chinese pages that stand beside the English ones: `examples/order-scoring.zh-CN.md`. */
const pageOf = (name: string): string => (name.endsWith('.zh-CN.md') ? `zh/${name.replace('.zh-CN.md', '.md')}` : name);

/** The pictures, in the site at the same place below docs/. */
const pictures = (): string[] => files('docs').filter(name => /\.(png|svg)$/.test(name));

/** Puts all written pages and pictures into the stage. `fragments`: generated parts, by the name in `<!-- generated: … -->`. */
export function stageWritten(fragments: (page: string) => Readonly<Record<string, string>>): void {
  const pages = writtenPages();
  for (const [source, page] of pages) {
    if (ONLY_TARGETS.includes(source)) continue;
    const text = withFragments(readFileSync(join(ROOT, source), 'utf8'), source, fragments(page));
    write(page, relinked(text, source, page, pages));
  }
  for (const picture of pictures()) {
    const place = join(STAGE, 'pages', picture.slice('docs/'.length));
    mkdirSync(dirname(place), { recursive: true });
    copyFileSync(join(ROOT, picture), place);
  }
}

export function write(page: string, text: string): void {
  const place = join(STAGE, 'pages', page);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, text);
}

const withFragments = (text: string, source: string, fragments: Readonly<Record<string, string>>): string =>
  text.replace(/<!-- generated: ([a-z-]+) -->/g, (_, name: string) => {
    const fragment = fragments[name];
    if (fragment === undefined) throw new Error(`${source}: nothing generates ${name}.`);
    return fragment;
  });

/** Links between files become links between pages; those to other files lead to the repository. */
function relinked(text: string, source: string, page: string, pages: ReadonlyMap<string, string>): string {
  let fenced = false;
  return text
    .split('\n')
    .map(line => {
      if (/^\s*```/.test(line)) fenced = !fenced;
      if (fenced) return line;
      return line.replace(/(\]\()([^)\s#]+)(#[^)\s]*)?(?=[)\s])/g, (whole, open: string, target: string, hash = '') =>
        /^([a-z]+:|\/)/i.test(target) ? whole : `${open}${targetOf(target, source, page, pages)}${hash}`,
      );
    })
    .join('\n');
}

function targetOf(target: string, source: string, page: string, pages: ReadonlyMap<string, string>): string {
  const file = posix.normalize(posix.join(posix.dirname(source), decodeURIComponent(target))).replace(/\/$/, '');
  const aimed = pages.get(file);
  if (aimed !== undefined) return `/${aimed.replace(/(?:(^|\/)index)?\.md$/, '$1')}`;
  if (/\.(png|svg)$/.test(file) && existsSync(join(ROOT, file)) && file.startsWith('docs/'))
    return relative(posix.dirname(page), file.slice('docs/'.length));
  // pages that are generated have no file
  if (/^docs\/(zh\/)?(reference|troubleshooting)\//.test(file))
    return `/${file.slice('docs/'.length).replace(/\.md$/, '')}`;
  if (existsSync(join(ROOT, file))) return REPOSITORY + file.split('/').map(encodeURIComponent).join('/');
  throw new Error(`${source}: there is no ${target}.`);
}

function relative(from: string, to: string): string {
  const path = posix.relative(from, to);
  return path.startsWith('.') ? path : `./${path}`;
}
