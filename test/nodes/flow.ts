import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Node } from 'node-red';
import helper from 'node-red-node-test-helper';
import type { Message } from '../../nodes/shared/message';
import { nodeTypes } from '../../scripts/forms';
import dashboard from './dashboard';

/** A real Node-RED runtime with the palette's nodes, in this process: deploys flows, sends messages, and listens. */

// biome-ignore lint/suspicious/noExplicitAny: what Node-RED calls with its own objects
type NodeModule = (RED: any) => unknown;
const core = (file: string): NodeModule => require(`@node-red/nodes/core/${file}`);

const palette: NodeModule[] = nodeTypes.map(type => require(`../../nodes/${type}/runtime`).default);
const nodeRed = [
  'common/60-link.js',
  'common/05-junction.js',
  'common/20-inject.js',
  'function/10-function.js',
  'function/10-switch.js',
  'function/15-change.js',
].map(core);

export interface FlowNode {
  id: string;
  type: string;
  z?: string;
  wires?: string[][];
  [property: string]: unknown;
}

/** A node of the tab `tab`, wired to these nodes; lists of them: one list an output. */
export const node = (
  id: string,
  type: string,
  to: readonly string[] | readonly string[][],
  more: Partial<FlowNode> = {},
): FlowNode => ({
  ...{ id, type, z: 'tab', x: 100, y: 100 },
  wires: (Array.isArray(to[0]) ? to : [to]) as string[][],
  ...more,
});

/** A tab with these nodes, each wired to the next unless it has wires; a catch node receives every error. */
export function tab(...nodes: (Partial<FlowNode> & { type: string })[]): FlowNode[] {
  const named = nodes.map((n, i) => ({ id: `n${i}`, ...n }));
  const wired = named.map((n, i) => ({
    z: 'tab',
    x: 100 * i,
    y: 100,
    wires: named[i + 1] ? [[named[i + 1]!.id]] : [],
    ...n,
  }));
  return [{ id: 'tab', type: 'tab' }, ...wired, catcher()];
}
export const catcher = (z = 'tab'): FlowNode => ({
  id: `catch-${z}`,
  type: 'catch',
  z,
  x: 0,
  y: 900,
  wires: [[`caught-${z}`]],
});

/** Where messages end and are inspected. */
export const end = (id = 'end'): FlowNode => ({ id, type: 'helper', z: 'tab', x: 900, y: 100, wires: [] });

export class Running {
  readonly userDir = mkdtempSync(join(tmpdir(), 'tensorwire-nodes-'));
  private readonly statuses = new Map<string, { fill?: string; text?: string }>();
  private readonly onStatus = (event: { id: string; status?: { fill?: string; text?: string } }) => {
    if (event.status) this.statuses.set(event.id, event.status);
  };

  async deploy(flow: FlowNode[], settings: object): Promise<this> {
    helper.settings({ userDir: this.userDir, logging: { console: { level: 'off' } }, ...settings });
    events().on('node-status', this.onStatus);
    const caught = flow.filter(n => n.type === 'catch').map(n => ({ ...end(`caught-${n.z}`), z: n.z! }));
    await helper.load([...palette, ...nodeRed, dashboard as NodeModule], [...flow, ...caught]);
    return this;
  }
  /** Like the editor's Deploy button; resolves when the flows have started. */
  async redeploy(flow: FlowNode[], type: 'full' | 'flows' | 'nodes' = 'full'): Promise<void> {
    const caught = flow.filter(n => n.type === 'catch').map(n => ({ ...end(`caught-${n.z}`), z: n.z! }));
    const started = new Promise(resolve => events().once('flows:started', resolve));
    await helper._redNodes.setFlows([...flow, ...caught], {}, type);
    await started;
  }
  /** Like a Node-RED that ends and starts again in the same userDir. */
  async restart(flow: FlowNode[], settings = {}): Promise<void> {
    events().off('node-status', this.onStatus);
    await helper.unload();
    this.statuses.clear();
    await this.deploy(flow, settings);
  }
  node(id: string): Node {
    return helper.getNode(id);
  }
  send(id: string, message: Partial<Message>): void {
    this.node(id).receive(message as never);
  }
  /** The next message that reaches a node. */
  next(id = 'end'): Promise<Message> {
    return new Promise(resolve => {
      const listeners = this.listeners(id);
      const once = (message: Message) => {
        listeners.delete(once);
        resolve(message);
      };
      listeners.add(once);
    });
  }
  /** Every message that reaches a node from now on. */
  all(id = 'end'): Message[] {
    const messages: Message[] = [];
    this.listeners(id).add(message => messages.push(message));
    return messages;
  }
  private readonly heard = new WeakMap<Node, Set<(message: Message) => void>>();
  /** One listener per node, because Node-RED skips some if one is removed while it calls them. */
  private listeners(id: string): Set<(message: Message) => void> {
    const node = this.node(id);
    const known = this.heard.get(node);
    if (known) return known;
    const listeners = new Set<(message: Message) => void>();
    this.heard.set(node, listeners);
    node.on('input', ((message: Message) => {
      for (const listener of [...listeners]) listener(message);
    }) as never);
    return listeners;
  }
  /** Sends a message, and returns the one that arrives at `to`; throws a caught error. */
  async ask(from: string, message: Partial<Message>, to = 'end'): Promise<Message> {
    const answer = this.next(to);
    const error = this.error();
    this.send(from, message);
    return Promise.race([answer, error.then(e => Promise.reject(new Error(e.message)))]);
  }
  /** The next error that a catch node receives: its text, and its node. */
  async error(z = 'tab'): Promise<{ message: string; node: string; text: Message }> {
    const text = await this.next(`caught-${z}`);
    const error = text.error as { message: string; source: { id: string } };
    return { message: error.message.replace(/^\w*Error: /, ''), node: error.source.id, text };
  }
  /** Sends a message, and returns the error that follows. */
  async fails(from: string, message: Partial<Message>): Promise<{ message: string; node: string }> {
    const error = this.error();
    this.send(from, message);
    return error;
  }
  status(id: string): string {
    return this.statuses.get(id)?.text ?? '';
  }
  fill(id: string): string {
    return this.statuses.get(id)?.fill ?? '';
  }
  /** Waits until a node's status matches. */
  async until(id: string, expected: RegExp | string): Promise<string> {
    const right = () => (typeof expected === 'string' ? this.status(id) === expected : expected.test(this.status(id)));
    await eventually(`the status of ${id} says ${expected}`, right).catch((error: Error) => {
      throw new Error(`${error.message}; it says "${this.status(id)}"`);
    });
    return this.status(id);
  }
  async stop(): Promise<void> {
    events().off('node-status', this.onStatus);
    await helper.unload();
    rmSync(this.userDir, { recursive: true, force: true });
  }
}

const events = () => helper._events;

/** Waits until something is true; fails with what was awaited. */
export async function eventually(what: string, right: () => boolean): Promise<void> {
  for (let tries = 0; !right(); tries++) {
    if (tries > 4000) throw new Error(`${what}: this did not come true`);
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

/** Deploys a flow for one test, and removes everything `after` it. */
export async function deploy(flow: FlowNode[], settings = {}): Promise<Running> {
  const running = new Running();
  open.push(running);
  return running.deploy(flow, settings);
}
const open: Running[] = [];
export async function stopAll(): Promise<void> {
  for (const running of open.splice(0)) await running.stop();
}
afterEach(stopAll);
