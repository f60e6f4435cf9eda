import type { View } from '../../../charts/curves';
import { text } from '../context';
import { element } from '../dom';

/** How curves are shown; stored in the browser. */
const REMEMBERED = 'tensorwire-runs-view';

export function rememberedView(): View {
  try {
    const { x, log, smoothing } = JSON.parse(localStorage.getItem(REMEMBERED) ?? '{}') as Partial<View>;
    return {
      x: x === 'time' ? 'time' : 'epoch',
      log: log === true,
      smoothing: typeof smoothing === 'number' && smoothing >= 0 && smoothing < 1 ? smoothing : 0,
    };
  } catch {
    return { x: 'epoch', log: false, smoothing: 0 }; // not written by us
  }
}

/** The controls above the curves. */
export function controls(view: View, changed: (view: View) => void): HTMLElement {
  let now = view;
  const set = (change: Partial<View>) => {
    now = { ...now, ...change };
    localStorage.setItem(REMEMBERED, JSON.stringify(now));
    changed(now);
  };
  const slider = element('input', {
    type: 'range',
    min: '0',
    max: '0.99',
    step: '0.01',
    value: String(view.smoothing),
    attributes: { 'aria-label': text('runs.smoothing') },
  });
  slider.addEventListener('input', () => set({ smoothing: Number(slider.value) }));
  const log = element('input', { type: 'checkbox', checked: view.log });
  log.addEventListener('change', () => set({ log: log.checked }));
  const axis = element(
    'select',
    { attributes: { 'aria-label': text('runs.by') } },
    element('option', { value: 'epoch', selected: view.x === 'epoch' }, text('runs.byEpoch')),
    element('option', { value: 'time', selected: view.x === 'time' }, text('runs.byTime')),
  );
  axis.addEventListener('change', () => set({ x: axis.value === 'time' ? 'time' : 'epoch' }));
  return element(
    'div',
    { className: 'tensorwire-controls' },
    axis,
    element('label', {}, text('runs.smoothing'), slider),
    element('label', {}, log, text('runs.log')),
  );
}
