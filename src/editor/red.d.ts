/** The little of Node-RED's editor and of jQuery that this palette uses. */

interface JQuery {
  readonly length: number;
  readonly 0: HTMLElement | undefined;
  val(): string;
  val(value: string): JQuery;
  text(value: string): JQuery;
  html(value: string): JQuery;
  attr(name: string): string | undefined;
  attr(name: string, value: string): JQuery;
  prop(name: string): unknown;
  prop(name: string, value: unknown): JQuery;
  data(name: string): unknown;
  find(selector: string): JQuery;
  closest(selector: string): JQuery;
  empty(): JQuery;
  append(...children: (string | JQuery)[]): JQuery;
  appendTo(parent: JQuery): JQuery;
  on(events: string, handler: (this: HTMLElement, event: Event) => void): JQuery;
  trigger(event: string): JQuery;
  toggle(shown: boolean): JQuery;
  toggleClass(name: string, on: boolean): JQuery;
  addClass(name: string): JQuery;
  each(f: (this: HTMLElement, index: number, element: HTMLElement) => void): JQuery;
  i18n(): JQuery;
  typedInput(options: object): JQuery;
  typedInput(call: 'value' | 'type'): string;
  typedInput(call: 'value', value: string): JQuery;
  autoComplete(options: { search: (text: string) => { value: string; label?: string }[]; minLength?: number }): JQuery;
}

declare const $: {
  (selector: string | HTMLElement): JQuery;
  (html: string, attributes: object): JQuery;
  ajax(request: {
    url: string;
    method: 'GET' | 'POST';
    contentType?: string;
    data?: string;
    dataType?: 'json';
  }): PromiseLike<unknown>;
};

/** A node as the editor holds it: its properties, and the translator of its own locale. */
interface EditorNode {
  readonly id: string;
  readonly type: string;
  name?: string;
  [property: string]: unknown;
  _(key: string, values?: Readonly<Record<string, unknown>>): string;
}

declare const RED: {
  _(key: string, values?: Readonly<Record<string, unknown>>): string;
  readonly plugins: { registerPlugin(id: string, plugin: { type: string }): void };
  readonly editor: { validateNode(node: EditorNode): boolean };
};
