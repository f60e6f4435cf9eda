import type { Model } from '../../src';
import { browser } from '../../test/nodes/dashboard';
import { type Case, modelOf, record, records, type Train } from './cases';
import type { FlowNode } from './nodes';

/** Nodes of streams and widgets. */

const START = Date.UTC(2024, 0, 1);
const count = (n: number): string => n.toLocaleString('en-US');
const readings = (rows: number) =>
  Array.from({ length: rows }, (_, i) => ({
    time: new Date(START + i * 60_000).toISOString(),
    load: 5 * Math.sin(i / 10) + ((i * 37) % 11) / 11,
    heat: 20 + Math.cos(i / 10) + ((i * 53) % 13) / 13,
  }));

/** A node alone, with a page for widgets. */
const alone = (id: string, more: object): FlowNode[] => [
  { id, type: '', wires: [[], []], ...more },
  { id: 'group', type: 'ui-group' },
];

const models = new Map<string, Promise<Model>>();
function seriesModel(recipe: 'forecast' | 'anomaly', train: Train): Promise<Model> {
  const [target, horizon] = recipe === 'forecast' ? ['load', 1] : ['', ''];
  const made =
    models.get(recipe) ??
    train(
      [
        { id: 'data', type: 'nn-dataset', target, series: true, history: 16, horizon, seed: 1, wires: [['net']] },
        { id: 'net', type: 'nn-network', recipe: 'auto', wires: [['train']] },
        { id: 'train', type: 'nn-train', epochs: 1, members: 1, seed: 1, progressEvery: 'off', wires: [['end'], []] },
      ],
      { payload: readings(3000) },
    ).then(model => model as Model);
  models.set(recipe, made);
  return made;
}

/** A case of a node that is given its model first. */
function given(
  node: string,
  what: string,
  flow: readonly FlowNode[],
  model: () => Promise<Model>,
  message: () => unknown,
): Case {
  return {
    ...{ node, what, flow, silent: true },
    first: async () => ({ payload: await model() }),
    prepare: async () => message() as Record<string, unknown>,
  };
}

export function streamCases(train: Train): Case[] {
  const found: Case[] = [];
  const normal = { score: 0.2, unusual: 0.5, sensors: [] };
  const window = alone('window', { type: 'nn-window' });
  const alarm = alone('alarm', { type: 'nn-alarm' });
  for (const rows of [100, 100_000]) {
    const stream = () => ({ payload: readings(rows) });
    found.push(given('window', `${count(rows)} readings`, window, () => seriesModel('forecast', train), stream));
    const answers = () => ({ payload: Array.from({ length: rows }, () => normal) });
    found.push(given('alarm', `${count(rows)} answers`, alarm, () => seriesModel('anomaly', train), answers));
  }
  const health = alone('health', { type: 'ui-nn-health', group: 'group', answer: 'payload', record: 'record' });
  for (const rows of [1, 100_000]) {
    const answers = () => ({
      payload: Array.from({ length: rows }, (_, i) => ({ target: 'y', label: i % 2 ? 'more' : 'less', sure: true })),
      record: records(rows),
    });
    found.push(given('health', `${count(rows)} answers`, health, () => modelOf(8, train), answers));
  }
  const teach = alone('teach', { type: 'ui-nn-teach', group: 'group', kind: 'records', target: 'y', model: 'taught' });
  for (const rows of [100, 100_000])
    found.push({
      ...{ node: 'teach', what: `${count(rows)} records`, flow: teach, silent: true },
      prepare: async () => ({ payload: records(rows).map(({ y, ...rest }) => rest) }),
    });
  const form = alone('form', { type: 'ui-nn-form', group: 'group' });
  for (const units of [8, 200_000])
    found.push({
      ...given(
        'form',
        `answers by ${count(units * 37)} weights`,
        form,
        () => modelOf(units, train),
        () => ({}),
      ),
      work: () => browser.ask('form', 'answer', { record: record(1) }),
    });
  return found;
}
