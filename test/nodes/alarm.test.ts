import assert from 'node:assert/strict';
import { Watch } from '../../nodes/nn-alarm/watch';
import { type KeptAlarms, keptAlarms, Model } from '../../src';
import { normalScores } from '../../src/calibration';
import type { AnomalyRecord } from '../../src/spec';
import { ModelBody } from '../../src/values';
import { type MachineReading, machine, randomOf } from '../anomaly/machine';
import { sampleModel } from '../values/samples';
import { catcher, deploy, end, eventually, type FlowNode, node, stopAll } from './flow';

const training = (data: Partial<FlowNode> = {}): FlowNode[] => [
  { id: 'tab', type: 'tab' },
  catcher(),
  node('data', 'nn-dataset', ['net'], { series: true, key: 'name', history: 12, ...data }),
  node('net', 'nn-network', ['train'], { recipe: 'auto' }),
  node('train', 'nn-train', [['end']], { name: 'machine', epochs: 4, seed: 1, progressEvery: 'off' }),
  end(),
];
const live = (alarm: Partial<FlowNode> = {}): FlowNode[] => [
  node('window', 'nn-window', ['predict'], { model: 'machine' }),
  node('predict', 'nn-predict', ['alarm'], { model: 'machine' }),
  node('alarm', 'nn-alarm', [['alarms'], ['readings']], { model: 'machine', rate: 1, per: 'day', ...alarm }),
  end('alarms'),
  end('readings'),
];
const named = (name: string, readings: readonly MachineReading[]) => readings.map(reading => ({ ...reading, name }));
const both = (count: number) => [...named('press', machine(count)), ...named('saw', machine(count, 2))];

interface Event {
  readonly state: string;
  readonly key: string;
  readonly time: string;
  readonly score: number;
  readonly sensors: readonly { readonly column: string; readonly share: number }[];
  readonly text: string;
}

describe('the level of an alarm that adapts', () => {
  const random = randomOf(1);
  const scores = Float64Array.from({ length: 3000 }, () => random());
  const anomaly = { normal: normalScores(scores, 60_000, () => false) } as AnomalyRecord;
  const { card, network, weights, onnx } = sampleModel().body;
  const modelOf = (version: number, created = card.created) => {
    const calibration = { version: 1, rows: 3000, targets: {}, anomaly } as const;
    return new Model(
      'm',
      version,
      new ModelBody({ ...card, created }, network, weights, null, onnx, null, calibration),
    );
  };
  const watch = (model: Model, adapt: boolean, kept: KeptAlarms | null = null) => {
    const wishes = { rate: 1, per: 'day', atLeast: 1, hold: null, adapt, maxKeys: 10 } as const;
    return new Watch(model, wishes, kept, String, assert.fail);
  };
  /** in units of the threshold, and what is kept */
  const scored = (by: Watch) => by.take({ score: 0.5, unusual: 0.5, sensors: [] }, null, '', false)!.reading.score;

  it('goes on after a deploy, but not without the wish to adapt or with another model', () => {
    const first = watch(modelOf(1), true);
    const before = scored(first);
    for (let i = 0; i < 500; i++) scored(first);
    const kept = keptAlarms(JSON.parse(JSON.stringify(first.state())));
    assert.equal(keptAlarms({ ...first.state(), series: [['', { alarm: {} }]] }), null, 'damaged');
    const awaited = { load: { time: null, expected: Number.NaN, low: null, high: null, unit: 1 } };
    const one = { alarm: kept!.series[0]![1].alarm, awaited };
    assert.deepEqual(keptAlarms({ ...kept, series: [['', one]] })!.series, [['', { ...one, awaited: null }]]);
    const near = (a: number, b: number) => Math.abs(a / b - 1) < 0.01;
    assert.ok(!near(scored(watch(modelOf(1), true)), scored(watch(modelOf(1), true, kept))));
    assert.ok(near(scored(first), scored(watch(modelOf(1), true, kept))));
    const others = [watch(modelOf(1), false, kept), watch(modelOf(2), true, kept)];
    others.push(watch(modelOf(1, '2027-01-01T00:00:00.000Z'), true, kept));
    for (const other of others) assert.ok(near(scored(other), before));
  });
});

it('the alarm of a series that makes room for another one ends', () => {
  const scores = Float64Array.from({ length: 3000 }, (_, i) => (i % 100) / 100);
  const anomaly = { normal: normalScores(scores, 60_000, () => false) } as AnomalyRecord;
  const { card, network, weights, onnx } = sampleModel().body;
  const calibration = { version: 1, rows: 3000, targets: {}, anomaly } as const;
  const model = new Model('m', 1, new ModelBody(card, network, weights, null, onnx, null, calibration));
  const dropped: unknown[] = [];
  const wishes = { rate: 1, per: 'day', atLeast: 1, hold: null, adapt: false, maxKeys: 2 } as const;
  const watch = new Watch(model, wishes, null, String, (key, end) =>
    dropped.push([key, end?.state, end?.key, end?.sensors, end?.text]),
  );
  const sensors = [{ column: 'heat', value: 9, expected: 1, low: null, high: null, share: 1 }];
  const take = (key: string, score: number) => watch.take({ score, unusual: 0, sensors }, null, key, false)!.event;
  assert.equal(take('a', 99)!.state, 'start');
  assert.equal(take('b', 0.5), null);
  assert.equal(take('c', 0.5), null);
  assert.equal(take('d', 0.5), null);
  assert.deepEqual([...watch.alarms], []);
  assert.equal(dropped.length, 2);
  const [[, state, key, blamed, text], second] = dropped as [unknown[], unknown[]];
  assert.deepEqual([state, key, blamed], ['end', 'a', [{ column: 'heat', share: 1 }]]);
  assert.match(String(text), /no longer watched after 1 readings/);
  assert.deepEqual(second, ['b', undefined, undefined, undefined, undefined]);
});

