import type { ModelImportance } from '../../../spec/model-about';
import { text } from '../context';
import { button, element } from '../dom';
import type { TabContext } from '../tab';
import { counted, figure, percent } from './words';

/** Columns that are shown at once. */
const FIRST = 12;

interface Found {
  readonly importance: ModelImportance | null;
}

/** Which columns decide in the model as a whole: the importance if it is known, else a button that computes it. */
export function decidesView(reference: string, context: TabContext): HTMLElement {
  const place = element('div', { className: 'tensorwire-decides', attributes: { 'aria-live': 'polite' } });
  const ask = async (compute: boolean) => {
    try {
      const { importance } = await context.ask<Found>('tensorwire/model/importance', { reference, compute });
      if (importance) place.replaceChildren(...shown(importance));
      else place.replaceChildren(note(text('models.decides.why')), begin);
    } catch (error) {
      const sentence = error instanceof Error ? error.message : String(error);
      place.replaceChildren(element('p', { className: 'tensorwire-problem' }, sentence));
    }
  };
  const begin = button(
    text('models.decides.compute'),
    () => {
      place.replaceChildren(note(text('models.decides.computing')));
      void ask(true);
    },
    { icon: 'fa-balance-scale' },
  );
  void ask(false);
  return place;
}

const note = (sentence: string): HTMLElement => element('p', { className: 'tensorwire-note' }, sentence);

function shown({ rows, targets }: ModelImportance): HTMLElement[] {
  return targets.flatMap(({ target, share, columns }) => {
    const most = Math.max(...columns.map(({ importance }) => importance), Number.MIN_VALUE);
    const bars = columns.map(({ column, importance }) => {
      const bar = element('i', { attributes: { 'aria-hidden': 'true' } });
      bar.style.width = `${((100 * importance) / most).toFixed(1)}%`;
      return [
        element('span', {}, column),
        element('span', { className: 'tensorwire-bar-place' }, bar),
        element('span', {}, share ? percent(importance) : figure(importance)),
      ];
    });
    const list = (some: readonly HTMLElement[][]) => element('div', { className: 'tensorwire-bars' }, ...some.flat());
    return [
      note(text(share ? 'models.decides.share' : 'models.decides.number', { target, rows: counted(rows) })),
      list(bars.slice(0, FIRST)),
      ...(bars.length > FIRST
        ? [
            element(
              'details',
              {},
              element('summary', {}, text('models.moreFields', { n: bars.length - FIRST })),
              list(bars.slice(FIRST)),
            ),
          ]
        : []),
    ];
  });
}
