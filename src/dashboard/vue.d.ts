/** Vue 3 as Dashboard 2.0 gives it to widgets (`window.Vue`), as far as it is used. */
export interface Ref<T> {
  value: T;
}
export interface VNode {
  readonly type: unknown;
}
export type Child = VNode | string | number | null | false | undefined;
type Children = Child | readonly Child[] | (() => Child | readonly Child[]) | Readonly<Record<string, unknown>>;

export interface Vue {
  h(type: string | object, properties: object | null, children?: Children): VNode;
  ref<T>(value: T): Ref<T>;
  shallowRef<T>(value: T): Ref<T>;
  reactive<T extends object>(value: T): T;
  inject<T>(key: string): T;
  onMounted(act: () => void): void;
  onBeforeUnmount(act: () => void): void;
  watch(source: () => unknown, act: () => void): void;
  resolveComponent(name: string): string | object;
  defineComponent(component: {
    readonly name: string;
    readonly props: readonly string[];
    setup(props: WidgetProps): () => VNode | readonly VNode[];
  }): object;
}

/** What Dashboard gives to each widget. */
export interface WidgetProps {
  readonly id: string;
  /** what the node has registered */
  readonly props: Readonly<Record<string, unknown>>;
}

declare global {
  interface Window {
    Vue: Vue;
  }
}
