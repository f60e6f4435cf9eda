import type { PageLanguage, Text } from '../texts';
import { el, part, type VNode } from '../vue';
import type { Data, Found } from './found';
import { addressOf, bytesOf } from './pixels';

/** How many cells of a record are shown. */
const MOST_CELLS = 12;

interface Manner {
  readonly text: Text;
  readonly language: PageLanguage;
  /** pixels of a picture */
  readonly side: number;
  data(id: number): Data | undefined;
  label(id: number, label: string): Promise<void>;
  remove(id: number): Promise<void>;
}

/** The data URLs of the pictures that are shown, each made once. */
const addresses = new Map<string, string>();
const MOST_ADDRESSES = 500;
function picture(base64: string, side: number): string {
  const known = addresses.get(base64);
  if (known !== undefined) return known;
  if (addresses.size >= MOST_ADDRESSES) addresses.clear();
  const made = addressOf(bytesOf(base64), side);
  addresses.set(base64, made);
  return made;
}

/** Examples: those without a label, with a button for each, and those with one. */
export function examplesView({ text, side, data, label, remove }: Manner) {
  const what = (id: number, name: string): VNode => {
    const own = data(id);
    if (own && 'picture' in own)
      return el('img', { src: picture(own.picture, side), alt: name, width: 72, height: 72 });
    const cells = Object.entries(own?.record ?? {}).slice(0, MOST_CELLS);
    return el(
      'dl',
      { class: 'tw-cells' },
      ...cells.flatMap(([column, cell]) => [el('dt', {}, column), el('dd', {}, cell === null ? '–' : String(cell))]),
    );
  };
  const away = (id: number): VNode =>
    part('VBtn', {
      ...{ icon: 'mdi-close', size: 'x-small', variant: 'text', ariaLabel: text('teach.remove') },
      onClick: () => void remove(id),
    });
  return {
    open: (ids: readonly number[], labels: readonly string[]): VNode =>
      el(
        'div',
        { class: 'tw-examples' },
        ...ids.map(id =>
          el(
            'div',
            { class: 'tw-example', key: id },
            what(id, text('teach.unlabeled')),
            el(
              'div',
              { class: 'tw-row' },
              ...labels.map(name =>
                part('VBtn', { size: 'x-small', variant: 'tonal', onClick: () => void label(id, name) }, name),
              ),
              away(id),
            ),
          ),
        ),
      ),
    labeled: (examples: Found['examples']): VNode =>
      el(
        'div',
        { class: 'tw-examples' },
        ...examples.map(({ id, label: name, held }) =>
          el(
            'div',
            { class: 'tw-example', key: id },
            what(id, name ?? ''),
            el('div', { class: 'tw-row' }, el('span', { class: 'tw-grow tw-name' }, name), away(id)),
            held && el('span', { class: 'tw-quiet' }, text('teach.heldBack')),
          ),
        ),
      ),
  };
}
