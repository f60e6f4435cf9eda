import type { SidebarTab } from '../../settings/node-settings';
import type { Theme } from './theme';

/** A tab of the sidebar: it fills its place when it is opened, and stops everything it started when it is left. */
export interface Tab {
  /** also the key of its texts: `sidebar.<id>` of the editor's locale, from `<id>/locales` */
  readonly id: SidebarTab;
  /** Returns a function that ends listeners, timers and charts. The shell empties the place. */
  open(place: HTMLElement, context: TabContext): () => void;
}

/** What is selected in the editor. */
export interface Selection {
  readonly nodes: readonly EditorNode[];
  /** id of the flow, or subflow, that is shown */
  readonly flow: string;
}

/** What a tab works with. Each `on…` returns a function that ends it. */
export interface TabContext {
  /**
   * Requests an admin route, `tensorwire/runs`, with the user's token, in the editor's language. Rejects with an Error
   * whose message is a sentence for the user.
   */
  ask<T>(path: string, query?: Readonly<Record<string, string | number | boolean>>): Promise<T>;
  /** The same for a route that changes something: the body is sent as JSON. */
  change<T>(path: string, body?: object): Promise<T>;
  /** A text of the tab, `runs.empty`, with values for `__name__`. */
  text(key: string, values?: Readonly<Record<string, string | number>>): string;
  /** `tensorwire.write`: may the user change things? Actions that are not allowed should not be offered. */
  mayChange(): boolean;
  /** Calls the listener now and whenever another node or flow is selected. */
  onSelection(listener: (selection: Selection) => void): () => void;
  /**
   * Calls the listener when the runtime announces changes of the topic, `tensorwire/runs`, and after a reconnection. While
   * the page is in the background it waits.
   */
  onUpdate(topic: string, listener: () => void): () => void;
  /** Calls the listener when flows were deployed, here or elsewhere, and run: once for each deploy. */
  onDeploy(listener: () => void): () => void;
  /** The current colors of the editor, for charts. */
  theme(): Theme;
  /** Calls the listener when the editor becomes light or dark. */
  onTheme(listener: () => void): () => void;
  /**
   * The settings of a node that the runtime does not have yet: those of its open dialog, else of the editor where they
   * are not deployed; null: it has them.
   */
  draftOf(node: string): Readonly<Record<string, unknown>> | null;
  /** Goes to another tab. */
  open(tab: SidebarTab): void;
  /** Shows a node on the canvas, or says that it is not there. */
  reveal(node: string): void;
  /** Shows a sentence of success or failure above the tab, and to screen readers. */
  say(sentence: string, kind?: 'done' | 'failed'): void;
}
