import { button, element } from '../dom';
import type { TabContext } from '../tab';

const VIEWS = ['diagram', 'weights', 'activations'] as const;
export type View = (typeof VIEWS)[number];
const ICONS: Readonly<Record<View, string>> = {
  ...{ diagram: 'fa-sitemap', weights: 'fa-bar-chart', activations: 'fa-bolt' },
};

/** The buttons that choose what is shown of a network. */
export class ViewChoice {
  shown: View = 'diagram';
  readonly element: HTMLElement;
  private readonly buttons: ReadonlyMap<View, HTMLButtonElement>;

  constructor(text: TabContext['text'], choose: (view: View) => void) {
    this.buttons = new Map(
      VIEWS.map(view => [view, button(text(`network.views.${view}`), () => choose(view), { icon: ICONS[view] })]),
    );
    const attributes = { role: 'group', 'aria-label': text('network.views.label') };
    this.element = element('div', { className: 'tensorwire-views', attributes }, ...this.buttons.values());
  }

  /** `isTrained`: is there a model whose weights can be looked at? */
  offer(shown: View, isTrained: boolean): void {
    this.shown = shown;
    this.element.hidden = !isTrained;
    for (const [view, button] of this.buttons) button.setAttribute('aria-pressed', String(view === shown));
  }
}
