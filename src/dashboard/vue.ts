import type { Child, VNode } from './vue.d';

export type { Child, Ref, VNode, WidgetProps } from './vue.d';
export const { ref, shallowRef, reactive, inject, onMounted, onBeforeUnmount, watch, defineComponent } = window.Vue;

/** An element. Its children are elements or plain text; nothing is parsed as markup. */
export const el = (tag: string | object, properties: object | null, ...children: readonly Child[]): VNode =>
  window.Vue.h(tag, properties, children);

/** A component of Vuetify, `VBtn`. */
export const part = (name: string, properties: object, ...children: readonly Child[]): VNode =>
  window.Vue.h(window.Vue.resolveComponent(name), properties, children.length === 0 ? undefined : () => children);
