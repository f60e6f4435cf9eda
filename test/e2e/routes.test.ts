import assert from 'node:assert/strict';
import { NodeRed, RELEASES } from './harness';

/**
 * Every route that a message can take through Node-RED keeps the values intact: one message carries a value of each
 * class, is sent through all routes at once, and a function node at the end of each reads them.
 */
type FlowNode = Record<string, unknown> & { id: string };
const node = (id: string, type: string, props: Record<string, unknown>, ...wires: string[][]): FlowNode => ({
  id,
  type,
  z: 'tab',
  name: id,
  x: 0,
  y: 0,
  ...props,
  wires,
});
const fn = (id: string, func: string, ...wires: string[][]) =>
  node(
    id,
    'function',
    { func, outputs: wires.length, timeout: 0, noerr: 0, initialize: '', finalize: '', libs: [] },
    ...wires,
  );
const set = (id: string, to: string, from: string, wires: string[], more = {}) =>
  node(id, 'change', { rules: [{ t: 'set', p: to, pt: 'msg', to: from, tot: 'msg', ...more }] }, wires);
const debug = (id: string) =>
  node(id, 'debug', { active: true, tosidebar: true, complete: 'payload', targetType: 'msg' });

/** Makes one value of each class: msg.tensor, dataset, network, optimizer, model, report. */
const making: FlowNode[] = [
  node('go', 'inject', { props: [], once: false }, ['numbers']),
  fn('numbers', `return { payload: Float32Array.from({ length: 1000000 }, (_, i) => i % 1000) };`, ['tensor']),
  node('tensor', 'nn-tensor', { action: 'from array', shape: '1000, 1000', result: 'tensor' }, ['dataset']),
  node('dataset', 'nn-dataset', { source: 'example', file: 'penguins', target: 'Species', seed: 1 }, ['input']),
  node('input', 'nn-input', {}, ['dense']),
  node('dense', 'nn-dense', { layer: 'Dense', units: 4, activation: 'relu' }, ['output']),
  node('output', 'nn-output', {}, ['optimizer']),
  node('optimizer', 'nn-optimizer', { algorithm: 'Adam', learningRate: 0.01 }, ['train']),
  node('train', 'nn-train', { name: 'routes', epochs: 1, seed: 1 }, ['keep model'], []),
  set('keep model', 'model', 'payload', ['evaluate']),
  node('evaluate', 'nn-evaluate', { on: 'test' }, ['keep report']),
  set('keep report', 'report', 'payload', ['fork']),
];

/** What the far end reads from the message: numbers, not summaries. */
const reading = `
const { tensor, dataset, network, optimizer, model, report } = msg;
const sum = array => Array.from(array).reduce((a, b) => a + b, 0);
return { topic: msg.route, payload: {
  tensor: [tensor.shape.join('×'), tensor.data.length, sum(tensor.data.subarray(0, 2000)), tensor.buffer instanceof SharedArrayBuffer],
  dataset: [dataset.rows, dataset.pipeline.features.length, dataset.indices('test').length],
  network: network.spec.layers.map(layer => layer.className),
  optimizer: optimizer.spec.className,
  model: [model.model, model.card.parameters, Object.values(model.body.weights).map(w => sum(w.data))],
  report: [report.rows, report.metrics.accuracy],
  json: Object.values(JSON.parse(JSON.stringify({ tensor, dataset, network, optimizer, model, report }))).length,
} };`;

