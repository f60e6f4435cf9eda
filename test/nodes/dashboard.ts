import { EventEmitter } from 'node:events';
import type { Node, NodeAPI, NodeDef } from 'node-red';

/** The part of Dashboard 2.0 that our widgets use, as its own ui-base and ui-group do it, without a browser. */

interface Events {
  onChange(client: object, asked: unknown, socket: Socket): Promise<void>;
}
interface Widget extends Record<string, unknown> {
  readonly hooks: Events;
  src?: object;
}
interface Reply {
  readonly number?: number;
  readonly found?: unknown;
  readonly problem?: string;
  readonly news?: Record<string, unknown>;
}

/** A browser that shows the page. */
export class Socket extends EventEmitter {
  readonly id = 'browser';
  readonly news: Record<string, unknown>[] = [];
  private asked = 0;

  /** Asks a widget, as its component does. Rejects with what the user would read. */
  ask(id: string, what: string, data: unknown = null, language = 'en-US'): Promise<unknown> {
    const number = ++this.asked;
    const answered = new Promise((resolve, reject) => {
      const hear = (reply: Reply): void => {
        if (reply.number !== number) return;
        this.off(`tensorwire:${id}`, hear);
        if (reply.problem === undefined) resolve(reply.found);
        else reject(new Error(reply.problem));
      };
      this.on(`tensorwire:${id}`, hear);
    });
    const widget = widgets.get(id);
    if (!widget) throw new Error(`${id} is on no page`);
    void widget.hooks.onChange({ _client: { socketId: this.id } }, { number, what, language, data }, this);
    return answered;
  }
}

export const widgets = new Map<string, Widget>();
export const browser = new Socket();

/** Registers the node type ui-group. */
export default (RED: NodeAPI): void => {
  RED.nodes.registerType('ui-group', function (this: Node, config: NodeDef) {
    RED.nodes.createNode(this, config);
    Object.assign(this, {
      register(node: Node, { id, ...props }: { id: string }, hooks: Events) {
        widgets.set(id, { ...props, hooks });
        node.on('close', (_removed: boolean, done: () => void) => {
          widgets.delete(id);
          done();
        });
      },
      getBase: () => ({
        ui: { widgets },
        emit(event: string, data: Reply) {
          if (data.news) browser.news.push(data.news);
          browser.emit(event, JSON.parse(JSON.stringify(data)));
        },
      }),
    });
  });
};
