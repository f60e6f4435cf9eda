import { type Chart, chartIn } from '../../charts/browser/chart';
import type { Block, Captioned, Cell, Content, Table, Tile } from '../../charts/page/content';
import { element } from './dom';
import type { TabContext } from './tab';

/**
 * Shows a content like a page, but with interactive charts. `contentOf` is called again when the editor becomes light
 * or dark. Charts are drawn when they scroll into view. Returns what ends it.
 */
export function showContent(
  place: HTMLElement,
  context: Pick<TabContext, 'theme' | 'onTheme'>,
  contentOf: () => Content,
): () => void {
  const charts = new Map<Element, () => Chart>();
  const drawn: Chart[] = [];
  const sight = new IntersectionObserver(entries => {
    for (const { target, isIntersecting } of entries) {
      const draw = charts.get(target);
      if (!isIntersecting || !draw) continue;
      charts.delete(target);
      sight.unobserve(target);
      drawn.push(draw());
    }
  });
  const end = (): void => {
    for (const chart of drawn.splice(0)) chart.end();
    for (const place of charts.keys()) sight.unobserve(place);
    charts.clear();
  };
  const show = (): void => {
    end();
    const { title, subtitle, sections } = contentOf();
    place.replaceChildren(
      element('h2', { className: 'tensorwire-content-title' }, title),
      element('p', { className: 'tensorwire-quiet' }, subtitle ?? ''),
      ...sections.map(section =>
        element(
          'section',
          {},
          section.title === undefined ? null : element('h3', {}, section.title),
          ...section.blocks.map(blockOf),
        ),
      ),
    );
  };
  const endTheme = context.onTheme(show);
  place.classList.add('tensorwire-content');
  show();
  return () => {
    endTheme();
    sight.disconnect();
    end();
  };

  function blockOf(block: Block): HTMLElement {
    switch (block.kind) {
      case 'text':
        return element('p', { className: `tensorwire-${block.tone ?? 'plain'}` }, block.text);
      case 'statement':
        return element(
          'div',
          { className: `tensorwire-statement tensorwire-${block.tone}` },
          element('p', {}, block.text),
          block.more ? element('p', { className: 'tensorwire-more' }, block.more) : null,
        );
      case 'list':
        return element('ul', {}, ...block.items.map(item => element('li', {}, item)));
      case 'tiles':
        return element('div', { className: 'tensorwire-tiles' }, ...block.tiles.map(tileOf));
      case 'table':
        return tableOf(block.table);
      case 'beside':
        return element('div', { className: 'tensorwire-beside' }, ...block.blocks.map(blockOf));
      case 'pictures':
        return element('div', { className: 'tensorwire-pictures' }, ...block.pictures.map(pictureOf));
    }
  }

  function pictureOf({ picture, caption }: Captioned): HTMLElement {
    const { title, summary, option, width, height } = picture;
    const chart = element('div', { className: 'tensorwire-picture' });
    chart.style.height = `${height}px`;
    charts.set(chart, () => chartIn(chart, context, summary, () => option));
    sight.observe(chart);
    const size = width > 600 ? 'whole' : width > 300 ? 'half' : 'third';
    return element(
      'figure',
      { className: `tensorwire-${size}` },
      element('h4', {}, title),
      chart,
      caption ? element('figcaption', {}, caption) : null,
    );
  }
}

const tileOf = ({ label, value, beside }: Tile): HTMLElement =>
  element(
    'div',
    { className: 'tensorwire-tile' },
    element('span', { className: 'tensorwire-quiet' }, label),
    element('strong', {}, value),
    beside ? element('span', { className: 'tensorwire-quiet' }, beside) : null,
  );

function tableOf({ title, head, rows, numbers = [], chosen }: Table): HTMLElement {
  const cellOf = (cell: Cell, column: number): HTMLElement => {
    const [text, tone] = typeof cell === 'string' ? [cell, ''] : [cell.text, `tensorwire-${cell.tone}`];
    return element('td', { className: `${numbers.includes(column) ? 'tensorwire-number' : ''} ${tone}`.trim() }, text);
  };
  const heading = (text: string, column: number): HTMLElement =>
    element(
      'th',
      { className: numbers.includes(column) ? 'tensorwire-number' : '', attributes: { scope: 'col' } },
      text,
    );
  return element(
    'div',
    {
      className: 'tensorwire-table-place',
      attributes: { tabindex: 0, role: 'group', 'aria-label': title ?? head[0] ?? '' },
    },
    element(
      'table',
      {},
      title === undefined ? null : element('caption', {}, title),
      element('thead', {}, element('tr', {}, ...head.map(heading))),
      element(
        'tbody',
        {},
        ...rows.map((cells, r) =>
          element('tr', { className: r === chosen ? 'tensorwire-chosen' : '' }, ...cells.map(cellOf)),
        ),
      ),
    ),
  );
}
