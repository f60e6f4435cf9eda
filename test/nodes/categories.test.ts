import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Message } from '../../nodes/shared/message';
import { openStore } from '../../src';
import { deploy, end, eventually, type FlowNode, node, stopAll } from './flow';

const CITIES = ['Berlin', 'Kyoto', 'Lima', 'Oslo', 'Quito'];
/** Rain falls where the city and the month say so, one city's dry months being another's wet ones. */
const records = Array.from({ length: 400 }, (_, i) => {
  const [city, month] = [(i * 7) % 5, (i * 11) % 12];
  return { city: CITIES[city]!, month, rain: (city + month) % 5 < 2 ? 'wet' : 'dry' };
});
const flow = (embedding: Partial<FlowNode> = {}): FlowNode[] => [
  { id: 'tab', type: 'tab' },
  node('data', 'nn-dataset', ['city', 'month'], { target: 'rain', seed: 1 }),
  node('city', 'nn-input', ['cities'], { columns: 'city' }),
  node('cities', 'nn-embedding', ['merge'], { layer: 'Embedding', inputDim: '', outputDim: '4', ...embedding }),
  node('month', 'nn-input', ['months'], { columns: 'month', y: 200 }),
  node('months', 'nn-embedding', ['merge'], { layer: 'Embedding', outputDim: 4, y: 200 }),
  node('merge', 'nn-merge', ['dense'], { layer: 'Concatenate' }),
  node('dense', 'nn-dense', ['out'], { units: 32, activation: 'relu' }),
  node('out', 'nn-output', ['adam']),
  node('adam', 'nn-optimizer', ['train'], { algorithm: 'Adam', learningRate: 0.01 }),
  node('train', 'nn-train', ['evaluate', 'predict', 'save'], { name: 'rain', epochs: 30, seed: 1 }),
  node('save', 'nn-model', ['saved'], { action: 'save', name: 'rain' }),
  end('saved'),
  node('evaluate', 'nn-evaluate', ['end']),
  node('predict', 'nn-predict', ['answer'], { output: 'label' }),
  node('ask', 'nn-predict', ['answer'], { model: 'rain' }),
  end(),
  end('answer'),
];

describe('a flow that embeds categories', function () {
  this.timeout(60_000);
  afterEach(stopAll);

  it('trains on them by index, and answers records with missing and unseen ones', async () => {
    const running = await deploy(flow());
    const judged = running.next('end');
    running.send('data', { payload: records });
    const report = (await judged).payload as { metrics: { accuracy: number }; baseline: { accuracy: number } };
    assert.ok(report.metrics.accuracy > 0.95, `${report.metrics.accuracy}, baseline ${report.baseline.accuracy}`);
    assert.deepEqual(
      ['city', 'cities', 'month', 'months', 'merge'].map(id => running.status(id)),
      ['1 output', '4 outputs · 24 weights', '1 output', '4 outputs · 52 weights', '8 outputs'],
    );
    const ask = async (payload: Message['payload']) => {
      const answer = running.next('answer');
      running.send('predict', { payload });
      return (await answer).payload;
    };
    assert.deepEqual(
      await ask(records.slice(0, 20)),
      records.slice(0, 20).map(({ rain }) => rain),
    );
    assert.ok(['wet', 'dry'].includes((await ask({ city: 'Atlantis', month: null })) as string));
  });

  it('a model that was saved reads them as it did, and can be trained further', async () => {
    const running = await deploy(flow());
    const saved = running.next('saved');
    running.send('data', { payload: records });
    const { dataset } = await saved;
    const rows = records.slice(0, 20);
    const answer = running.next('answer');
    running.send('ask', { payload: rows });
    const labels = (await answer).payload as { label: string }[];
    assert.deepEqual(
      labels.map(({ label }) => label),
      rows.map(({ rain }) => rain),
    );
    const model = await openStore(join(running.userDir, 'tensorwire/models')).load('rain');
    const again = running.next('end');
    running.send('train', { payload: model, dataset });
    const { metrics } = (await again).payload as { metrics: { accuracy: number } };
    assert.ok(metrics.accuracy > 0.95, `${metrics.accuracy}`);
  });

  it('an embedding that is too small says so before any data run', async () => {
    const before = flow({ inputDim: 5 });
    before.splice(
      1,
      1,
      node('data', 'nn-dataset', ['city', 'month'], { source: 'example', file: 'penguins', target: 'Sex' }),
    );
    for (const input of before)
      if (input.type === 'nn-input') input.columns = input.id === 'city' ? 'Island' : 'Species';
    before.find(({ id }) => id === 'cities')!.inputDim = 3;
    const running = await deploy(before);
    await eventually('the statuses', () => running.status('months') === '4 outputs · 16 weights');
    assert.match(running.status('cities'), /^inputDim must be at least 4, the 3 categories that come in/);
    assert.equal(running.status('month'), '1 output');
  });
});
