import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Dataset, Model, openStore, type Tensor } from '../../src';
import { sampleModel } from '../values/samples';
import { catcher, deploy, end, eventually, type FlowNode, node, stopAll } from './flow';

const START = Date.UTC(2024, 0, 1);
const HOUR = 3_600_000;
const at = (hour: number): string => new Date(START + hour * HOUR).toISOString();

/** Two machines; their readings are in the order in which they come, with holes. */
const readings = Array.from({ length: 400 }, (_, i) => i)
  .filter(hour => hour % 97 !== 5)
  .flatMap(hour =>
    ['press', 'saw'].map((machine, m) => ({
      ...{ time: at(hour), machine },
      load: 10 + 5 * Math.sin((2 * Math.PI * hour) / 24 + m),
      heat: hour % 41 === 7 ? null : (hour % 5) + m,
    })),
  );

const training = (data: Partial<FlowNode> = {}): FlowNode[] => [
  { id: 'tab', type: 'tab' },
  catcher(),
  node('data', 'nn-dataset', ['in'], { target: 'load', series: true, key: 'machine', history: 6, horizon: 1, ...data }),
  node('in', 'nn-input', ['flat']),
  node('flat', 'nn-reshape', ['out'], { layer: 'Flatten' }),
  node('out', 'nn-output', ['train']),
  node('train', 'nn-train', [['end']], { name: 'load', epochs: 2, seed: 1, progressEvery: 'off' }),
  end(),
];
const live = (window: Partial<FlowNode> = {}): FlowNode[] => [
  node('window', 'nn-window', ['predict', 'windows'], { model: 'load', ...window }),
  node('predict', 'nn-predict', ['answer'], { model: 'load' }),
  end('answer'),
  end('windows'),
];

