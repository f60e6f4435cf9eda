import assert from 'node:assert/strict';
import { type Model, setTrainingsAtOnce } from '../../src';
import { childrenOf } from '../process/children';
import { catcher, deploy, end, eventually, type FlowNode } from './flow';

const records = Array.from({ length: 80 }, (_, i) => ({
  a: (i * 37) % 101,
  b: (i * 53) % 97,
  kind: i % 2 ? 'x' : 'y',
}));
const COUNT = 6;
const names = Array.from({ length: COUNT }, (_, i) => `train${i}`);
const flow = (epochs: number): FlowNode[] => [
  { id: 'tab', type: 'tab' },
  catcher(),
  ...[
    { id: 'data', type: 'nn-dataset', wires: [['in']], target: 'kind', seed: 1 },
    { id: 'in', type: 'nn-input', wires: [['dense']] },
    { id: 'dense', type: 'nn-dense', wires: [['out']], units: 4, activation: 'relu' },
    { id: 'out', type: 'nn-output', wires: [names] },
    ...names.map(id => ({
      id,
      type: 'nn-train',
      wires: [['end'], []],
      name: id,
      epochs,
      seed: 1,
      progressEvery: 'off',
    })),
  ].map(node => ({ z: 'tab', x: 0, y: 0, ...node })),
  end(),
];
const trainings = (): number[] =>
  childrenOf(process.pid, 'spawner.js').flatMap(spawner => childrenOf(spawner, 'training-child'));

describe('many trainings at once', function () {
  this.timeout(60_000);
  afterEach(() => setTrainingsAtOnce(undefined));

  it('share a pool: so many processes at a time, the others wait, say so, and have their turn', async () => {
    const running = await deploy(flow(200));
    setTrainingsAtOnce(2);
    const models = running.all();
    let most = 0;
    const looking = setInterval(() => {
      most = Math.max(most, trainings().length);
    }, 10);
    running.send('data', { payload: records });
    const waits = names.map(id => running.until(id, /^waits: \d trainings? before it$/).catch(() => ''));
    await eventually('all models', () => models.length === COUNT);
    clearInterval(looking);
    assert.equal(most, 2);
    assert.equal((await Promise.all(waits.slice(2))).filter(text => text === '').length, 0, 'those behind said so');
    assert.deepEqual(models.map(m => (m.payload as Model).model).sort(), names);
  });

  it('one that waits can be stopped, cancelled, replaced by a deploy, and leaves nothing behind', async () => {
    const running = await deploy(flow(1_000_000));
    setTrainingsAtOnce(1);
    running.send('data', { payload: records });
    await running.until('train0', /^epoch/);
    await running.until('train3', /^waits/);
    running.send('train2', { stop: true });
    running.send('train3', { cancel: true });
    await running.until('train2', 'cancelled');
    await running.until('train3', 'cancelled');
    await running.until('train1', 'waits: 1 training before it');
    await running.redeploy(flow(1_000_000).map(node => ({ ...node, x: 5 })));
    await running.until('train1', 'waits: 1 training before it');
    running.send('train0', { cancel: true });
    await running.until('train1', /^epoch/);
    await running.redeploy([{ id: 'tab', type: 'tab' }]);
    await eventually('no process', () => trainings().length === 0);
  });
});
