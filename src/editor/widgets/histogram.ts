import type { ColumnDistribution } from '../../spec/column';

/** How a column's values are spread, as bars: a picture of SVG elements, which holds no markup of the data. */

const SVG = 'http://www.w3.org/2000/svg';
const [WIDTH, HEIGHT, GAP] = [120, 26, 1];

export function histogram(distribution: ColumnDistribution, type: string): JQuery {
  const { counts } = distribution;
  const others = distribution.kind === 'labels' ? distribution.others : undefined;
  const bars = others === undefined ? counts : [...counts, others];
  const most = Math.max(...bars);
  const width = WIDTH / Math.max(bars.length, 4);
  const picture = element('svg', { width: WIDTH, height: HEIGHT, viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img' });
  const told = wordsOf(distribution, type);
  picture.setAttribute('aria-label', told);
  picture.append(titled(told));
  for (const [i, count] of bars.entries()) {
    const height = count === 0 ? 0 : Math.max(1, (count / most) * HEIGHT);
    const bar = { x: i * width, y: HEIGHT - height, width: Math.max(1, width - GAP), height };
    picture.append(element('rect', { ...bar, class: i < counts.length ? '' : 'tensorwire-others' }));
  }
  return $('<span class="tensorwire-histogram">').append($(picture as Element as HTMLElement));
}

/** `3.2 … 41`, `yes 20, no 12, … 3` */
function wordsOf(distribution: ColumnDistribution, type: string): string {
  if (distribution.kind === 'numbers')
    return [distribution.from, distribution.to].map(n => valueText(n, type)).join(' … ');
  const { labels, counts, others } = distribution;
  const listed = labels.map((label, i) => `${label} ${counts[i]!.toLocaleString('en-US')}`);
  return [...listed, ...(others === undefined ? [] : [`… ${others.toLocaleString('en-US')}`])].join(', ');
}

const valueText = (value: number, type: string): string =>
  type === 'date'
    ? new Date(value)
        .toISOString()
        .replace(/T00:00:00\.000Z$/, '')
        .replace(/\.000Z$/, '')
    : String(Number(value.toPrecision(6)));

function element(name: 'svg' | 'rect', attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value));
  return made;
}

function titled(text: string): SVGElement {
  const title = document.createElementNS(SVG, 'title');
  title.textContent = text;
  return title;
}
