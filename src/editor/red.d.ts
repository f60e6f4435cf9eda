/// <reference types="jquery" />

/** The parts of Node-RED's editor API that this palette uses. */

interface JQuery<TElement = HTMLElement> {
  i18n(): this;
  draggable(options: {
    helper: () => JQuery;
    appendTo: string;
    distance: number;
    zIndex: number;
    stop: (event: JQuery.TriggeredEvent) => void;
  }): this;
  typedInput(options: object): this;
  editableList<T>(options: {
    addButton: boolean;
    sortable: boolean;
    height: string | number;
    addItem: (row: JQuery, index: number, item: T) => void;
    sortItems?: () => void;
  }): this;
  editableList(call: 'addItem', item: object): this;
  editableList(call: 'items'): JQuery;
  autoComplete(options: {
    /** a function of two arguments passes its result to the second one */
    search:
      | ((text: string) => { value: string; label?: string }[])
      | ((text: string, done: (found: { value: string; label?: string }[]) => void) => void);
    minLength?: number;
  }): this;
  /** the list under an input; it has a menu while it is open */
  autoComplete(call: 'instance'): { readonly menu?: { hide(): void } } | undefined;
}

/** A node in the editor: its properties, and the translator of its own locale. */
interface EditorNode {
  readonly id: string;
  readonly type: string;
  /** position on the canvas */
  readonly x?: number;
  readonly y?: number;
  name?: string;
  [property: string]: unknown;
  _(key: string, values?: Readonly<Record<string, unknown>>): string;
}

/** A wire. */
interface EditorLink {
  readonly source: EditorNode;
  readonly sourcePort: number;
  readonly target: EditorNode;
}

/** One step of undo. */
type EditorEvent = { readonly dirty: boolean } & (
  | { readonly t: 'multi'; readonly events: readonly EditorEvent[] }
  | { readonly t: 'add'; readonly nodes: readonly string[]; readonly links: readonly EditorLink[] }
  | { readonly t: 'delete'; readonly nodes: readonly EditorNode[]; readonly links: readonly EditorLink[] }
  | {
      readonly t: 'move';
      /** `ox`, `oy`: the place before */
      readonly nodes: readonly {
        readonly n: EditorNode;
        readonly ox: number;
        readonly oy: number;
        readonly moved: boolean;
      }[];
    }
  | {
      readonly t: 'edit';
      readonly node: EditorNode;
      /** the previous values */
      readonly changes: Readonly<Record<string, unknown>>;
      readonly changed: boolean;
    }
);

/** What the editor tells of itself, without more. */
type Happening =
  | 'view:selection-changed'
  | 'workspace:change'
  | 'registry:node-type-added'
  | 'links:add'
  | 'links:remove'
  | 'flows:loaded'
  | 'deploy';

declare const RED: {
  readonly i18n: { lang(): string };
  _(key: string, values?: Readonly<Record<string, unknown>>): string;
  readonly events: {
    on(event: 'nodes:add' | 'nodes:change', listener: (node: EditorNode) => void): void;
    on(event: Happening, listener: () => void): void;
    off(event: 'view:selection-changed' | 'workspace:change', listener: () => void): void;
    emit(event: 'nodes:change', node: EditorNode): void;
  };
  readonly hooks: {
    add(
      hook: 'debugPostProcessMessage.tensorwire',
      callback: (event: { readonly element?: JQuery; readonly payload?: unknown }) => void,
    ): void;
    add(hook: `view${string}`, callback: (event: { readonly node: EditorNode; readonly el: Element }) => void): void;
  };
  readonly comms: {
    subscribe(topic: string, listener: (topic: string, told: unknown) => void): void;
    unsubscribe(topic: string, listener: (topic: string) => void): void;
    /** the browser is connected with the runtime, again or for the first time */
    on(event: 'connect', listener: () => void): void;
    off(event: 'connect', listener: () => void): void;
  };
  readonly plugins: { registerPlugin(id: string, plugin: { type: string; onadd?: () => void }): void };
  readonly sidebar: {
    addTab(tab: {
      id: string;
      label: string;
      name: string;
      iconClass: string;
      content: HTMLElement;
      enableOnEdit: boolean;
    }): void;
    show(id: string): void;
  };
  readonly workspaces: { active(): string; isLocked(flow?: string): boolean };
  readonly actions: {
    add(action: string, run: () => void, options?: { label: string }): void;
    invoke(action: string): void;
  };
  readonly tourGuide: { run(path: string): void };
  readonly settings: {
    theme(property: string): unknown;
    get(key: string, byDefault: unknown): unknown;
    set(key: string, value: unknown): void;
  };
  readonly menu: {
    addItem(
      menu: string,
      item: { id: string; label: string; options: readonly { id: string; label: string; onselect: string }[] },
    ): void;
  };
  readonly popover: {
    menu(options: { options: readonly { label: string; onselect: () => void }[]; width: number }): {
      show(place: { target: JQuery; align: 'left' | 'right'; offset: [number, number]; dispose: boolean }): void;
      hide(): void;
    };
  };
  readonly editor: { edit(node: EditorNode): void; validateNode(node: EditorNode): unknown };
  notify(
    message: string | JQuery,
    options: {
      type?: 'warning' | 'success' | 'error';
      timeout?: number;
      id?: string;
      fixed?: boolean;
      modal?: boolean;
      buttons?: readonly { text: string; class?: string; click: () => void }[];
    },
  ): { close(): void };
  readonly nodes: {
    /** imports nodes into the workspace: an array, one node, or JSON */
    import(
      flow: unknown,
      options?: object,
    ): { readonly nodes: readonly EditorNode[]; readonly links: readonly EditorLink[] };
    /** the revision of the flows that the editor has */
    version(): string;
    /** a new id */
    id(): string;
    /** a flow, by its id; null: it is a subflow, or there is none */
    workspace(id: string): { readonly disabled?: boolean } | null | undefined;
    /** of a type that is registered */
    getType(
      type: string,
    ): { readonly defaults: Readonly<Record<string, { readonly value: unknown }>> } | null | undefined;
    addLink(link: EditorLink): void;
    remove(id: string): { readonly links: readonly EditorLink[] };
    /** are there undeployed changes? */
    dirty(set?: true): boolean;
    node(id: string): EditorNode | null | undefined;
    eachNode(f: (node: EditorNode) => void): void;
    /** configuration nodes */
    eachConfig(f: (node: EditorNode) => void): void;
    removeLink(link: EditorLink): void;
    filterNodes(filter: { readonly z: string }): EditorNode[];
    /** the flows as the runtime sent them, with properties that the editor drops */
    originalFlow(): readonly Readonly<Record<string, unknown>>[] | null | undefined;
    /** the wires of the workspace */
    eachLink(f: (link: EditorLink) => void): void;
  };
  readonly history: { push(event: EditorEvent): void };
  readonly view: {
    select(selection: { readonly nodes: readonly EditorNode[] }): void;
    /** 1: as large as drawn */
    scale(): number;
    selection(): { readonly nodes?: readonly EditorNode[] };
    /** scrolls to a node and flashes it */
    reveal(id: string, highlight?: boolean): void;
    /** `now`: before it returns, rather than with the next frame */
    redraw(updateActive: boolean, now?: boolean): void;
  };
  readonly user: { hasPermission(permission: string): boolean };
  readonly utils: { getNodeLabel(node: EditorNode, fallback?: string): string };
};
