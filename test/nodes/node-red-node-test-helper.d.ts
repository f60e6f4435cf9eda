/** What the tests use of it; the package has no types of its own. */
declare module 'node-red-node-test-helper' {
  import type { EventEmitter } from 'node:events';
  import type { Node } from 'node-red';

  const helper: {
    settings(user?: object): object;
    load(modules: readonly unknown[], flow: readonly object[]): Promise<void>;
    unload(): Promise<void>;
    getNode(id: string): Node;
    readonly _events: EventEmitter;
    readonly _httpAdmin: unknown;
    readonly _redNodes: { setFlows(flow: readonly object[], credentials: object, type: string): Promise<unknown> };
  };
  export default helper;
}
