import assert from 'node:assert/strict';
import { type Model, networkAsNodes, networkToTrain, ownPipeline, type StoredAsNodes } from '../../src';
import { catcher, deploy, end, type FlowNode, node, stopAll, tab } from './flow';

const train = { id: 'train', type: 'nn-train', version: 2, epochs: 1, seed: 1, wires: [['end'], []] };
const both = 'Species, Body Mass (g)';
// Without validation rows nothing chooses among the branches of an ensemble.
const rows = { validation: 0, test: 0.2, seed: 1 };
const penguins = { id: 'data', type: 'nn-dataset', source: 'example', file: 'penguins', target: both, ...rows };

/** Two inputs, one of them looked up, a merge, and two targets. */
const branches: FlowNode[] = [
  { id: 'tab', type: 'tab' },
  node('data', 'nn-dataset', ['island', 'sizes'], penguins),
  node('island', 'nn-input', ['embedding'], { columns: ['Island'] }),
  node('embedding', 'nn-embedding', ['merge'], { layer: 'Embedding', outputDim: 3 }),
  node('sizes', 'nn-input', ['dense'], { columns: ['Beak Length (mm)', 'Beak Depth (mm)'] }),
  node('dense', 'nn-dense', ['merge'], { units: 5, activation: 'tanh', name: 'sizes of the beak' }),
  node('merge', 'nn-merge', ['mass', 'species'], { layer: 'Concatenate', order: ['embedding', 'dense'] }),
  node('species', 'nn-output', ['train'], { target: 'Species', y: 100 }),
  node('mass', 'nn-output', ['train'], { target: 'Body Mass (g)', y: 200 }),
  node('train', 'nn-train', [['end'], []], train),
  catcher(),
  end(),
];

async function trained(flow: FlowNode[]): Promise<Model['body']> {
  const running = await deploy(flow);
  const { body } = (await running.ask('data', {})).payload as Model;
  await stopAll();
  return body;
}

/** The nodes of a trained model as the editor writes them, between the same data and a train node. */
function flowOf(body: Model['body']): FlowNode[] {
  const { nodes }: StoredAsNodes = networkAsNodes(networkToTrain(body), ownPipeline(body));
  const to = (id: string): string[] => nodes.filter(({ from }) => from.includes(id)).map(({ id }) => id);
  const begins = nodes.filter(({ from }) => from.length === 0).map(({ id }) => id);
  return [
    { id: 'tab', type: 'tab' },
    node('data', 'nn-dataset', begins, penguins),
    ...nodes.map(({ id, type, properties }, i) => {
      const next = to(id);
      return node(id, type, next.length > 0 ? next : ['train'], { ...properties, y: 100 * i });
    }),
    node('train', 'nn-train', [['end'], []], train),
    catcher(),
    end(),
  ];
}

const described = ({ network: { layers } }: Model['body']) =>
  layers.map(({ className, args }) => JSON.stringify([className, { ...args, categories: null }])).sort();

describe('the nodes of a stored model, deployed', function () {
  this.timeout(120_000);

  for (const [what, flow] of [
    ['two inputs, an embedding and two targets', branches],
    ['the ensembles of a recipe', tab(penguins, { id: 'net', type: 'nn-network' }, train, end())],
  ] as const)
    it(`train to a model of the same layers: ${what}`, async () => {
      const body = await trained(flow);
      const written = flowOf(body);
      const outputs = written.filter(({ type }) => type === 'nn-output');
      assert.deepEqual([...new Set(outputs.map(({ target }) => String(target)))].sort(), both.split(', ').sort());
      const again = await trained(written);
      assert.equal(again.card.parameters, body.card.parameters);
      assert.deepEqual(described(again), described(body));
      assert.deepEqual(again.card.targets.toSorted(), body.card.targets.toSorted());
      const ends = ({ network: { outputs } }: Model['body']) =>
        outputs.map(({ target, task, loss, members }) => JSON.stringify([target, task, loss, members])).sort();
      assert.deepEqual(ends(again), ends(body));
    });
});
