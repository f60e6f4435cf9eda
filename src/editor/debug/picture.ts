import type { TensorView } from '../../spec';
import { element } from '../sidebar/dom';
import { words } from './words';

/** A tensor as a table where its numbers can be read, else as a picture or a heat map. */
export function pictureOf(view: TensorView): HTMLElement {
  const what = view.numbers ? tableOf(view.numbers) : canvasOf(view);
  return element('figure', { className: 'tensorwire-debug-tensor' }, what, element('figcaption', {}, captionOf(view)));
}

function captionOf({ shape, dtype, kind, every, of, min, max }: TensorView): string {
  const parts = [
    `${shape.join(' × ') || words('scalar')} ${dtype}`,
    ...(of > 1 ? [words('first', { of })] : []),
    ...(every > 1 ? [words('every', { every })] : []),
    words(kind === 'picture' ? 'gray' : 'colors', { min: figure(min), max: figure(max) }),
  ];
  return parts.join(' · ');
}
const figure = (value: number): string => `${Number(value.toPrecision(4))}`;

function tableOf(numbers: NonNullable<TensorView['numbers']>): HTMLElement {
  const rows = numbers.map(row =>
    element(
      'tr',
      {},
      ...row.map(cell => element('td', { className: 'tensorwire-debug-cell' }, cell === null ? 'NaN' : `${cell}`)),
    ),
  );
  return element('div', {}, element('table', {}, element('tbody', {}, ...rows)));
}

function canvasOf(view: TensorView): HTMLElement {
  const { width, height, shape } = view;
  const canvas = element('canvas', { width, height, attributes: { role: 'img', 'aria-label': shape.join(' × ') } });
  // Pixels as large as the sidebar has room for; a vector is a strip.
  const scale = Math.max(1, Math.floor(240 / Math.max(width, height)));
  canvas.style.width = `${width * scale}px`;
  canvas.style.height = `${Math.max(height * scale, 12)}px`;
  const context = canvas.getContext('2d');
  if (context && width > 0 && height > 0) {
    const pixels = context.createImageData(width, height);
    pixels.data.set(pixelsOf(view));
    context.putImageData(pixels, 0, 0);
  }
  return canvas;
}

function pixelsOf({ bytes, channels, kind, min, max, width, height }: TensorView): Uint8ClampedArray {
  const given = Uint8Array.from(atob(bytes), c => c.charCodeAt(0));
  const pixels = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    const at = i * channels;
    const color =
      channels >= 3
        ? [given[at]!, given[at + 1]!, given[at + 2]!]
        : kind === 'picture'
          ? [given[at]!, given[at]!, given[at]!]
          : heat(given[at]! / 255, min, max);
    pixels.set([...color, channels === 4 ? given[at + 3]! : 255], 4 * i);
  }
  return pixels;
}

type Color = readonly [number, number, number];
const LOW: Color = [33, 102, 172];
const MIDDLE: Color = [247, 247, 247];
const HIGH: Color = [178, 24, 43];

/** Blue below zero, red above, white at zero: the ends of ColorBrewer's RdBu. On one side of zero only that half. */
function heat(share: number, min: number, max: number): Color {
  const value = min + share * (max - min);
  const most = Math.max(Math.abs(min), Math.abs(max)) || 1;
  const end = value < 0 ? LOW : HIGH;
  const part = Math.abs(value) / most;
  const mixed = (k: 0 | 1 | 2): number => MIDDLE[k] + part * (end[k] - MIDDLE[k]);
  return [mixed(0), mixed(1), mixed(2)];
}
