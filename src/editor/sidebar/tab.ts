import type { Theme } from './theme';

/** What a tab of the sidebar is: it fills its place when it is opened, and ends what it began when it is left. */
export interface Tab {
  /** also the key of its texts: `sidebar.<id>` of the editor's locale, made of `<id>/locales` */
  readonly id: 'runs' | 'models' | 'network' | 'data';
  /** Returns what ends it: listeners, timers, charts. The place is emptied by the shell. */
  open(place: HTMLElement, context: TabContext): () => void;
}

/** What is selected in the editor. */
export interface Selection {
  readonly nodes: readonly EditorNode[];
  /** id of the flow, or subflow, that is shown */
  readonly flow: string;
}

/** What a tab works with. Everything that `on…` begins ends by the function that it returns. */
export interface TabContext {
  /**
   * Asks an admin route, `tensorwire/runs`, with the user's token, in the editor's language. Rejects with an Error whose
   * message is a sentence for the user.
   */
  ask<T>(path: string, query?: Readonly<Record<string, string | number | boolean>>): Promise<T>;
  /** The same for a route that changes something: the body is sent as JSON. */
  change<T>(path: string, body?: object): Promise<T>;
  /** A text of the tab, `runs.empty`, with values in the places of `__name__`. */
  text(key: string, values?: Readonly<Record<string, string | number>>): string;
  /** `tensorwire.write`: may the user change things? What is not allowed should not be offered. */
  mayChange(): boolean;
  /** Calls the listener now and whenever another node or flow is selected. */
  onSelection(listener: (selection: Selection) => void): () => void;
  /** Calls the listener when the runtime publishes news of the topic, `tensorwire/runs`, and after a reconnection. */
  onUpdate(topic: string, listener: () => void): () => void;
  /** The colors of the editor as it is now, for charts. */
  theme(): Theme;
  /** Calls the listener when the editor becomes light or dark. */
  onTheme(listener: () => void): () => void;
  /** Shows a node on the canvas. */
  reveal(node: string): void;
  /** Shows a sentence of success or failure above the tab, and to screen readers. */
  say(sentence: string, kind?: 'done' | 'failed'): void;
}
