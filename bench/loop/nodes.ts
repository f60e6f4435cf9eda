import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import type { Message } from '../../nodes/shared/message';
import type * as Core from '../../src';
import dashboard from '../../test/nodes/dashboard';

/**
 * The built palette in a Node-RED runtime in this process, so that this process can measure how long it was blocked.
 */

const dist = join(__dirname, '../../dist');
export const core: typeof Core = require(join(dist, 'core.js'));

const FOLDERS: Readonly<Record<string, string>> = {
  'nn-dataset': 'data',
  'nn-tensor': 'data',
  'nn-input': 'layers',
  'nn-dense': 'layers',
  'nn-layers': 'layers',
  'nn-output': 'layers',
  'nn-network': 'layers',
  'nn-train': 'training',
  'nn-predict': 'use',
  'nn-evaluate': 'use',
  'nn-explain': 'use',
  'nn-model': 'use',
  'nn-store': 'config',
  'nn-window': 'use',
  'nn-alarm': 'use',
  'ui-nn-batch': 'dashboard',
  'ui-nn-form': 'dashboard',
  'ui-nn-health': 'dashboard',
  'ui-nn-teach': 'dashboard',
  'ui-nn-training': 'dashboard',
};
/** Nodes that stand on no canvas. */
const CONFIGURATION = new Set(['ui-group', 'nn-store']);
const palette = [
  ...Object.entries(FOLDERS).map(([type, folder]) => require(join(dist, 'nodes', folder, `${type}.js`))),
  dashboard,
];

export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly wires?: readonly (readonly string[])[];
  readonly [property: string]: unknown;
}

/** A deployed flow whose nodes end at `end`; errors lead there too. */
export class Flow {
  private constructor(private readonly userDir: string) {}

  static async deploy(nodes: readonly FlowNode[]): Promise<Flow> {
    const userDir = mkdtempSync(join(tmpdir(), 'tensorwire-bench-'));
    helper.settings({ userDir, logging: { console: { level: 'off' } } } as never);
    const all = [
      { id: 'tab', type: 'tab' },
      ...nodes.map(node => (CONFIGURATION.has(node.type) ? node : { z: 'tab', x: 0, y: 0, wires: [['end']], ...node })),
      { id: 'catch', type: 'catch', z: 'tab', x: 0, y: 0, wires: [['caught']] },
      { id: 'caught', type: 'helper', z: 'tab', x: 0, y: 0, wires: [] },
      { id: 'end', type: 'helper', z: 'tab', x: 0, y: 0, wires: [] },
    ];
    await helper.load(palette, all as never);
    return new Flow(userDir);
  }

  /** Sends a message to a node, and returns the message that arrives at the end. */
  async ask(to: string, message: Partial<Message>): Promise<Message> {
    const next = (id: string) =>
      new Promise<Message>(resolve => helper.getNode(id).once('input', m => resolve(m as Message)));
    const [answer, error] = [next('end'), next('caught')];
    helper.getNode(to).receive(message as never);
    return Promise.race([
      answer,
      error.then(({ error }) => Promise.reject(new Error((error as { message: string }).message))),
    ]);
  }

  /** Sends a message to a node, until it is done with it. A complete node would copy the message, which takes its own time. */
  async give(to: string, message: Partial<Message>): Promise<void> {
    const node = helper.getNode(to) as unknown as { _complete(message: unknown, error?: Error | string): void };
    const over = new Promise<void>((resolve, reject) => {
      node._complete = (_, error) => (error ? reject(new Error(String(error))) : resolve());
    });
    helper.getNode(to).receive(message as never);
    await over;
  }

  async stop(): Promise<void> {
    await helper.unload();
    rmSync(this.userDir, { recursive: true, force: true });
  }
}
