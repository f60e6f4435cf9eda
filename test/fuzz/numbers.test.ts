import { nodeForms } from '../../scripts/forms';
import { deploy, end, type FlowNode, node, type Running } from '../nodes/flow';
import { checkSentence, Watch } from './watch';

/**
 * One number in a form must never block or end Node-RED. Of layers see test/catalogue/extremes.test.ts; here each other
 * number in the form of a node that takes data is set to each extreme, and a message is sent.
 */

const NUMBERS = ['-1', '0', '1', '1000', '1000000', '2147483647', '9007199254740993', '1e308', '0.0000001'];
const LENGTHS = [...NUMBERS, '1ms', '1s', '1mo', '100000y', '0.0001h', '9007199254740991ms'];

const readings = (apart: number) =>
  Array.from({ length: 60 }, (_, i) => ({ time: new Date(Date.UTC(2024) + i * apart).toISOString(), load: i % 7 }));
const rows = Array.from({ length: 60 }, (_, i) => ({ a: i % 10, y: i % 3 ? 'p' : 'q' }));
const numbers = Array.from({ length: 12 }, (_, i) => [i % 4, i, 2]);

interface Case {
  readonly type: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly payload: unknown;
}

/** Each property with each value, beside settings that work. */
const each = (
  type: string,
  usual: object,
  properties: readonly string[],
  values: readonly string[],
  payload: unknown,
) =>
  properties.flatMap(property =>
    values.map((value): Case => ({ type, settings: { ...usual, [property]: value }, payload })),
  );
const numbersOf = (type: string): string[] =>
  nodeForms()
    .find(form => form.type === type)!
    .fields.filter(({ widget }) => widget === 'number' || widget === 'shape')
    .map(({ property }) => property);

const ofSeries = { target: 'load', series: true, time: 'time', history: '4', horizon: '1', seed: 1 };
const LENGTHS_OF_SERIES = ['period', 'history', 'horizon', 'gap', 'stride', 'season', 'fill'];
const cases: Case[] = [
  ...each('nn-dataset', { target: 'y' }, numbersOf('nn-dataset'), NUMBERS, rows),
  ...[1000, 3_600_000, 86_400_000].flatMap(apart => [
    ...each('nn-dataset', ofSeries, LENGTHS_OF_SERIES, LENGTHS, readings(apart)),
    ...each('nn-dataset', { ...ofSeries, fill: '100000y' }, LENGTHS_OF_SERIES, LENGTHS, readings(apart)),
    ...each(
      'nn-dataset',
      { ...ofSeries, fill: '100000y', period: '1ms' },
      ['history', 'gap'],
      LENGTHS,
      readings(apart),
    ),
  ]),
  ...['from array', 'reshape', 'slice', 'stack', 'scale', 'one-hot'].flatMap(action =>
    each('nn-tensor', { action, begin: '0, 0', shape: '12, 3' }, numbersOf('nn-tensor'), NUMBERS, numbers),
  ),
];

describe('numbers in forms at their extremes', () => {
  const settle = async (flow: Running, id: string, payload: unknown, name: string): Promise<void> => {
    const heard = Promise.race([flow.error(), flow.next('end').then(() => null)]);
    flow.send(id, { payload });
    const outcome = await heard;
    if (outcome !== null) checkSentence(outcome.message, name, /^\w[\w .-]*: /);
  };

  it(`${cases.length} of them are used, or refused by name`, async function () {
    this.timeout(300_000);
    const nodes = cases.map(({ type, settings }, i): FlowNode => node(`n${i}`, type, ['end'], settings));
    const catching = { id: 'catch-tab', type: 'catch', z: 'tab', x: 1, y: 1, wires: [['caught-tab']] };
    const flow = await deploy([{ id: 'tab', type: 'tab' }, ...nodes, end(), catching]);
    const watch = new Watch();
    for (const [i, { type, settings, payload }] of cases.entries()) {
      const name = `${type} ${JSON.stringify(settings)}`;
      await watch.over(name, () => settle(flow, `n${i}`, payload, name));
    }
    watch.check();
  });
});