/** The routes: each begins at its own node and ends at \`read\`. */
const as = (route: string, ...next: string[]) => fn(`as ${route}`, `msg.route = '${route}'; return msg;`, next);
const routes: Record<string, FlowNode[]> = {
  wire: [as('wire', 'read')],
  'deep copy': [
    as('deep copy', 'copy'),
    set('copy', 'copied', 'tensor', ['use copy'], { dc: true }),
    set('use copy', 'tensor', 'copied', ['read']),
  ],
  trigger: [
    as('trigger', 'twice'),
    node(
      'twice',
      'trigger',
      {
        op1: '',
        op2: '',
        op1type: 'pay',
        op2type: 'nul',
        duration: '0',
        extend: false,
        units: 'ms',
        reset: '',
        bytopic: 'all',
        topic: 'topic',
        outputs: 1,
      },
      ['untrigger'],
    ),
    fn('untrigger', 'return msg;', ['read']),
  ],
  clone: [
    fn(
      'as clone',
      `const copy = RED.util.cloneMessage(msg); copy.tensor = RED.util.cloneMessage(msg.tensor); copy.route = 'clone'; return copy;`,
      ['read'],
    ),
  ],
  context: [
    fn('as context', `flow.set('kept', msg); return { route: 'context' };`, ['recall']),
    fn('recall', `return { ...flow.get('kept'), route: msg.route };`, ['read']),
  ],
  'link call': [
    as('link call', 'call'),
    node('call', 'link call', { links: ['link in'], linkType: 'static', timeout: '30' }, ['read']),
    node('link in', 'link in', { links: [] }, ['link out']),
    node('link out', 'link out', { mode: 'return', links: [] }),
  ],
  subflow: [as('subflow', 'instance'), node('instance', 'subflow:sub', {}, ['read'])],
  'split and join': [
    fn('as split', `return [[{ ...msg, route: 'split and join' }]];`, ['delay']),
    node(
      'delay',
      'delay',
      {
        pauseType: 'delay',
        timeout: '5',
        timeoutUnits: 'milliseconds',
        rate: '1',
        nbRateUnits: '1',
        rateUnits: 'second',
        randomFirst: '1',
        randomLast: '5',
        randomUnits: 'seconds',
        drop: false,
        outputs: 1,
      },
      ['read'],
    ),
  ],
  switch: [
    as('switch', 'which'),
    node(
      'which',
      'switch',
      { property: 'tensor', propertyType: 'msg', rules: [{ t: 'nnull' }], checkall: 'true', repair: false, outputs: 1 },
      ['read'],
    ),
  ],
};
const template: FlowNode[] = [
  {
    id: 'sub',
    type: 'subflow',
    name: 'sub',
    info: '',
    category: '',
    in: [{ x: 0, y: 0, wires: [{ id: 'inside' }] }],
    out: [{ x: 0, y: 0, wires: [{ id: 'inside', port: 0 }] }],
    env: [],
  },
  {
    id: 'inside',
    type: 'function',
    z: 'sub',
    name: '',
    func: 'return msg;',
    outputs: 1,
    timeout: 0,
    noerr: 0,
    initialize: '',
    finalize: '',
    libs: [],
    x: 0,
    y: 0,
    wires: [[]],
  },
];

/** Cloning three tensors of a million numbers, and three plain arrays of as many. */
const timing = fn(
  'clock',
  `const tensors = { a: msg.tensor, b: RED.util.cloneMessage(msg.tensor), c: RED.util.cloneMessage(msg.tensor) };
const arrays = { a: Float32Array.from(msg.tensor.data), b: Float32Array.from(msg.tensor.data), c: Float32Array.from(msg.tensor.data) };
const time = (what, times) => { const start = Date.now(); for (let i = 0; i < times; i++) RED.util.cloneMessage(what); return (Date.now() - start) / times; };
time(tensors, 100);
return { payload: { tensors: time(tensors, 2000), arrays: time(arrays, 2) } };`,
  ['time'],
);

describe('values through the routes of a message', () => {
  for (const release of [RELEASES[0]!, RELEASES[2]!]) {
    describe(release.title, () => {
      let red: NodeRed;
      before(async function () {
        this.timeout(300_000);
        red = await NodeRed.start(release);
        const starts = Object.values(routes).map(nodes => nodes[0]!.id);
        await red.deploy([
          { id: 'tab', type: 'tab', label: 'routes' },
          ...making,
          fn('fork', 'return msg;', [...starts, 'clock']),
          ...Object.values(routes).flat(),
          ...template,
          fn('read', reading, ['seen']),
          debug('seen'),
          timing,
          debug('time'),
        ]);
        await red.inject('go');
      });
      after(() => red?.stop());

      it('all receivers read the same numbers', async () => {
        const seen = new Map<string, unknown>();
        for (const _ of Object.keys(routes)) {
          const { topic, value } = await red.said('seen');
          seen.set(topic!, value);
        }
        assert.deepEqual([...seen.keys()].sort(), Object.keys(routes).sort());
        const [first, ...others] = [...seen.values()];
        assert.equal((first as { json: number }).json, 6);
        for (const other of others) assert.deepEqual(other, first);
      });

      it('three tensors of a million numbers are cloned hundreds of times faster than plain arrays', async () => {
        const { tensors, arrays } = (await red.said('time')).value as { tensors: number; arrays: number };
        console.log(`      three tensors ${tensors.toFixed(3)} ms, three plain arrays ${arrays.toFixed(1)} ms`);
        assert.ok(arrays / tensors > 100, `ratio ${arrays / tensors}`);
      });
    });
  }
});
