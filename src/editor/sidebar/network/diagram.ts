import type { LayerSummary, NetworkSummary } from '../../../spec';
import type { TabContext } from '../tab';
import { layOut } from './layout';

const BOX = { width: 216, height: 62, gap: { x: 26, y: 34 } };
const SVG = 'http://www.w3.org/2000/svg';
/** A wide network is made smaller down to this scale, at which its texts can still be read; beyond it one scrolls. */
const SMALLEST = 0.75;
/** Characters that fit into a box. */
const FIT = 30;

/** The network as a drawing from top to bottom. Layers are buttons: they show their node on the canvas. */
export function diagramOf(
  { layers }: NetworkSummary,
  { text, reveal }: Pick<TabContext, 'text' | 'reveal'>,
  selected: ReadonlySet<string>,
): SVGElement {
  const { width, height, boxes, edges } = layOut(layers, BOX);
  const margin = 8;
  const root = svg('svg', {
    viewBox: `${-margin} ${-margin} ${width + 2 * margin} ${height + 2 * margin}`,
    width: width + 2 * margin,
    height: height + 2 * margin,
    style: `min-width: ${Math.round(SMALLEST * (width + 2 * margin))}px`,
    class: 'tensorwire-diagram',
    role: 'group',
    'aria-label': text('network.diagram'),
  });
  const arrow = svg('marker', {
    id: 'tensorwire-arrow',
    ...{ viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto' },
  });
  arrow.append(svg('path', { d: 'M0 0 L8 4 L0 8 z', class: 'tensorwire-arrow' }));
  root.append(arrow);
  for (const { points } of edges)
    root.append(svg('path', { d: curve(points), class: 'tensorwire-edge', 'marker-end': 'url(#tensorwire-arrow)' }));
  for (const layer of layers) root.append(boxOf(layer));
  return root;

  function boxOf(layer: LayerSummary): SVGElement {
    const { x, y } = boxes.get(layer.id)!;
    const facts = factsOf(layer, text);
    const title = [layer.label, layer.className, ...facts].join(' · ');
    const box = svg('g', {
      transform: `translate(${x - BOX.width / 2} ${y})`,
      class: [
        'tensorwire-layer',
        layer.className === 'InputLayer' && 'tensorwire-input',
        layer.output && 'tensorwire-output',
        layer.calls > 1 && 'tensorwire-shared',
        isSelected(layer) && 'tensorwire-selected',
      ]
        .filter(Boolean)
        .join(' '),
      tabindex: 0,
      role: 'button',
      'aria-label': title,
    });
    const hover = svg('title', {});
    hover.textContent = title;
    box.append(
      hover,
      svg('rect', { width: BOX.width, height: BOX.height, rx: 6 }),
      line(cut(layer.label), 20, 'tensorwire-label'),
      line(cut([shapeText(layer.shape), sharedText(layer)].filter(Boolean).join(' · ')), 37, ''),
      line(cut(facts.slice(1).join(' · '), 36), 53, 'tensorwire-facts'),
    );
    if (!saysClass(layer)) {
      const name = line(layer.className, 20, 'tensorwire-class');
      name.setAttribute('x', String(BOX.width - 10));
      name.setAttribute('text-anchor', 'end');
      if (layer.label.length + layer.className.length < FIT - 3) box.append(name);
    }
    const show = (): void => reveal(layer.layer);
    box.addEventListener('click', show);
    box.addEventListener('keydown', event => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      show();
    });
    return box;
  }

  /** Inside a subflow, layers have ids of their own, which end in that of the template's node. */
  function isSelected({ layer: id }: LayerSummary): boolean {
    return selected.has(id) || selected.has(id.slice(id.lastIndexOf('-') + 1));
  }

  function sharedText({ calls }: LayerSummary): string {
    return calls > 1 ? text('network.shared', { calls }) : '';
  }
}

/** `dense_1` says that it is a Dense. */
export const saysClass = ({ label, className }: Pick<LayerSummary, 'label' | 'className'>): boolean =>
  label.replace(/_\d+$/, '').replaceAll('_', '').toLowerCase() === className.toLowerCase();

/** Its output shape, parameters, multiply-adds and activations; of an input only the shape. */
export function factsOf(layer: LayerSummary, text: TabContext['text']): string[] {
  const { shape, parameters, multiplyAdds, activationBytes, className } = layer;
  if (className === 'InputLayer') return [shapeText(shape), text('network.input')];
  return [
    shapeText(shape),
    parameters === null
      ? ''
      : parameters === 0
        ? text('network.noWeights')
        : text('network.parameters', { count: short(parameters) }),
    multiplyAdds === null || multiplyAdds === 0 ? '' : text('network.multiplyAdds', { count: short(multiplyAdds) }),
    activationBytes === null ? '' : bytesText(activationBytes),
  ].filter(fact => fact !== '');
}

export const shapeText = (shape: readonly number[] | null): string =>
  shape === null ? '?' : shape.length === 0 ? '1' : shape.join(' × ');

/** `1,234`, `12.3 k`, `4.56 M` */
export function short(count: number): string {
  const [unit, size] = count >= 1e9 ? [' G', 1e9] : count >= 1e6 ? [' M', 1e6] : count >= 1e4 ? [' k', 1e3] : ['', 1];
  return `${new Intl.NumberFormat('en-US', { maximumSignificantDigits: size === 1 ? 4 : 3 }).format(count / size)}${unit}`;
}

export function bytesText(bytes: number): string {
  const [unit, size] = bytes >= 1e9 ? ['GB', 1e9] : bytes >= 1e6 ? ['MB', 1e6] : bytes >= 1e3 ? ['kB', 1e3] : ['B', 1];
  return `${new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 }).format(bytes / size)} ${unit}`;
}

function svg(tag: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

function line(content: string, y: number, kind: string): SVGElement {
  const made = svg('text', { x: 10, y, ...(kind && { class: kind }) });
  made.textContent = content;
  return made;
}

const cut = (content: string, most = FIT): string =>
  content.length > most ? `${content.slice(0, most - 1)}…` : content;

/** A smooth line from box to box: vertical at both ends. */
function curve(points: readonly (readonly [number, number])[]): string {
  let path = '';
  for (const [i, [x, y]] of points.entries()) {
    if (i === 0) {
      path = `M${x} ${y}`;
      continue;
    }
    const [fromX, fromY] = points[i - 1]!;
    const middle = (fromY + y) / 2;
    path += x === fromX ? ` L${x} ${y}` : ` C${fromX} ${middle} ${x} ${middle} ${x} ${y}`;
  }
  return path;
}
