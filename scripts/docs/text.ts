/** What all pages share: languages, paths, and texts as Markdown. */

export type Language = 'en-US' | 'zh-CN';
export const languages: readonly Language[] = ['en-US', 'zh-CN'];

/** A page of the site: its path without the language, `reference/layers/Dense.md`, and its Markdown. */
export interface Page {
  readonly path: string;
  readonly title: string;
  readonly text: string;
}

/** The folder of a language in the site: English is at its root. */
export const folderOf = (language: Language): string => (language === 'en-US' ? '' : 'zh/');

/** The address of a page: `/zh/reference/layers/Dense`. */
export const addressOf = (language: Language, path: string): string =>
  `/${folderOf(language)}${path.replace(/(?:(^|\/)index)?\.md$/, '$1')}`;

/** A text as Markdown that shows just this text. Vue's braces are no concern: the site's config turns them off. */
export const plain = (text: string): string =>
  text.replace(/[&<>*_[\]|`\\~]/g, sign => `&#${sign.charCodeAt(0)};`).replaceAll('\n', ' ');

/** A text of a docstring: what stands in backquotes is code. */
export const withCode = (text: string): string =>
  text
    .split('`')
    .map((part, i) => (i % 2 === 1 ? code(part) : plain(part)))
    .join('');

/** The definition of a docstring: its lines of formulas, which are indented, as a block. */
export const definitionText = (text: string): string =>
  text
    .split(/((?:^ {2,}.*(?:\n|$))+)/m)
    .map(part =>
      /^ {2,}/.test(part)
        ? `\`\`\`text\n${part.replace(/^ +/gm, '').replace(/ {4,}/g, '\n').trimEnd()}\n\`\`\``
        : withCode(part.replace(/\s+/g, ' ').trim()),
    )
    .filter(part => part !== '')
    .join('\n\n');

/** A value or a name as code. A bar would end the cell of a table. */
export const code = (text: string): string =>
  text === '' ? '' : `<code v-pre>${text.replace(/[&<>*_[\]|`\\~]/g, sign => `&#${sign.charCodeAt(0)};`)}</code>`;

export const link = (text: string, language: Language, path: string): string =>
  `[${plain(text)}](${addressOf(language, path)})`;

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Paragraphs, tables and headings of a page, with an empty line between them. */
export const paragraphs = (...parts: readonly (string | undefined)[]): string =>
  `${parts.filter(part => part !== undefined && part !== '').join('\n\n')}\n`;
