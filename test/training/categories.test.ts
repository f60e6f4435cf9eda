import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeFeatures, makeDataset, readTable } from '../../src/data';
import { createPredictor } from '../../src/inference';
import {
  appendLayer,
  appendOutput,
  describeNetwork,
  emptyNetwork,
  fromKerasJson,
  joinNetworks,
} from '../../src/network';
import type { NetworkSpec } from '../../src/spec';

import { train } from '../../src/training';
import { Model } from '../../src/values';
import type { Dataset } from '../../src/values/dataset';
import { engineName, testEngine } from '../engines';
import { asKeras } from '../network/as-keras';
import { faultOf } from '../network/sample';
import { distance, samplePlan } from './samples';

const keras = JSON.parse(readFileSync(join(__dirname, '../oracle/categories.json'), 'utf8'));

const data = async (): Promise<Dataset> =>
  makeDataset(await readTable({ records: keras.train }), { targets: ['y'], validation: 0, test: 0, splitBy: 'time' });

const inputOf = (columns: string[], args: Record<string, unknown> = {}): NetworkSpec =>
  appendLayer(emptyNetwork(), { id: columns.join(), className: 'InputLayer', args: { columns, ...args } });
const embedded = (column: string, outputDim: number, args: Record<string, unknown> = {}): NetworkSpec =>
  appendLayer(inputOf([column]), { id: `${column}s`, className: 'Embedding', args: { outputDim, ...args } });
const network = (): NetworkSpec =>
  appendOutput(
    appendLayer(joinNetworks([embedded('city', 3), embedded('store', 2)]), {
      id: 'join',
      className: 'Concatenate',
      args: {},
    }),
    { id: 'out', label: 'output' },
  );
const KEYS = ['citys/embeddings', 'stores/embeddings', 'out/kernel', 'out/bias'];
const SHAPES = [[5, 3], [4, 2], [5, 1], [1]];

const planOf = (network: NetworkSpec) =>
  samplePlan({
    network,
    loss: 'auto',
    metrics: 'auto',
    shuffle: false,
    batchSize: keras.batchSize,
    epochs: keras.epochs,
    optimizer: { className: 'SGD', args: { learningRate: keras.learningRate } },
    initial: Object.fromEntries(
      KEYS.map((key, i) => [key, { shape: SHAPES[i]!, data: Float32Array.from(keras.first[i]) }]),
    ),
  });

describe(`categories by index on ${engineName}`, () => {
  it('are the numbers of StringLookup and IntegerLookup', async () => {
    const dataset = await data();
    for (const [i, column] of ['city', 'store'].entries()) {
      const encoded = encodeFeatures(dataset.pipeline, [column], dataset, dataset.indices('train'), 'index');
      assert.deepEqual(encoded.shape, [keras.train.length]);
      assert.deepEqual([...encoded.data], keras.indices[i]);
    }
  });

  it('train two tables of vectors as Keras does, and answer records with unseen and missing values alike', async () => {
    const body = await train(planOf(network()), await data(), await testEngine());
    assert.ok(distance(body.card.history.loss!, keras.loss) < 1e-5, `${body.card.history.loss} ${keras.loss}`);
    KEYS.forEach((key, i) => {
      assert.ok(distance(body.weights[key]!.data, keras.weights[i]) < 1e-5, `${key} differs`);
    });
    const predictor = await createPredictor(new Model('stores', 1, body), { engine: 'wasm' });
    try {
      const warnings: string[] = [];
      const found = (await predictor.predict(keras.asked, 'label', text => warnings.push(text))) as number[];
      assert.ok(distance(found, keras.predicted) < 1e-3, `${found} ${keras.predicted}`);
      assert.deepEqual(warnings, [
        'column "city": "Atlantis" was never seen in training',
        'column "store": "5" was never seen in training',
      ]);
      const clean = (await predictor.predict(keras.asked[0], 'label')) as number;
      assert.ok(Math.abs(clean - keras.predicted[0]) < 1e-3, 'a clean record goes the short way');
    } finally {
      await predictor.dispose();
    }
  });

  it('the model knows its columns and how they are read, also from its files', async () => {
    const { network: made, weights, pipeline } = await train(planOf(network()), await data(), await testEngine());
    const sizes = (spec: NetworkSpec) => spec.layers.map(({ args }) => args.inputDim ?? args.encoding ?? null);
    assert.deepEqual(sizes(made), ['index', 5, 'index', 4, null, null]);
    assert.deepEqual(pipeline!.features.find(f => f.name === 'store')!.categories, ['7', '120', '4000']);
    const { modelJson, weightsBin } = asKeras(made, weights);
    const again = fromKerasJson(JSON.parse(JSON.stringify(modelJson)), weightsBin);
    assert.deepEqual(sizes(again.network), sizes(made));
  });
});

