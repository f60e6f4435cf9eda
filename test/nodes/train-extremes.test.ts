import assert from 'node:assert/strict';
import { nodeForms } from '../../scripts/forms';
import { type ArgumentTable, Model, optimizers, schedules } from '../../src';
import { checkSentence } from '../fuzz/watch';
import { deploy, end, type FlowNode, node } from './flow';

/**
 * The numbers of training and of its optimizer, as Node-RED gives them (texts of a form), each at each extreme: a model
 * comes, or an error that names the node and the property.
 */
const EXTREMES = ['-1', '0', '1', '1e9', '1e308', 'NaN', 'Infinity'];
const FEWER = ['-1', '0', '1e308', 'NaN'];

type Settings = Readonly<Record<string, string>>;
interface Case {
  readonly train: Settings;
  readonly optimizer?: Settings;
}

const numbersOf = (table: ArgumentTable): string[] =>
  Object.keys(table).filter(name => table[name]!.form.widget === 'number');
const each = (property: string, values: readonly string[], beside: Settings = {}): Settings[] =>
  values.map(value => ({ ...beside, [property]: value }));

const usual = { epochs: '2', earlyStopping: 'true', patience: '1', seed: '1' };
const ofSchedules = new Set(Object.values(schedules).flatMap(entry => Object.keys(entry.arguments)));
const ofNode = nodeForms()
  .find(form => form.type === 'nn-optimizer')!
  .fields.filter(({ widget, property }) => widget === 'number' && !ofSchedules.has(property))
  .map(({ property }) => property);
const cases: Case[] = [
  ...['epochs', 'batchSize', 'patience', 'seed', 'members', 'folds'].flatMap(property =>
    each(property, EXTREMES, usual).map(train => ({ train })),
  ),
  ...[...new Set([...numbersOf(optimizers.Adam!.arguments), ...ofNode])].flatMap(property =>
    each(property, FEWER, { algorithm: 'Adam', useEma: 'true' }).map(optimizer => ({ train: usual, optimizer })),
  ),
  ...Object.keys(optimizers).map(algorithm => ({ train: usual, optimizer: { algorithm, learningRate: '1e308' } })),
  ...Object.entries(schedules).flatMap(([schedule, entry]) =>
    numbersOf(entry.arguments)
      .flatMap(property => each(property, FEWER, { algorithm: 'SGD', schedule }))
      .map(optimizer => ({ train: usual, optimizer })),
  ),
];

describe('numbers of training at their extremes', () => {
  it(`${cases.length} of them train, or are refused by name`, async function () {
    this.timeout(600_000);
    const flow: FlowNode[] = [
      { id: 'tab', type: 'tab' },
      node('data', 'nn-dataset', ['in'], { target: 'y', seed: 1 }),
      node('in', 'nn-input', ['dense']),
      node('dense', 'nn-dense', ['out'], { units: 3, activation: 'relu' }),
      node('out', 'nn-output', ['ready']),
      end('ready'),
      end(),
      { id: 'catch-tab', type: 'catch', z: 'tab', x: 1, y: 1, wires: [['caught-tab']] },
      ...cases.flatMap(({ train, optimizer }, i) => [
        node(`train${i}`, 'nn-train', [['end'], []], { save: 'false', progressEvery: 'off', ...train }),
        ...(optimizer ? [node(`optimizer${i}`, 'nn-optimizer', [`train${i}`], optimizer)] : []),
      ]),
    ];
    const running = await deploy(flow);
    const rows = Array.from({ length: 60 }, (_, i) => ({ a: i % 10, y: i % 3 ? 'p' : 'q' }));
    const message = await running.ask('data', { payload: rows }, 'ready');
    let trained = 0;
    for (const [i, { train, optimizer }] of cases.entries()) {
      const name = JSON.stringify({ ...train, ...optimizer });
      const failed = running.error().then(({ message }) => ({ failed: message }));
      const heard = Promise.race([failed, running.next('end').then(({ payload }) => ({ model: payload }))]);
      running.send(optimizer ? `optimizer${i}` : `train${i}`, { ...message });
      const outcome = await heard;
      if ('failed' in outcome) checkSentence(outcome.failed, name, /^\w[\w .-]*: /);
      else {
        assert.ok(Model.is(outcome.model), name);
        trained++;
      }
    }
    assert.ok(trained > cases.length / 4, `only ${trained} of ${cases.length} trained`);
  });
});
