import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import helper from 'node-red-node-test-helper';
import { defineNode } from '../../nodes/shared/define';
import { gatherer } from '../../nodes/shared/gather';
import { datasetOf, optimizerOf } from '../../nodes/shared/message';
import { settingsOf } from '../forms';
import type { Source } from './models';

/**
 * The network of an example flow: the flow is deployed to a real Node-RED in this process, its inject nodes are
 * pressed, and the input of `nn-train` is the model. Of other palettes' nodes, only those that make data run.
 */

type Module = (RED: NodeAPI) => void;
interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly once?: boolean;
}

const NODES = join(__dirname, '../../nodes');
const CORE = ['common/20-inject', 'common/60-link', 'common/05-junction', 'function/10-function', 'function/15-change'];

/** Replaces `nn-train`: reports its input. */
const train = (tell: (found: Omit<Source, 'title'>) => void): Module =>
  defineNode('nn-train', settingsOf('nn-train'), live => {
    const { part, take } = gatherer(live, { timeout: 10_000, wires: false });
    return {
      part: { ...part, role: 'train', gather: () => ({ network: null, pipeline: null, seen: true }) },
      async handle(message) {
        const gathered = await take(message);
        if (!gathered) return null;
        const { pipeline } = datasetOf(gathered.message);
        const optimizer = optimizerOf(gathered.message)?.spec ?? { className: 'Adam', args: {} };
        tell({ network: gathered.network, pipeline, optimizer, loss: String(live.config.loss ?? 'auto') });
        return null;
      },
    };
  });

export async function exampleNetwork(file: string, title: string): Promise<Source> {
  const flow = JSON.parse(readFileSync(file, 'utf8')) as FlowNode[];
  const ours = readdirSync(NODES).filter(type => type.startsWith('nn-') && type !== 'nn-train');
  const known = new Set([
    'tab',
    'group',
    'inject',
    'junction',
    'link in',
    'link out',
    'function',
    'change',
    'nn-train',
    ...ours,
  ]);
  const parts = flow.filter(({ type }) => known.has(type)).map(node => ({ ...node, once: false }));
  helper.settings({ logging: { console: { level: 'off' } } });
  try {
    return await new Promise<Source>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`nothing reached the training of "${title}" within a minute`)),
        60_000,
      );
      const modules = [
        ...CORE.map((name): Module => require(`@node-red/nodes/core/${name}.js`)),
        ...ours.map((type): Module => require(join(NODES, type, 'runtime')).default),
        train(found => {
          clearTimeout(late);
          resolve({ title, ...found });
        }),
      ];
      Promise.resolve(helper.load(modules, parts as never))
        .then(() => {
          for (const { id } of parts.filter(node => node.type === 'inject')) helper.getNode(id)?.receive({});
        })
        .catch(reject);
    });
  } finally {
    await helper.unload();
  }
}