describe('a step that is answered several times, since each sensor sends its own message', () => {
  const scores = Float64Array.from({ length: 3000 }, (_, i) => (i % 100) / 100);
  const anomaly = { normal: normalScores(scores, 60_000, () => false) } as AnomalyRecord;
  const { card, network, weights, onnx } = sampleModel().body;
  const calibration = { version: 1, rows: 3000, targets: {}, anomaly } as const;
  const model = new Model('m', 1, new ModelBody(card, network, weights, null, onnx, null, calibration));
  const wishes = {
    rate: 1,
    per: 'day',
    atLeast: 2,
    hold: { size: 2, unit: 'steps' },
    adapt: false,
    maxKeys: 2,
  } as const;
  const watchOf = (more: object, kept: KeptAlarms | null = null) =>
    new Watch(model, { ...wishes, ...more }, kept, String, assert.fail);
  const sensors = [{ column: 'heat', value: 9, expected: 1, low: null, high: null, share: 1 }];
  const told = (time: number) => ({ key: '', time, last: {} });
  const answer = (score: number) => ({ score, unusual: 0, sensors });
  /** What the answers tell, and how the series stands; between any two of them Node-RED may have been restarted. */
  const taken = (answers: readonly (readonly [time: number, score: number])[], more: object, restarts = false) => {
    let watch = watchOf(more);
    const states = answers.map(([time, score]) => {
      if (restarts) watch = watchOf(more, keptAlarms(JSON.parse(JSON.stringify(watch.state()))));
      return watch.take(answer(score), told(time), '', false)!.event?.state ?? '-';
    });
    return { told: states.join(' '), alarm: watch.state().series[0]![1].alarm };
  };
  const once = [0.2, 9, 0.3, 9, 9, 0.1, 0.2, 0.2].map((score, i) => [i, score] as const);

  it('counts it once, as its last answer has it', () => {
    for (const restarts of [false, true])
      for (const earlier of [0.4, 9]) {
        const thrice = once.flatMap(
          ([time, score]) => [[time, earlier] as const, [time, score], [time, score]] as const,
        );
        if (earlier < 1) assert.deepEqual(taken(thrice, {}, restarts).alarm, taken(once, {}, restarts).alarm);
        const starts = taken(thrice, {}, restarts).told.split(' ').indexOf('start');
        assert.equal(
          Math.floor(starts / 3),
          earlier < 1 ? 4 : 2,
          'two steps in a row, the second one perhaps for a moment',
        );
      }
    assert.equal(taken(once, {}).told, '- - - - start - end -');
    const calm = [0, 1, 2].map(time => [time, 0.2] as const);
    const levels = [calm, calm.flatMap(one => [one, one])].map(all => taken(all, { adapt: true }).alarm.level);
    assert.equal(levels[0], levels[1], 'it is learned from once');
  });

  it('does not unsay an alarm, which ends when it was normal for long enough', () => {
    const one = [[0, 0.2], [1, 0.2], [2, 9], [2, 0.2], [2, 0.2], [3, 0.2], [4, 0.2]] as const; // biome-ignore format: a line
    for (const restarts of [false, true])
      assert.equal(taken(one, { atLeast: 1 }, restarts).told, '- - start - - end -');
    const again = [[0, 9], [1, 0.2], [2, 0.2], [2, 9], [2, 9], [3, 0.2], [4, 0.2]] as const; // biome-ignore format: a line
    assert.equal(taken(again, { atLeast: 1 }).told, 'start - end start - - end');
  });

  it('reads what was kept before steps were', () => {
    const watch = watchOf({});
    watch.take(answer(9), told(1), '', false);
    const { step, ...before } = watch.state().series[0]![1];
    assert.equal(step!.time, 1);
    const later = watchOf({}, keptAlarms({ ...watch.state(), series: [['', before]] }));
    assert.equal(later.take(answer(9), told(2), '', false)!.event!.state, 'start');
  });
});

