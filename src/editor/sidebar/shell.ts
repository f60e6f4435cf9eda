import type { SidebarTab } from '../../settings/node-settings';
import { contextWith, text } from './context';
import { button, element } from './dom';
import type { Tab } from './tab';
import { tabs } from './tabs';

/** The last tab, so that the sidebar opens where it was left. */
const REMEMBERED = 'tensorwire-sidebar-tab';
/** A success message disappears by itself. */
const SAID_MS = 6000;

/** The sidebar: a bar of tabs, a line for messages, and the chosen tab. */
export class Shell {
  private readonly bar = element('div', { className: 'tensorwire-tabs', attributes: { role: 'tablist' } });
  private readonly said = element('div', { className: 'tensorwire-said', attributes: { role: 'status' } });
  private readonly place = element('div', {
    id: 'tensorwire-tab-place',
    className: 'tensorwire-tab-place',
    attributes: { role: 'tabpanel', tabindex: 0 },
  });
  private readonly context = {
    ...contextWith((sentence, kind = 'done') => this.say(sentence, kind)),
    open: (id: SidebarTab) => this.show(id),
    draftOf: (id: string) => this.dialogOf(id) ?? changed(id),
    // Inside a subflow, nodes have ids of their own, which end in that of the template's node.
    reveal: (node: string) => {
      const id = RED.nodes.node(node) ? node : node.slice(node.lastIndexOf('-') + 1);
      if (!RED.nodes.node(id)) {
        this.say(text('noNode'), 'failed');
        return;
      }
      if (this.root.classList.contains('tensorwire-wide')) this.widen(); // the canvas is behind it
      RED.view.reveal(id);
    },
  };
  private readonly buttons: readonly HTMLButtonElement[];
  private shown: { readonly tab: Tab; end(): void } | null = null;
  private silence: ReturnType<typeof setTimeout> | undefined;

  /** @param dialogOf the values in the open dialog of a node */
  constructor(
    private readonly root: HTMLElement,
    private readonly dialogOf: (node: string) => Readonly<Record<string, unknown>> | null,
  ) {
    this.bar.setAttribute('aria-label', text('name'));
    this.buttons = tabs.map((tab, i) => this.tabButton(tab, i));
    const widen = button(text('widen'), () => this.widen(), { icon: 'fa-expand', quiet: true });
    widen.setAttribute('aria-pressed', 'false');
    widen.classList.add('tensorwire-widen');
    root.append(element('div', { className: 'tensorwire-bar' }, this.bar, widen), this.said, this.place);
    root.addEventListener('keydown', event => {
      if (event.key === 'Escape' && root.classList.contains('tensorwire-wide')) this.widen();
    });
  }

  /** The sidebar becomes visible. `wanted`: the tab to show, else the one where it was left. */
  show(wanted?: SidebarTab, focus = false): void {
    const named = (id: string | null | undefined) => tabs.find(tab => tab.id === id);
    const tab = named(wanted) ?? this.shown?.tab ?? named(localStorage.getItem(REMEMBERED)) ?? tabs[0]!;
    // who asks for a tab sees what is there now
    if (tab !== this.shown?.tab || wanted !== undefined) this.choose(tab);
    if (focus) this.buttons[tabs.indexOf(tab)]!.focus();
  }

  /** The sidebar becomes hidden: requests stop, and the window belongs to the editor again. */
  hide(): void {
    if (this.root.classList.contains('tensorwire-wide')) this.widen();
    this.clear();
  }

  private clear(): void {
    this.shown?.end();
    this.shown = null;
    this.place.replaceChildren();
  }

  private choose(tab: Tab): void {
    this.clear();
    localStorage.setItem(REMEMBERED, tab.id);
    this.said.replaceChildren();
    for (const [i, each] of this.buttons.entries()) {
      const chosen = tabs[i] === tab;
      each.setAttribute('aria-selected', String(chosen));
      each.tabIndex = chosen ? 0 : -1;
      if (chosen) this.place.setAttribute('aria-labelledby', each.id);
    }
    this.shown = { tab, end: tab.open(this.place, this.context) };
  }

  private tabButton(tab: Tab, index: number): HTMLButtonElement {
    const made = element(
      'button',
      {
        type: 'button',
        id: `tensorwire-tab-${tab.id}`,
        attributes: { role: 'tab', 'aria-controls': this.place.id },
      },
      text(`${tab.id}.title`),
    );
    made.addEventListener('click', () => this.choose(tab));
    made.addEventListener('keydown', event => {
      const to = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: -1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      this.buttons.at(to % this.buttons.length)!.focus();
      this.choose(tabs.at(to % tabs.length)!);
    });
    this.bar.append(made);
    return made;
  }

  private say(sentence: string, kind: 'done' | 'failed'): void {
    clearTimeout(this.silence);
    this.said.replaceChildren(sentence);
    this.said.classList.toggle('tensorwire-failed', kind === 'failed');
    if (kind === 'done') this.silence = setTimeout(() => this.said.replaceChildren(), SAID_MS);
  }

  /** Widens the sidebar to the whole window, and back. */
  private widen(): void {
    const wide = this.root.classList.toggle('tensorwire-wide');
    const pressed = this.root.querySelector('.tensorwire-widen');
    pressed?.setAttribute('aria-pressed', String(wide));
    pressed?.firstElementChild?.setAttribute('class', `fa ${wide ? 'fa-compress' : 'fa-expand'}`);
    window.dispatchEvent(new Event('resize'));
  }
}

/** The settings of a node that was changed since the last deploy; null: none was. */
function changed(id: string): Readonly<Record<string, unknown>> | null {
  const node = RED.nodes.node(id);
  if (!node?.changed) return null;
  const { defaults } = RED.nodes.getType(node.type)!;
  return Object.fromEntries(Object.keys(defaults).map(key => [key, node[key]]));
}
