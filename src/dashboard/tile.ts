import { el, type VNode } from './vue';

/** A figure with its label, and a few words about it. */
export const tile = (label: string, value: string, more: string): VNode =>
  el(
    'div',
    { class: 'tw-tile' },
    el('span', { class: 'tw-quiet' }, label),
    el('strong', {}, value),
    el('span', { class: 'tw-quiet' }, more),
  );
