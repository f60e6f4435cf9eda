import { existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dataset, Model } from '../../src';
import { core, type FlowNode } from './nodes';

/** A request to a node, of a certain size. The preparation is not measured. */
export interface Case {
  readonly node: string;
  readonly what: string;
  readonly flow: readonly FlowNode[];
  /** the receiving node; default: the first */
  readonly to?: string;
  /** makes the message that the node is given before, such as its model */
  first?(): Promise<Record<string, unknown>>;
  /** makes the message */
  prepare(): Promise<Record<string, unknown>>;
  /** it sends nothing, or many messages: one is over when the node is done with it */
  readonly silent?: boolean;
  /** what is measured instead of the message, once the node has been given the first */
  work?(): Promise<unknown>;
}

const count = (n: number): string => n.toLocaleString('en-US');
export const record = (i: number) => ({
  a: (i * 37) % 101,
  b: ((i * 53) % 97) / 7,
  c: (i % 1013) / 3,
  town: `town ${i % 30}`,
  y: (i * 37) % 101 > (i * 53) % 97 ? 'more' : 'less',
});
export const records = (rows: number) => Array.from({ length: rows }, (_, i) => record(i));
export function csv(rows: number): string {
  const lines = ['a,b,c,town,y'];
  for (let i = 0; i < rows; i++) lines.push(Object.values(record(i)).join(','));
  return lines.join('\n');
}
/** As texts from outside are: V8 keeps one that was joined as its parts until somebody reads it. */
const flat = (text: string): string => Buffer.from(text).toString();
const json = (rows: number): string => flat(JSON.stringify(records(rows)));

const datasets = new Map<number, Promise<Dataset>>();
export function datasetOf(rows: number): Promise<Dataset> {
  const made = datasets.get(rows) ?? core.loadDataset({ text: csv(rows) }, {}, { targets: ['y'], seed: 1 });
  datasets.set(rows, made);
  return made;
}

const dataset: FlowNode = { id: 'data', type: 'nn-dataset', target: 'y', seed: 1 };
export const network = (units: number, epochs = 1): FlowNode[] => [
  { id: 'in', type: 'nn-input', wires: [['dense']] },
  { id: 'dense', type: 'nn-dense', units, activation: 'relu', wires: [['out']] },
  { id: 'out', type: 'nn-output', wires: [['train']] },
  { id: 'train', type: 'nn-train', epochs, batchSize: 1024, seed: 1, progressEvery: 'off', wires: [['end'], []] },
];

/** A trained model with a given number of weights, and the data that it was trained on. */
const models = new Map<number, Promise<Model>>();
export async function modelOf(units: number, train: (flow: readonly FlowNode[], message: object) => Promise<unknown>) {
  const made =
    models.get(units) ?? datasetOf(1000).then(async payload => (await train(network(units), { payload })) as Model);
  models.set(units, made);
  return made;
}

export type Train = Parameters<typeof modelOf>[1];

