import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeRed, RELEASES } from './harness';

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);
const reading = (hour: number) => ({
  time: new Date(START + hour * HOUR).toISOString(),
  load: 10 + 5 * Math.sin((2 * Math.PI * hour) / 24),
  heat: hour % 5,
});
const list = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => reading(from + i));

const node = (id: string, type: string, to: readonly string[], more: object = {}) => ({
  ...{ id, type, z: 'tab', name: id, x: 100, y: 100, wires: type === 'debug' ? [] : [to], ...more },
});
const debug = (id: string) =>
  node(id, 'debug', [], { active: true, tosidebar: true, complete: 'payload', targetType: 'msg' });
const inject = (id: string, to: string) =>
  node(id, 'inject', [to], { props: [{ p: 'payload' }], payload: '', payloadType: 'date' });

const FLOW = [
  { id: 'tab', type: 'tab', label: 'stream' },
  inject('learn', 'data'),
  node('data', 'nn-dataset', ['in'], { target: 'load', series: true, history: 6, horizon: 1 }),
  node('in', 'nn-input', ['flat']),
  node('flat', 'nn-reshape', ['out'], { layer: 'Flatten' }),
  node('out', 'nn-output', ['train']),
  node('train', 'nn-train', ['model'], { name: 'load', epochs: 2, seed: 1, progressEvery: 'off' }),
  debug('model'),
  inject('readings', 'window'),
  node('window', 'nn-window', ['predict'], { model: 'load' }),
  node('predict', 'nn-predict', ['answer'], { model: 'load' }),
  debug('answer'),
  inject('ask', 'asked'),
  node('asked', 'nn-predict', ['expected'], { model: 'load' }),
  debug('expected'),
];

describe('a stream of readings in Node-RED', function () {
  this.timeout(180_000);
  let red: NodeRed;
  before(async () => {
    red = await NodeRed.start(RELEASES[0]!, {
      contextStorage: {
        default: { module: 'localfilesystem', config: { cache: false } },
        ram: { module: 'memory' },
      },
    });
    await red.deploy(FLOW);
  });
  after(() => red?.stop());

  it('loses no reading by kill -9 where its context is in files', async () => {
    await red.inject('learn', { payload: list(0, 200) });
    await red.said('model');
    await red.inject('ask', { payload: list(300, 306) });
    const { value: expected } = await red.said('expected');
    await red.inject('readings', { payload: list(300, 305) });
    const kept = join(red.userDir, 'context', 'tab', 'window.json');
    await red.until(() => existsSync(kept) && readFileSync(kept, 'utf8').includes('windows'), 'the kept readings');
    await red.end('SIGKILL');
    await red.restart();
    await red.inject('readings', { payload: reading(305) });
    assert.deepEqual((await red.said('answer')).value, expected);
    assert.match(red.status.get('window')?.text ?? '', /^load v1/);
  });

  it('goes on where a deploy gives it another context store', async () => {
    const hour = { from: 306 };
    for (const context of ['ram', '', 'ram', 'ram', '']) {
      await red.deploy(FLOW.map(one => (one.id === 'window' ? { ...one, context } : one)));
      await red.inject('ask', { payload: list(hour.from - 5, hour.from + 1) });
      const { value: expected } = await red.said('expected');
      await red.inject('readings', { payload: reading(hour.from++) });
      assert.deepEqual((await red.said('answer')).value, expected, context);
    }
    await red.end('SIGTERM');
    await red.restart();
    await red.inject('readings', { payload: reading(hour.from) });
    await red.said('answer');
  });
});
