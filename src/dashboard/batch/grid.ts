import type { Text } from '../texts';
import { el, part, type VNode } from '../vue';

/** How many rows a page has. */
export const PAGE = 10;

interface Grid {
  readonly header: readonly string[];
  /** the columns from here on are answers */
  readonly from: number;
  /** of this page */
  readonly rows: readonly (readonly string[])[];
  readonly pages: number;
  readonly page: number;
  /** null: there are none */
  readonly onlyUnsure: boolean | null;
}
interface Acts {
  save(): void;
  turn(change: { page: number; onlyUnsure?: boolean }): void;
}

/** A table in pages, with its buttons. */
export function gridView(
  { header, from, rows, pages, page, onlyUnsure }: Grid,
  { save, turn }: Acts,
  text: Text,
): VNode {
  // The answers come first, because a wide table is cut off on the right.
  const order = [...header.keys()].sort((a, b) => Number(b >= from) - Number(a >= from));
  const named = (column: number): string => (column >= from ? 'tw-given' : '');
  return el(
    'div',
    { class: 'tw-table' },
    part(
      'VTable',
      { density: 'compact' },
      el('thead', {}, el('tr', {}, ...order.map(i => el('th', { scope: 'col', class: named(i) }, header[i])))),
      el('tbody', {}, ...rows.map(cells => el('tr', {}, ...order.map(i => el('td', { class: named(i) }, cells[i]))))),
    ),
    el(
      'div',
      { class: 'tw-row' },
      part(
        'VBtn',
        { color: 'primary', variant: 'flat', prependIcon: 'mdi-download', onClick: save },
        text('batch.save'),
      ),
      onlyUnsure !== null &&
        part('VCheckbox', {
          label: text('batch.onlyUnsure'),
          modelValue: onlyUnsure,
          density: 'compact',
          hideDetails: true,
          'onUpdate:modelValue': (value: unknown) => turn({ page: 1, onlyUnsure: value === true }),
        }),
      el('span', { class: 'tw-grow' }),
      part('VPagination', {
        length: pages,
        totalVisible: 5,
        modelValue: page,
        density: 'compact',
        'onUpdate:modelValue': (next: number) => turn({ page: next }),
      }),
    ),
  );
}
