import { counted, percent } from '../../model-form/figures';
import { chart } from '../chart';
import { linkTo } from '../link';
import { notice } from '../notice';
import { oneAtATime } from '../one-at-a-time';
import { languageOf, textsIn } from '../texts';
import { tile } from '../tile';
import {
  type Child,
  defineComponent,
  el,
  onMounted,
  part,
  reactive,
  shallowRef,
  type VNode,
  type WidgetProps,
} from '../vue';
import { type Over, picturesOf } from './charts';
import { columnsView } from './columns';
import type { Found, Level } from './found';

const HEIGHT = 190;
/** Columns that are shown at once. */
const FIRST = 8;
const LEVELS: readonly Level[] = ['hour', 'days', 'year'];
/** Shares of unusual records above this are no matter of course: of the training rows it were 1 %. */
const MANY_UNUSUAL = 0.05;

/** How a model fares in use: how much it was asked, how sure it was, what it answered, and what has drifted. */
export const NnHealth = defineComponent({
  name: 'NnHealth',
  props: ['id', 'props', 'state'],
  setup({ id, props }: WidgetProps) {
    const language = languageOf(props.language);
    const text = textsIn(language);
    const manner = { text, language };
    const link = linkTo(id, language, text('noAnswer'));
    const found = shallowRef<Found | null>(null);
    const now = reactive({ problem: '', level: null as Level | null, isOpen: false });
    const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
    let pictures: readonly Over[] = [];

    const refresh = oneAtATime(async () => {
      try {
        const next = await link.ask<Found>('summary', { level: now.level });
        pictures = picturesOf(next, manner);
        found.value = next;
        now.problem = '';
      } catch (error) {
        now.problem = error instanceof Error ? error.message : String(error);
      }
    });
    onMounted(() => void refresh());
    link.onNews(() => void refresh());

    const share = (n: number, of: number): string => (of === 0 ? '–' : percent(n / of, language));
    function tiles({ all, since, drifts, comparable }: Found): VNode {
      const drifted = drifts.filter(one => one.drifted).length;
      return el(
        'div',
        { class: 'tw-tiles' },
        tile(
          text('health.asked'),
          counted(all.asked, language),
          since === null ? '' : text('health.since', { time: time.format(since) }),
        ),
        tile(text('health.unsureShare'), share(all.unsure, all.rated), all.rated === 0 ? text('health.unrated') : ''),
        tile(
          text('health.unusual'),
          share(all.unusual, all.compared),
          all.compared > 0 && all.unusual / all.compared > MANY_UNUSUAL ? text('health.manyUnusual') : '',
        ),
        tile(
          text('health.drifted'),
          drifts.length === 0 ? '–' : counted(drifted, language),
          comparable === 0 ? '' : text('health.ofColumns', { n: counted(comparable, language) }),
        ),
      );
    }
    const chosen = (level: Level): VNode =>
      el(
        'div',
        { class: 'tw-row', role: 'group', 'aria-label': text('health.time') },
        ...LEVELS.map(one =>
          part(
            'VBtn',
            {
              size: 'small',
              variant: one === level ? 'tonal' : 'text',
              ariaPressed: String(one === level),
              onClick: () => {
                now.level = one;
                void refresh();
              },
            },
            text(`health.level.${one}`),
          ),
        ),
      );
    /** What is wrong, or that nothing is. */
    function verdict({ warnings, hint, records, least, comparable, drifts, title }: Found): readonly Child[] {
      if (warnings.length > 0) return warnings.map(sentence => notice('warning', sentence));
      if (hint !== null) return [notice('info', hint)];
      if (title !== null && comparable === 0) return [notice('info', text('health.noRows'))];
      if (drifts.length === 0)
        return [
          notice('info', text('health.tooFew', { n: counted(records, language), least: counted(least, language) })),
        ];
      return [notice('success', text('health.well', { n: counted(records, language) }))];
    }
    const columns = (all: Found['drifts']): VNode =>
      el(
        'div',
        { class: 'tw-table' },
        el('h4', {}, text('health.columns')),
        columnsView(now.isOpen ? all : all.slice(0, FIRST), manner),
        all.length > FIRST &&
          el(
            'div',
            {},
            part(
              'VBtn',
              {
                variant: 'text',
                ariaExpanded: String(now.isOpen),
                onClick: () => {
                  now.isOpen = !now.isOpen;
                },
              },
              text(now.isOpen ? 'form.fewer' : 'form.more', { n: all.length - FIRST }),
            ),
          ),
      );
    return () => {
      const shown = found.value;
      return el(
        'div',
        { class: 'tensorwire-widget tw-health' },
        now.problem !== '' && notice('error', now.problem),
        !shown && now.problem === '' && part('VProgressLinear', { indeterminate: true, ariaLabel: text('loading') }),
        shown &&
          el(
            'div',
            { class: 'tw-head' },
            shown.title !== null && el('h4', {}, shown.title),
            el('span', { class: 'tw-grow' }),
            chosen(shown.level),
          ),
        shown && shown.all.asked === 0 && el('p', {}, text('health.none')),
        shown && tiles(shown),
        ...(shown && shown.all.asked > 0 ? verdict(shown) : []),
        shown &&
          shown.all.asked > 0 &&
          el(
            'div',
            { class: 'tw-charts' },
            ...pictures.map(({ key, title, optionOf }) =>
              el(
                'div',
                { key, class: 'tw-chart' },
                el('h4', {}, title),
                chart(key, { optionOf, summary: title, height: HEIGHT }),
              ),
            ),
          ),
        shown && shown.drifts.length > 0 && columns(shown.drifts),
      );
    };
  },
});