/** Every node whose work depends on the size of its input, from an everyday message to far larger ones. */
export function cases(train: Train): Case[] {
  const payload = (make: () => unknown) => async () => ({ payload: make() });
  const found: Case[] = [];
  for (const rows of [100, 10_000, 200_000])
    found.push({
      node: 'dataset',
      what: `${count(rows)} records`,
      flow: [dataset],
      prepare: payload(() => records(rows)),
    });
  found.push(
    {
      node: 'dataset',
      what: '3 records of 60,000 columns',
      flow: [dataset],
      prepare: payload(() =>
        [1, 2, 3].map(row => ({
          ...Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`x${i}`, (i * row) % 101])),
          y: row % 2 ? 'more' : 'less',
        })),
      ),
    },
    {
      node: 'dataset',
      what: '20 records with texts of 6 MB',
      flow: [dataset],
      prepare: payload(() => records(20).map((one, i) => ({ ...one, text: flat(`${i} of many words `.repeat(4e5)) }))),
    },
  );
  for (const rows of [10_000, 200_000, 1_000_000])
    found.push({
      node: 'dataset',
      what: `CSV, ${count(rows)} rows`,
      flow: [dataset],
      prepare: payload(() => csv(rows)),
    });
  for (const rows of [10_000, 200_000])
    found.push({
      node: 'dataset',
      what: `JSON, ${count(rows)} rows`,
      flow: [dataset],
      prepare: payload(() => json(rows)),
    });
  for (const units of [8, 20_000, 200_000]) {
    const folder = join(tmpdir(), `tensorwire-bench-${process.pid}-${units}`);
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    found.push({
      ...{ node: 'layers', what: `of ${count(units * 37)} weights` },
      flow: [
        { id: 'in', type: 'nn-input', wires: [['layers']] },
        { id: 'layers', type: 'nn-layers', model: 'base', store: 'store' },
        { id: 'store', type: 'nn-store', folder },
      ],
      prepare: async () => {
        const store = core.openStore(folder);
        const { version, body } = await modelOf(units, train);
        if (!existsSync(folder)) await store.save(new core.Model('base', version, body));
        return { payload: await datasetOf(1000) };
      },
    });
  }
  for (const rows of [1000, 200_000, 1_000_000])
    found.push({
      ...{ node: 'train', what: `1 epoch of ${count(rows)} rows`, flow: network(8) },
      prepare: async () => ({ payload: await datasetOf(rows) }),
    });
  for (const units of [8, 20_000, 200_000])
    found.push({
      ...{ node: 'train', what: `a model of ${count(units * 37)} weights`, flow: network(units) },
      prepare: async () => ({ payload: await datasetOf(1000) }),
    });
  for (const rows of [1000, 200_000, 1_000_000])
    found.push({
      ...{ node: 'evaluate', what: `${count(rows)} rows`, flow: [{ id: 'judge', type: 'nn-evaluate', on: 'payload' }] },
      prepare: async () => ({ payload: await datasetOf(rows), model: await modelOf(8, train) }),
    });
  for (const rows of [1000, 1_000_000])
    found.push({
      ...{ node: 'network', what: `${count(rows)} rows`, flow: [{ id: 'network', type: 'nn-network' }] },
      prepare: async () => ({ payload: await datasetOf(rows) }),
    });
  const explain = (method: string): FlowNode => ({ id: 'explain', type: 'nn-explain', method });
  for (const rows of [1000, 200_000])
    found.push({
      ...{ node: 'explain', what: `importance, ${count(rows)} rows`, flow: [explain('importance')] },
      prepare: async () => ({ payload: await modelOf(8, train), dataset: await datasetOf(rows) }),
    });
  for (const rows of [1, 1000])
    found.push({
      ...{ node: 'explain', what: `${count(rows)} records`, flow: [explain('auto')] },
      prepare: async () => ({ payload: records(rows), model: await modelOf(8, train) }),
    });
  for (const rows of [1, 1000, 100_000])
    found.push({
      ...{ node: 'predict', what: `${count(rows)} records`, flow: [{ id: 'predict', type: 'nn-predict' }] },
      prepare: async () => ({ payload: records(rows), model: await modelOf(8, train) }),
    });
  for (const units of [8, 20_000, 50_000, 200_000])
    found.push({
      ...{ node: 'predict', what: `opens ${count(units * 37)} weights`, flow: [{ id: 'predict', type: 'nn-predict' }] },
      prepare: async () => ({ payload: record(1), model: await modelOf(units, train) }),
    });
  for (const units of [8, 200_000])
    found.push({
      ...{
        node: 'model',
        what: `saves ${count(units * 37)} weights`,
        flow: [{ id: 'save', type: 'nn-model', action: 'save', name: 'm' }],
      },
      prepare: async () => ({ payload: await modelOf(units, train) }),
    });
  for (const size of [1000, 100_000, 2_000_000])
    found.push(
      {
        ...{
          node: 'tensor',
          what: `from an array of ${count(size)} numbers`,
          flow: [{ id: 'tensor', type: 'nn-tensor', action: 'from array' }],
        },
        prepare: payload(() => Array.from({ length: size }, (_, i) => i / 7)),
      },
      {
        ...{
          node: 'tensor',
          what: `to an array of ${count(size)} numbers`,
          flow: [{ id: 'tensor', type: 'nn-tensor', action: 'to array' }],
        },
        prepare: payload(
          () =>
            new core.Tensor(
              Float32Array.from({ length: size }, (_, i) => i / 7),
              [size],
            ),
        ),
      },
    );
  return found;
}
