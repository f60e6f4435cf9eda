/** Flows for the tests, in few words. */
export type FlowNode = Record<string, unknown> & { id: string; type: string };
export type Props = Readonly<Record<string, unknown>>;

/** One tab: ids and names of its nodes begin with its own, so that many stand in one deploy. */
export class Tab {
  readonly nodes: FlowNode[];
  constructor(readonly id: string) {
    this.nodes = [{ id, type: 'tab', label: id }];
    this.add('catch', 'catch', {}, ['caught']);
    this.add('caught', 'function', { func: CAUGHT, outputs: 1, libs: [] }, ['error']);
    this.debug('error');
  }

  /** `wires`: for each output, the nodes that it leads to. */
  add(id: string, type: string, props: Props = {}, ...wires: string[][]): this {
    const position = { x: 100 + 160 * (this.nodes.length % 6), y: 60 * Math.floor(this.nodes.length / 6) };
    this.nodes.push({
      id: this.named(id),
      type,
      z: this.id,
      ...position,
      ...props,
      wires: wires.map(to => to.map(other => this.named(other))),
    });
    return this;
  }

  /** Nodes one after another; each is [id, type, properties]. The last one leads to `to`. */
  chain(nodes: readonly (readonly [id: string, type: string, props?: Props])[], ...to: string[][]): this {
    for (const [i, [id, type, props]] of nodes.entries()) {
      const next = nodes[i + 1];
      this.add(id, type, props, ...(next ? [[next[0]]] : to));
    }
    return this;
  }

  inject(id: string, ...to: string[]): this {
    return this.add(id, 'inject', { props: [{ p: 'payload' }], payloadType: 'date', once: false }, to);
  }
  debug(id: string, complete = 'payload'): this {
    return this.add(id, 'debug', {
      name: this.named(id),
      active: true,
      tosidebar: true,
      complete,
      targetType: complete === 'true' ? 'full' : 'msg',
    });
  }
  named(id: string): string {
    return `${this.id}-${id}`;
  }
}

/** What a catch node tells: the message of the error, and who threw it. */
export interface Caught {
  readonly message: string;
  readonly node: string;
}
const CAUGHT = `
const { message, source } = msg.error;
msg.payload = JSON.stringify({ message, node: source.id });
return msg;`;