describe('who decides how categories are read', () => {
  const shapes = (spec: NetworkSpec) => Object.values(describeNetwork(spec).layers).map(({ shape }) => shape);
  /** As nn-input makes it: the data say that there are three, one-hot so far. */
  const known = (encoding = 'auto') =>
    appendLayer(emptyNetwork(), {
      id: 'in',
      className: 'InputLayer',
      args: { columns: ['city'], encoding, shape: encoding === 'index' ? [] : [3] },
      found: { categories: 3 },
    });
  const lookup = (spec: NetworkSpec, inputDim: number | null = null) =>
    appendLayer(spec, { id: 'vectors', className: 'Embedding', args: { inputDim, outputDim: 2 } });

  it('an Embedding reads its input by index; its size follows from the data', () => {
    for (const encoding of ['auto', 'index']) {
      const { layers } = describeNetwork(lookup(known(encoding)));
      assert.deepEqual(layers.in!.shape, ['N'], encoding);
      assert.deepEqual(layers.vectors!.shape, ['N', 2], encoding);
      assert.equal(layers.vectors!.parameters, 8);
    }
  });
  it('any other layer gets it one-hot', () =>
    assert.deepEqual(shapes(appendLayer(known(), { id: 'd', className: 'Dense', args: { units: 2 } })), [
      ['N', 3],
      ['N', 2],
    ]));
  it('a size that was given may be larger, and not smaller', () => {
    assert.equal(describeNetwork(lookup(known(), 9)).layers.vectors!.parameters, 18);
    assert.equal(
      faultOf(() => lookup(known(), 3)).message,
      'embedding: inputDim must be at least 4, the 3 categories that come in and 0 for any other, received 3',
    );
  });
  it('a size that nothing tells must be given', () => {
    const words = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: { shape: [6] } });
    assert.match(
      faultOf(() => lookup(words)).message,
      /^embedding: inputDim must be given, because the input is not a column/,
    );
  });
  it('an input that is read in both ways must be two', () => {
    const dense = appendLayer(known(), { id: 'd', className: 'Dense', args: { units: 2 } });
    const both = joinNetworks([lookup(known()), dense]);
    const ended = appendOutput(appendLayer(both, { id: 'j', className: 'Concatenate', args: {} }), {
      id: 'out',
      label: 'output',
    });
    return assert.rejects(
      async () => train(planOf(ended), await data(), await testEngine()),
      /input: is read by index by embedding and otherwise by dense; give each an input node of its own/,
    );
  });
  it('columns that are no categories are refused with the remedy', async () => {
    const refused = (columns: string[], problem: RegExp) =>
      assert.rejects(
        async () =>
          train(
            planOf(appendOutput(lookup(inputOf(columns), 9), { id: 'out', label: 'output' })),
            await makeDataset(
              await readTable({ records: keras.train.map((r: object, i: number) => ({ ...r, size: i + 0.5 })) }),
              { targets: ['y'], splitBy: 'time' },
            ),
            await testEngine(),
          ),
        problem,
      );
    await refused(
      ['city', 'store'],
      /must be one column of categories .* received 2 columns\. Give each column an input/,
    );
    await refused(['size'], /received column "size", whose numbers are scaled\. Set the column's type to category/);
  });
});
