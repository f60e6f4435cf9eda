import assert from 'node:assert/strict';
import { Dataset, Model } from '../../src';
import { catcher, deploy, end, type FlowNode, node, stopAll } from './flow';

const START = Date.UTC(2024, 0, 1);
const readings = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    time: new Date(START + i * 3_600_000).toISOString(),
    load: 10 + 5 * Math.sin((2 * Math.PI * i) / 24),
    heat: i % 5,
  }));

const training = (data: Partial<FlowNode>, layers: readonly FlowNode[]): FlowNode[] => [
  { id: 'tab', type: 'tab' },
  catcher(),
  node('data', 'nn-dataset', ['in'], { target: 'load', series: true, ...data }),
  node('in', 'nn-input', [layers[0]!.id]),
  ...layers,
  node('out', 'nn-output', ['train']),
  node('train', 'nn-train', [['end']], { name: 'load', epochs: 3, seed: 1, progressEvery: 'off' }),
  end(),
];

describe('a series in nn-dataset', function () {
  this.timeout(60_000);
  afterEach(stopAll);

  for (const [name, layers] of [
    ['LSTM', [node('lstm', 'nn-recurrent', ['out'], { layer: 'LSTM', units: 8 })]],
    [
      'Conv1D',
      [
        node('conv', 'nn-convolution', ['flat'], { layer: 'Conv1D', filters: 4, kernelSize: 3 }),
        node('flat', 'nn-reshape', ['out'], { layer: 'Flatten' }),
      ],
    ],
    [
      'Dense',
      [
        node('flat', 'nn-reshape', ['dense'], { layer: 'Flatten' }),
        node('dense', 'nn-dense', ['out'], { units: 8, activation: 'relu' }),
      ],
    ],
  ] as const)
    it(`is learned by ${name}, and predicted from its last readings`, async () => {
      const flow = await deploy([
        ...training({ history: '24h', horizon: name === 'Dense' ? 1 : 6 }, layers),
        node('predict', 'nn-predict', ['answer'], {}),
        end('answer'),
      ]);
      const trained = await flow.ask('data', { payload: readings(400) });
      const model = Model.expect(trained.payload, 'payload');
      const dataset = Dataset.expect(trained.dataset, 'dataset');
      assert.match(flow.status('data'), /^\d+ rows/);
      assert.equal(model.body.pipeline!.series!.history, 24);
      flow.send('predict', { payload: model });
      const whole = (await flow.ask('predict', { payload: dataset }, 'answer')).payload as { value: unknown }[];
      const ends = dataset.body.columns.find(({ name }) => name === 'time')!.data;
      for (const row of [0, 100, dataset.rows - 1]) {
        const hour = (ends[row]! - START) / 3_600_000;
        const last = readings(400).slice(hour - 23, hour + 1);
        const one = (await flow.ask('predict', { payload: last }, 'answer')).payload as { value: unknown };
        assert.deepEqual(one.value, whole[row]!.value);
      }
    });
});
