import { THIRD } from '../picture';
import type { Language } from '../wording';
import { type Block, type Cell, type Content, picturesOf, type Section, type Table, type Tile } from './content';
import { escaped } from './escape';
import { STYLE } from './style';

/** No scripts, and nothing is loaded, except the page's own style. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * A content as one self-contained HTML page: no scripts, no outside requests. `svg`: the drawn pictures of the content,
 * in order. All texts of the content are escaped.
 */
export function htmlOf(content: Content, svg: readonly string[], language: Language): string {
  const names = picturesOf(content).map(({ name }) => name);
  const drawn = new Map(names.map((name, i) => [name, svg[i]!]));
  return [
    '<!doctype html>',
    `<html lang="${language}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="referrer" content="no-referrer">',
    `<title>${escaped(content.title)}</title><style>${STYLE}</style></head><body><main>`,
    `<header><h1>${escaped(content.title)}</h1>${content.subtitle ? `<p>${escaped(content.subtitle)}</p>` : ''}</header>`,
    ...content.sections.map(section => sectionOf(section, drawn)),
    '</main></body></html>\n',
  ].join('\n');
}

type Drawn = ReadonlyMap<string, string>;

const sectionOf = ({ title, blocks }: Section, drawn: Drawn): string =>
  `<section>${title === undefined ? '' : `<h2>${escaped(title)}</h2>`}\n${blocks.map(block => blockOf(block, drawn)).join('\n')}</section>`;

function blockOf(block: Block, drawn: Drawn): string {
  switch (block.kind) {
    case 'text':
      return `<p class="${block.tone ?? 'plain'}">${escaped(block.text)}</p>`;
    case 'statement':
      return `<div class="statement ${block.tone}"><p>${escaped(block.text)}</p>${block.more ? `<p class="more">${escaped(block.more)}</p>` : ''}</div>`;
    case 'list':
      return `<ul>${block.items.map(item => `<li>${escaped(item)}</li>`).join('')}</ul>`;
    case 'tiles':
      return `<div class="tiles">${block.tiles.map(tileOf).join('')}</div>`;
    case 'table':
      return tableOf(block.table);
    case 'beside':
      return `<div class="beside">${block.blocks.map(one => `<div>${blockOf(one, drawn)}</div>`).join('')}</div>`;
    case 'pictures':
      return `<div class="pictures">${block.pictures
        .map(({ picture: { name, title, summary, width }, caption }) => {
          const image = `<div class="picture" role="img" aria-label="${escaped(summary)}">${flexible(drawn.get(name)!)}</div>`;
          const said = caption ? `<figcaption>${escaped(caption)}</figcaption>` : '';
          return `<figure class="${sizeOf(width)}"><h3>${escaped(title)}</h3>${image}${said}</figure>`;
        })
        .join('')}</div>`;
  }
}

const sizeOf = (width: number): string => (width > 600 ? 'whole' : width > THIRD.width ? 'half' : 'third');

/** A picture takes the available width: its size is left to the viewBox. */
const flexible = (svg: string): string =>
  svg.replace(/^(?:<\?xml[^>]*>)?\s*<svg width="\d+" height="\d+"/, '<svg aria-hidden="true"');

const tileOf = ({ label, value, beside }: Tile): string =>
  `<div class="tile"><span class="label">${escaped(label)}</span><span class="value">${escaped(value)}</span>${
    beside ? `<span class="than">${escaped(beside)}</span>` : ''
  }</div>`;

function tableOf({ title, head, rows, numbers = [], chosen }: Table): string {
  const kind = (column: number): string => (numbers.includes(column) ? ' class="number"' : '');
  const cell = (content: Cell, column: number): string => {
    const [text, tone] = typeof content === 'string' ? [content, ''] : [content.text, content.tone];
    const classes = [numbers.includes(column) ? 'number' : '', tone].filter(Boolean).join(' ');
    return `<td${classes && ` class="${classes}"`}>${escaped(text)}</td>`;
  };
  return [
    `<div class="table" tabindex="0"><table>${title === undefined ? '' : `<caption>${escaped(title)}</caption>`}`,
    `<thead><tr>${head.map((text, i) => `<th scope="col"${kind(i)}>${escaped(text)}</th>`).join('')}</tr></thead><tbody>`,
    ...rows.map((cells, r) => `<tr${r === chosen ? ' class="chosen"' : ''}>${cells.map(cell).join('')}</tr>`),
    '</tbody></table></div>',
  ].join('');
}
