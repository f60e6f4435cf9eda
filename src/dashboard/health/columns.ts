import { figure, percent } from '../../model-form/figures';
import type { PageLanguage, Text } from '../texts';
import { el, part, type VNode } from '../vue';
import type { Drift } from './found';

/** A column far beyond the bound has a full bar. */
const FULL = 0.5;

/** The columns compared with those of the training, the most drifted first. */
export function columnsView(
  drifts: readonly Drift[],
  { text, language }: { readonly text: Text; readonly language: PageLanguage },
): VNode {
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const heads = ['column', 'what', 'psi'].map(key => el('th', { scope: 'col' }, text(`health.head.${key}`)));
  const changed = ({ what, label = '', before, now }: NonNullable<Drift['change']>): string => {
    const value = (n: number): string => (what === 'median' ? figure(n, language) : percent(n, language));
    const values = { what: text(`health.what.${what}`, { label }), before: value(before), now: value(now) };
    return text('health.change', values);
  };
  const row = ({ column, psi, drifted, since, change }: Drift): VNode => {
    return el(
      'tr',
      {},
      el('th', { scope: 'row', class: 'tw-name' }, column),
      el('td', {}, change ? changed(change) : text('health.alike')),
      el(
        'td',
        {},
        el(
          'span',
          { class: 'tw-psi' },
          el(
            'span',
            { class: 'tw-bar', 'aria-hidden': 'true' },
            el('i', {
              class: drifted ? 'tw-drifted' : 'tw-other',
              style: { width: `${(100 * Math.min(1, psi / FULL)).toFixed(0)}%` },
            }),
          ),
          el('span', {}, figure(Number(psi.toFixed(2)), language)),
          drifted &&
            since !== null &&
            el('span', { class: 'tw-quiet' }, text('health.since', { time: date.format(since) })),
        ),
      ),
    );
  };
  return part(
    'VTable',
    { density: 'compact' },
    el('thead', {}, el('tr', {}, ...heads)),
    el('tbody', {}, ...drifts.map(row)),
  );
}