describe('nn-window', function () {
  this.timeout(60_000);
  afterEach(stopAll);

  it('makes of a stream, late, doubled and interrupted by a deploy, the windows and answers of the file', async () => {
    const flow = await deploy([...training(), ...live()]);
    const trained = await flow.ask('data', { payload: readings });
    const dataset = Dataset.expect(trained.dataset, 'dataset');
    const whole = (await flow.ask('predict', { payload: dataset }, 'answer')).payload as { value: unknown }[];
    const columnOf = (name: string) => dataset.body.columns.find(column => column.name === name)!;
    const [ends, machines] = [columnOf('time').data, columnOf('machine')];
    const expected = new Map(
      Array.from(ends, (time, row) => [`${machines.labels![machines.data[row]!]} ${time}`, whole[row]!.value]),
    );
    const arriving = readings.flatMap((reading, i) => {
      if (i % 50 === 20) return []; // it comes late, after the next one of its series
      if (i % 50 === 22) return [reading, readings[i - 2]!];
      return i % 30 === 9 ? [reading, reading] : [reading];
    });
    let answers = flow.all('answer');
    const half = Math.floor(arriving.length / 2);
    const came = new Map<string, unknown>();
    const answered = (): ReadonlyMap<string, unknown> => {
      for (const { window, payload } of answers) {
        const { key, time } = window as { key: string; time: number };
        came.set(`${key} ${time}`, (payload as { value: unknown }).value);
      }
      return came;
    };
    for (const payload of arriving.slice(0, half)) flow.send('window', { payload });
    const last = (reading: { machine: string; time: string }) => `${reading.machine} ${Date.parse(reading.time)}`;
    await eventually('the answers of the first half', () => answered().has(last(arriving[half - 1]!)));
    await flow.redeploy([...training(), ...live()].map(one => ({ ...one })));
    answers = flow.all('answer');
    flow.send('window', { payload: arriving.slice(half) });
    await eventually('the answers of the rest', () => answered().has(last(arriving.at(-1)!)));
    // A window that was due before a late reading is not made when that comes, nor made again.
    const late = new Set(readings.flatMap((reading, i) => (i % 50 === 20 || i % 50 === 22 ? [last(reading)] : [])));
    let compared = 0;
    for (const [key, value] of expected) {
      if (late.has(key)) continue;
      assert.deepEqual(came.get(key), value, key);
      compared++;
    }
    assert.ok(compared > 500, `${compared} windows`);
    assert.match(flow.status('window'), /^load v1 · 2 series/);
  });

  it('reads a long list with pauses, in turn with what comes after it, and a deploy meanwhile loses none', async () => {
    const many = Array.from({ length: 6000 }, (_, hour) => ({ time: at(hour), load: hour % 50 }));
    const nodes = [
      ...training({ key: '' }),
      node('window', 'nn-window', ['windows'], { model: 'load' }),
      end('windows'),
    ];
    const flow = await deploy(nodes);
    await flow.ask('data', { payload: many.slice(0, 400) });
    const windows = flow.all('windows');
    const hours = () => windows.map(({ window }) => ((window as { time: number }).time - START) / HOUR);
    let turn = 0;
    let going = setImmediate(function count() {
      turn++;
      going = setImmediate(count);
    });
    const turns = new Set<number>();
    flow.node('windows').on('input', () => void turns.add(turn));
    flow.send('window', { payload: many });
    flow.send('window', { payload: { time: at(many.length), load: 1 } });
    await eventually('the windows', () => windows.length === many.length + 1 - 5);
    clearImmediate(going);
    assert.ok(turns.size > 5, `all came in ${turns.size} turns`);
    assert.deepEqual(hours().slice(-3), [5998, 5999, 6000], 'what comes after it waits for it');
    const next = many.map((reading, i) => ({ ...reading, time: at(many.length + 1 + i) }));
    flow.send('window', { payload: next });
    await new Promise(resolve => setImmediate(resolve)); // it has begun
    await flow.redeploy(nodes.map(one => ({ ...one })));
    const after = flow.all('windows');
    flow.send('window', { payload: { time: at(2 * many.length + 1), load: 1 } });
    await eventually('a window of readings from before the deploy', () => after.length === 1);
    assert.deepEqual(
      Array.from((after[0]!.payload as { history: Tensor }).history.data).slice(0, 5),
      next.slice(-5).map(({ load }) => load),
    );
  });

  it('takes the model of a message, and numbers by topic with a time', async () => {
    const one = readings.filter(({ machine }) => machine === 'saw').map(({ time, load }) => ({ time, load }));
    const flow = await deploy([...training({ key: '' }), ...live({ model: '', key: 'topic', time: 'at' })]);
    assert.match((await flow.fails('window', { payload: 3 })).message, /there is no model yet/);
    const { payload: model } = await flow.ask('data', { payload: one });
    assert.ok(Model.is(model));
    flow.send('window', { payload: model });
    const windows = flow.all('windows');
    for (let hour = 0; hour < 8; hour++)
      for (const topic of ['a', 'b']) flow.send('window', { topic, payload: hour, at: at(10_000 + hour) });
    await eventually('the windows', () => windows.length === 6);
    assert.deepEqual(
      windows.map(({ topic, window }) => [topic, (window as { time: number }).time]),
      [5, 6, 7].flatMap(hour => ['a', 'b'].map(topic => [topic, Date.parse(at(10_000 + hour))])),
    );
    assert.deepEqual(Array.from((windows[0]!.payload as { history: Tensor }).history.data), [0, 1, 2, 3, 4, 5]);
    assert.match(flow.status('window'), /^load v1/);
    const { message } = await flow.fails('window', { topic: 'a', payload: [{ load: 1 }, { noise: 1 }] });
    assert.match(message, /reading 2: a reading must have at least one of the columns "load"/);
  });

  it('does not go on with the old version where the new one has no windows', async () => {
    const flow = await deploy([...training(), ...live({ model: 'load@champion' })]);
    await flow.ask('data', { payload: readings });
    const store = openStore(join(flow.userDir, 'tensorwire/models'));
    await store.promote('load', 1, 'champion');
    const windows = flow.all('windows');
    flow.send('window', { payload: readings.slice(0, 14) });
    await eventually('windows', () => windows.length > 0);
    await store.save(sampleModel('load'));
    await store.promote('load', 2, 'champion');
    for (let i = 14; i < 17; i++)
      assert.match((await flow.fails('window', { payload: readings[i] })).message, /load v2 has no windows/);
  });

  it('warns of a series that training did not know', async () => {
    const flow = await deploy([...training(), ...live()]);
    await flow.ask('data', { payload: readings });
    const warned: string[] = [];
    flow.node('window').warn = text => warned.push(String(text));
    const answer = flow.next('answer');
    flow.send('window', { payload: readings.slice(0, 14).map(reading => ({ ...reading, machine: 'drill' })) });
    assert.equal(((await answer).window as { key: string }).key, 'drill');
    assert.deepEqual(warned, [
      'window: the series "drill" was not in training: the answer is that of the model for any series',
    ]);
  });
});
