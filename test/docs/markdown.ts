import { posix } from 'node:path';

/** A link of a page to a file of the site. */
export interface SiteLink {
  readonly text: string;
  readonly file: string;
  readonly hash: string;
}

/** The text without its code. */
const withoutCode = (markdown: string): string =>
  markdown.replace(/^\s*```[\s\S]*?^\s*```/gm, '').replace(/`[^`\n]*`/g, '');

/** The links and pictures of a page, but for those that lead elsewhere. */
export function linksOf(markdown: string, page: string): SiteLink[] {
  const text = withoutCode(markdown);
  const targets = [
    ...[...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!),
    ...[...text.matchAll(/<a href="([^"]+)"/g)].map(([, target]) => target!),
    ...[...text.matchAll(/^\s*link: (\S+)$/gm)].map(([, target]) => target!),
  ];
  return targets
    .filter(target => !/^[a-z]+:/i.test(target))
    .map(target => {
      const [path = '', hash = ''] = target.split('#');
      return { text: target, file: fileOf(path, page), hash: decodeURIComponent(hash) };
    });
}

function fileOf(path: string, page: string): string {
  if (path === '') return page;
  const file = path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(page), path);
  if (/\.(png|svg)$/.test(file)) return file;
  return file === '' || file.endsWith('/') ? `${file}index.md` : `${file}.md`;
}

/** The anchors of a page: those that are written, and those of its headings, as GitHub makes them. */
export function anchorsOf(markdown: string): Set<string> {
  const found = new Set<string>();
  for (const [, title] of withoutFences(markdown).matchAll(/^#{1,6} (.+)$/gm)) {
    const written = /\{#([^}]+)\}\s*$/.exec(title!)?.[1];
    found.add(written ?? slug(title!));
  }
  return found;
}

const withoutFences = (markdown: string): string => markdown.replace(/^\s*```[\s\S]*?^\s*```/gm, '');

const slug = (title: string): string =>
  title
    .replace(/<[^>]*>|\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
