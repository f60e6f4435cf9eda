import assert from 'node:assert/strict';
import { nodeTypes, settingsOf } from '../../scripts/forms';
import { deploy, end, node, type Running } from '../nodes/flow';
import { odd } from './odd-values';
import { checkSentence, Watch } from './watch';

/** A model of a series, which explain, window and alarm need before they look at a message. */
const SERIES = 'fuzz series';
const training = [
  node('data', 'nn-dataset', ['in'], { target: 'load', series: true, history: 4, horizon: 1, seed: 1 }),
  node('in', 'nn-input', ['flat']),
  node('flat', 'nn-reshape', ['out'], { layer: 'Flatten' }),
  node('out', 'nn-output', ['train']),
  node('train', 'nn-train', [['trained'], []], { name: SERIES, epochs: 1, seed: 1, progressEvery: 'off' }),
  end('trained'),
];
const readings = Array.from({ length: 60 }, (_, i) => ({
  time: new Date(Date.UTC(2024, 0, 1, i)).toISOString(),
  load: i % 7,
}));

/** Every node with working settings: only its input is wrong. */
const nodes: Record<string, Record<string, unknown>> = {
  'nn-dataset': { source: 'payload', target: 'a' },
  'nn-input': {},
  'nn-dense': { units: 2 },
  'nn-activation': { layer: 'ReLU' },
  'nn-dropout': { layer: 'Dropout', rate: 0.5 },
  'nn-reshape': { layer: 'Flatten' },
  'nn-convolution': { layer: 'Conv1D', filters: 2, kernelSize: '2' },
  'nn-pooling': { layer: 'MaxPooling1D' },
  'nn-recurrent': { layer: 'LSTM', units: 2 },
  'nn-attention': { layer: 'MultiHeadAttention', numHeads: 1, keyDim: 2 },
  'nn-normalization': { layer: 'BatchNormalization' },
  'nn-embedding': { layer: 'Embedding', outputDim: 2 },
  'nn-layers': { model: 'nothing' },
  'nn-output': {},
  'nn-optimizer': { algorithm: 'Adam' },
  'nn-train': { name: 'fuzz', epochs: 1 },
  'nn-predict': { model: '' },
  'nn-evaluate': {},
  'nn-model': { action: 'save', name: 'fuzz' },
  'nn-tensor': { action: 'from array' },
  'nn-network': { recipe: 'auto' },
  'nn-merge': { layer: 'Add' },
  'nn-explain': { model: SERIES },
  'nn-window': { model: SERIES },
  'nn-alarm': { model: SERIES },
};
/** Node-RED copies a message for its catch nodes, element by element: this crashes it before any node of ours. */
const fatal = ['an array of 4 billion holes'];
const sent = odd.filter(([name]) => !fatal.includes(name));

/** Properties of a message that a node reads beside the payload. */
const PLACES = ['network', 'optimizer', 'dataset'] as const;

const idOf = (type: string): string => `one ${type}`;

describe('odd values in messages', () => {
  const flowNodes = Object.entries(nodes).map(([type, settings]) => {
    return { id: idOf(type), type, z: 'tab', x: 1, y: 1, ...settings, wires: [['end']] };
  });

  /** Sends one message; a node may keep it, but must not fail without a sentence. */
  async function send(flow: Running, id: string, message: Record<string, unknown>, name: string): Promise<void> {
    const quiet = new Promise<null>(resolve => setTimeout(resolve, 20, null));
    const heard = Promise.race([flow.error(), flow.next('end').then(() => null), quiet]);
    flow.send(idOf(id), message);
    const outcome = await heard;
    if (outcome !== null) checkSentence(outcome.message, name, /^\w[\w .-]*: /);
  }

  it('come to every node that takes messages; widgets take them from Dashboard', () => {
    const taking = nodeTypes.filter(type => settingsOf(type).inputs > 0 && !type.startsWith('ui-'));
    assert.deepEqual(Object.keys(nodes).sort(), taking.toSorted());
  });

  it('come to every node and are answered, or refused by name', async function () {
    this.timeout(900_000);
    const caught = { id: 'catch-tab', type: 'catch', z: 'tab', x: 1, y: 1, wires: [['caught-tab']] };
    const flow = await deploy([{ id: 'tab', type: 'tab' }, ...flowNodes, ...training, end(), caught]);
    await flow.ask('data', { payload: readings }, 'trained');
    const watch = new Watch();
    for (const id of Object.keys(nodes))
      for (const [name, make] of sent) {
        const what = `${name} to ${id}`;
        await watch.over(what, () => send(flow, id, { payload: make() }, what));
      }
    for (const id of ['nn-dense', 'nn-output', 'nn-optimizer', 'nn-train', 'nn-evaluate'])
      for (const place of PLACES)
        for (const [name, make] of sent) {
          const what = `${name} as msg.${place} to ${id}`;
          await watch.over(what, () => send(flow, id, { payload: [{ a: 1 }], [place]: make() }, what));
        }
    watch.check();
    assert.ok(watch.inputs > 3000, String(watch.inputs));
  });
});