describe('nn-alarm', function () {
  this.timeout(120_000);
  afterEach(stopAll);

  it('tells the start and the end of an alarm with the sensor to blame, and every reading, across a deploy', async () => {
    const flow = await deploy([...training(), ...live()]);
    await flow.ask('data', { payload: both(4000) });
    assert.match(flow.status('net'), /anomaly · 3 sensors/);
    let [alarms, readings] = [flow.all('alarms'), flow.all('readings')];
    const press = machine(60, 7, 5000).map((reading, i) => (i >= 30 && i < 36 ? { ...reading, current: 14 } : reading));
    const at = (i: number): string => press[i]!.time;
    flow.send('window', { payload: named('saw', machine(60, 8, 5000)) });
    flow.send('window', { payload: named('press', press.slice(0, 33)) });
    await eventually('the readings of both', () => readings.length === 49 + 22);
    const events = alarms.map(({ payload }) => payload as Event);
    assert.deepEqual(
      events.map(({ state, key, time }) => [state, key, time]),
      [['start', 'press', at(30)]],
    );
    assert.equal(events[0]!.sensors[0]!.column, 'current');
    assert.ok(events[0]!.score > 1);
    assert.match(events[0]!.text, /times the score of an alarm · current is 14 and was expected to be/);
    const { payload, reading } = readings.at(-1)! as { payload?: unknown; reading?: { alarm: boolean; score: number } };
    assert.equal(reading!.alarm, true);
    const points = payload as { series: string; x: number; y: number }[];
    const lines = ['current', 'current expected', 'current low', 'current high'];
    assert.deepEqual(
      points.filter(({ series }) => series.startsWith('current')).map(({ series, x }) => [series, x]),
      lines.map(series => [series, Date.parse(at(32))]),
    );
    assert.match(flow.status('alarm'), /^machine v1 · alarm: press/);

    await flow.redeploy([...training(), ...live()].map(one => ({ ...one })));
    [alarms, readings] = [flow.all('alarms'), flow.all('readings')];
    flow.send('window', { payload: named('press', press.slice(33)) });
    await eventually('the end', () => alarms.length > 0);
    const [over] = alarms.map(({ payload }) => payload as Event & { began: string });
    assert.equal(over!.state, 'end');
    assert.equal(over!.began, at(30));
    assert.equal(over!.sensors[0]!.column, 'current');
  });

  it('counts a step once where three sensors send one after the other, across a deploy', async () => {
    const nodes = [
      ...training({ key: '', filling: 'last' }),
      ...live({ atLeast: 6 }).map(one => (one.id === 'window' ? { ...one, input: 'sensor', time: 'time' } : one)),
    ];
    const flow = await deploy(nodes);
    await flow.ask('data', { payload: machine(4000) });
    const messages = machine(45, 7, 5000).flatMap(({ time, ...values }, i) =>
      Object.entries(i >= 30 ? { ...values, current: 14 } : values)
        .reverse() // the unusual sensor comes first: all three answers of a step are unusual
        .map(([topic, payload]) => ({ topic: `hall/${topic}`, payload, time, step: i })),
    );
    let [alarms, readings] = [flow.all('alarms'), flow.all('readings')];
    const inTheMiddle = messages.findIndex(({ step }) => step === 33) - 1; // the last message of step 32
    for (const message of messages.slice(0, inTheMiddle)) flow.send('window', message);
    const last = (all: readonly object[]) => (all.at(-1) as { step?: number } | undefined)?.step;
    await eventually('the readings up to a step', () => last(readings) === 32);
    assert.equal(readings.filter(one => (one as { step?: number }).step === 31).length, 3, 'each message is answered');
    assert.deepEqual(alarms, [], 'eight answers are three steps in a row');
    await flow.redeploy(nodes.map(one => ({ ...one })));
    [alarms, readings] = [flow.all('alarms'), flow.all('readings')];
    for (const message of messages.slice(inTheMiddle)) flow.send('window', message);
    await eventually('the other readings', () => last(readings) === 44);
    const [first] = alarms as unknown as { step: number; payload: Event }[];
    assert.deepEqual([first!.step, first!.payload.state], [35, 'start']);
  });

  it('of a forecast tells what is far from it', async () => {
    const flow = await deploy([...training({ target: 'current', horizon: 3, key: '' }), ...live({ rate: 1 })]);
    await flow.ask('data', { payload: machine(3000) });
    const [alarms, readings] = [flow.all('alarms'), flow.all('readings')];
    const coming = machine(40, 7, 5000).map((reading, i) => (i === 30 ? { ...reading, current: 30 } : reading));
    flow.send('window', { payload: coming });
    await eventually('the readings', () => readings.length === 28);
    const first = alarms.map(({ payload }) => payload as Event).find(({ time }) => time === coming[30]!.time);
    assert.equal(first?.state, 'start');
    assert.equal(first?.sensors[0]?.column, 'current');
  });

  it('says what is wrong', async () => {
    const flow = await deploy([...training({ target: 'current', series: false, key: '' }), ...live({ model: '' })]);
    assert.match((await flow.fails('alarm', { payload: {} })).message, /there is no model yet/);
    const { payload: model } = await flow.ask('data', { payload: machine(300) });
    assert.match((await flow.fails('alarm', { payload: model })).message, /says neither what is normal nor a forecast/);
  });
});
