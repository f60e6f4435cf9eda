import assert from 'node:assert/strict';
import { openSession } from '../../src/engine';
import { addOutput, appendLayer, emptyNetwork, joinNetworks } from '../../src/network';
import { type Progress, train } from '../../src/training';
import { engineName, testEngine } from '../engines';
import {
  distance,
  firstWeights,
  oracle,
  SAMPLE_WEIGHTS,
  SHAPES,
  sampleDataset,
  sampleNetwork,
  samplePlan,
  sampleRows,
  tensorColumn,
  tensorDataset,
} from './samples';

const initial = firstWeights(SAMPLE_WEIGHTS);
const adam = (learningRate: number) => ({ className: 'Adam', args: { learningRate } });

describe(`training on ${engineName}`, () => {
  it('history is that of Keras fit: a smaller last batch, validation, accuracy', async () => {
    const c = oracle.epochs;
    const plan = samplePlan({ ...c, optimizer: adam(c.learningRate), shuffle: false, initial });
    const { card } = await train(plan, sampleDataset(c.rows, c.validation), await testEngine());
    assert.deepEqual(Object.keys(card.history).sort(), ['accuracy', 'loss', 'val_accuracy', 'val_loss']);
    for (const [name, values] of Object.entries(c.history))
      assert.ok(distance(card.history[name]!, values as number[]) < 2e-5, `${name}: ${card.history[name]} ${values}`);
  });

  it('regression: metrics are in the unit of the target, which is standardised for training', async () => {
    const c = oracle.regression;
    const { x } = sampleRows(c.rows);
    const column = { name: 'price', type: 'number' as const, data: Float64Array.from(c.target) };
    const { body } = tensorDataset([tensorColumn('x', x, [6])], [], c.rows, c.rows);
    const target = {
      name: 'price',
      type: 'number',
      task: 'regression',
      shape: [1],
      transform: { kind: 'standardize', mean: c.mean, std: c.std },
    };
    const dataset = tensorDataset([tensorColumn('x', x, [6])], [], c.rows, c.rows);
    Object.assign(dataset.body, {
      columns: [...body.columns, column],
      targets: ['price'],
      pipeline: { ...body.pipeline, targets: [target] },
    });
    const keys = ['mae', 'rmse', 'r2'];
    const plan = samplePlan({
      network: sampleNetwork({}, 1),
      optimizer: { className: 'SGD', args: { learningRate: c.learningRate } },
      epochs: c.epochs,
      batchSize: c.rows,
      loss: 'auto',
      metrics: keys,
      initial: firstWeights(SAMPLE_WEIGHTS, [[6, 8], [8], [8, 1], [1]]),
    });
    const { card } = await train(plan, dataset, await testEngine());
    for (const key of ['loss', ...keys]) {
      const ours = card.history[key]!.at(-1)!;
      assert.ok(Math.abs(ours / c[key] - 1) < 2e-5, `${key}: ${ours}, Keras ${c[key]}`);
    }
  });

  it('two inputs and two outputs: the losses add up, each output has its own metrics', async () => {
    const c = oracle.twoOutputs;
    const { x, oneHot } = sampleRows(c.rows);
    const part = (from: number, to: number) =>
      Float32Array.from({ length: c.rows * (to - from) }, (_, i) => {
        const width = to - from;
        return x[Math.floor(i / width) * 6 + from + (i % width)]!;
      });
    const dataset = tensorDataset(
      [tensorColumn('left', part(0, 4), [4]), tensorColumn('right', part(4, 6), [2])],
      [
        { ...tensorColumn('label', oneHot, [3]), task: 'classification' },
        { ...tensorColumn('amount', Float32Array.from(c.number), [1]), task: 'regression' },
      ],
      c.rows,
      c.rows,
    );
    const inputs = ['left', 'right'].map(name =>
      appendLayer(emptyNetwork(), { id: name, className: 'InputLayer', args: { columns: [name] } }),
    );
    const joined = appendLayer(joinNetworks(inputs), { id: 'join', className: 'Concatenate', args: {} });
    const hidden = appendLayer(joined, { id: 'hidden', className: 'Dense', args: { units: 8, activation: 'relu' } });
    const head = (id: string, args: Record<string, unknown>) => {
      const end = appendLayer(hidden, { id, className: 'Dense', args });
      return addOutput(end, { call: end.heads[0]!, target: [id] });
    };
    const network = joinNetworks([head('label', { units: 3, activation: 'softmax' }), head('amount', { units: 1 })]);
    const names = [...SAMPLE_WEIGHTS.slice(0, 2), 'label/kernel', 'label/bias', 'amount/kernel', 'amount/bias'];
    const shapes = [...SHAPES, [8, 1], [1]];
    const plan = samplePlan({ network, ...c, loss: 'auto', metrics: ['accuracy', 'mae'], shuffle: false });
    const body = await train({ ...plan, initial: firstWeights(names, shapes) }, dataset, await testEngine());
    const { history } = body.card;
    assert.deepEqual(
      Object.keys(history).sort(),
      ['amount_loss', 'amount_mae', 'label_accuracy', 'label_loss', 'loss'].sort(),
    );
    for (const [name, values] of Object.entries(c.history))
      assert.ok(distance(history[name]!, values as number[]) < 1e-5, `${name}: ${history[name]} ${values}`);
    for (const [i, key] of names.entries()) assert.ok(distance(body.weights[key]!.data, c.weights[i]) < 1e-5, key);
  });

  it('the same seed gives the same weights, another seed others; dropout included', async () => {
    const network = dropoutNetwork();
    const once = async (seed: number) =>
      (await train(samplePlan({ network, epochs: 3, seed }), sampleDataset(50), await testEngine())).weights;
    const [a, b, c] = [await once(4), await once(4), await once(5)];
    for (const key of Object.keys(a)) assert.deepEqual(a[key]!.data, b[key]!.data, key);
    assert.ok(distance(a['out/kernel']!.data, c['out/kernel']!.data) > 1e-3);
  });

  it('early stopping ends the training and gives back the best weights', async () => {
    const dataset = sampleDataset(64, 40);
    const wishes = { optimizer: adam(0.3), epochs: 60, batchSize: 16, initial, seed: 3 };
    const { card, weights } = await train(
      samplePlan({ ...wishes, earlyStopping: true, patience: 3 }),
      dataset,
      await testEngine(),
    );
    const course = card.history.val_loss!;
    const best = course.indexOf(Math.min(...course));
    assert.ok(course.length < 60, 'it ended early');
    assert.equal(course.length, best + 1 + 3);
    assert.equal(card.metrics.val_loss, course[best]);
    const direct = await train(samplePlan({ ...wishes, epochs: best + 1 }), dataset, await testEngine());
    for (const key of SAMPLE_WEIGHTS) assert.deepEqual(weights[key]!.data, direct.weights[key]!.data);
  });

  it('a stop keeps the best weights so far; what the cut epoch learned is left out', async () => {
    const stop = new AbortController();
    const dataset = sampleDataset(64, 40);
    const ends: Progress[] = [];
    const onProgress = (progress: Progress) => {
      if (progress.epochEnd) ends.push(progress);
      if (ends.length === 4) stop.abort();
    };
    const wishes = { optimizer: adam(0.3), epochs: 1000, batchSize: 16, initial, seed: 3 };
    const { card, weights } = await train(samplePlan(wishes), dataset, await testEngine(), {
      onProgress,
      stop: stop.signal,
    });
    const course = card.history.val_loss!;
    assert.equal(course.length, 4);
    const best = course.indexOf(Math.min(...course));
    assert.deepEqual(card.metrics, ends[best]!.metrics);
    const direct = await train(samplePlan({ ...wishes, epochs: best + 1 }), dataset, await testEngine());
    for (const key of SAMPLE_WEIGHTS) assert.deepEqual(weights[key]!.data, direct.weights[key]!.data);
  });

  it('a stop before the first epoch is over still gives a model', async () => {
    const stop = new AbortController();
    stop.abort();
    const { card } = await train(samplePlan({ epochs: 1000 }), sampleDataset(640, 8), await testEngine(), {
      stop: stop.signal,
    });
    assert.equal(card.history.loss!.length, 1);
    assert.ok(Number.isFinite(card.metrics.val_loss));
  });

  it('a cancelled training is an error that says so', async () => {
    const cancel = new AbortController();
    const training = train(samplePlan({ epochs: 1000 }), sampleDataset(50), await testEngine(), {
      onProgress: () => cancel.abort(),
      cancel: cancel.signal,
    });
    await assert.rejects(training, { message: 'train: the training was cancelled', details: { cancelled: true } });
  });

  it('a loss that becomes NaN ends the training, names epoch and step, and advises', async () => {
    const plan = samplePlan({
      network: sampleNetwork({ activation: 'exponential' }),
      optimizer: { className: 'SGD', args: { learningRate: 1e6 } },
      epochs: 20,
      batchSize: 10,
    });
    await assert.rejects(
      train(plan, sampleDataset(50), await testEngine()),
      /^train: the loss became (NaN|infinite) at epoch 1, step [2-5]\. Try a learning rate below 1000000, or clip the gradients$/,
    );
  });

  it('a model can be trained further: two times three epochs of SGD are six', async () => {
    const dataset = sampleDataset(48);
    const wishes = { shuffle: false, initial };
    const six = await train(samplePlan({ ...wishes, epochs: 6 }), dataset, await testEngine());
    const three = await train(samplePlan({ ...wishes, epochs: 3 }), dataset, await testEngine());
    const more = await train(
      samplePlan({ ...wishes, epochs: 3, network: three.network, initial: three.weights, pipeline: three.pipeline! }),
      dataset,
      await testEngine(),
    );
    for (const key of SAMPLE_WEIGHTS) assert.ok(distance(more.weights[key]!.data, six.weights[key]!.data) < 1e-6, key);
  });

  it('weights that do not fit the network are an error that names them', async () => {
    const wrong = { ...initial, 'out/bias': { shape: [4], data: new Float32Array(4) } };
    await assert.rejects(
      train(samplePlan({ initial: wrong }), sampleDataset(48), await testEngine()),
      /the model to train further has \[4\] where the network has out\/bias \[3\]/,
    );
  });

  it('weights above 8192 elements, each a state of its own, learn the same', async () => {
    const wide = sampleNetwork({ units: 1400 }); // 6·1400 and 1400·3: one above the limit, one below
    const dataset = sampleDataset(64);
    const plan = samplePlan({ network: wide, optimizer: adam(0.01), shuffle: false, epochs: 2 });
    const packed = await train(plan, dataset, await testEngine());
    // a huge clipNorm changes nothing but gives every weight a state of its own
    const alone = await train({ ...plan, optimizer: { ...adam(0.01), clipNorm: 1e9 } }, dataset, await testEngine());
    for (const key of SAMPLE_WEIGHTS)
      assert.ok(distance(packed.weights[key]!.data, alone.weights[key]!.data) < 2e-5, key);
  });

  it('the learning rate of a plateau stands in the history', async () => {
    const plan = samplePlan({
      optimizer: { className: 'SGD', args: { learningRate: 0 } },
      epochs: 5,
      patience: 2,
      reduceOnPlateau: true,
    });
    const rates = (await train(plan, sampleDataset(48), await testEngine())).card.history.learning_rate!;
    assert.deepEqual(rates, [0, 0, 0, 0, 0]);
    const falling = await train(
      { ...plan, optimizer: { className: 'SGD', args: { learningRate: 1e-9 } } },
      sampleDataset(48),
      await testEngine(),
    );
    assert.deepEqual(
      falling.card.history.learning_rate!.map(r => Math.round(Math.log10(r))),
      [-9, -9, -9, -10, -10],
    );
  });

  it('progress counts epochs and steps, ends each epoch once, and is otherwise rare', async () => {
    const heard: Progress[] = [];
    const plan = samplePlan({ epochs: 3, batchSize: 4 });
    await train(plan, sampleDataset(50, 10), await testEngine(), { onProgress: p => heard.push(p) });
    const ends = heard.filter(p => p.epochEnd);
    assert.deepEqual(
      ends.map(p => [p.epoch, p.epochs, p.step, p.steps]),
      [1, 2, 3].map(epoch => [epoch, 3, 13, 13]),
    );
    assert.equal(ends.at(-1)!.secondsLeft, 0);
    assert.ok(ends.every(p => Number.isFinite(p.metrics.val_loss) && p.run === 'run' && p.model === 'sample'));
  });

  it('within an epoch there are at most four messages a second', async () => {
    const heard: Progress[] = [];
    const began = performance.now();
    const plan = samplePlan({ epochs: 1, batchSize: 1 });
    await train(plan, sampleDataset(3000), await testEngine(), { onProgress: p => heard.push(p) });
    const seconds = (performance.now() - began) / 1000;
    assert.ok(heard.length <= 2 + 4 * seconds, `${heard.length} in ${seconds} s`);
    assert.ok(heard.slice(0, -1).every(p => !p.epochEnd && p.step < p.steps && p.metrics.val_loss === undefined));
  });

  it('model.onnx gives the predictions of the trained network, without dropout, for any number of rows', async function () {
    if (engineName !== 'onnx' && engineName !== 'wasm') this.skip();
    const dataset = sampleDataset(64);
    const body = await train(samplePlan({ network: dropoutNetwork(), epochs: 2 }), dataset, await testEngine());
    const session = await openSession(body.onnx, engineName);
    try {
      const { x } = sampleRows(7, { key: 9 });
      const feed = { data: x, shape: [7, 6], dtype: 'float32' as const };
      const [output] = Object.values(await session.run({ input: feed }));
      const expected = forward(body.weights, x);
      assert.deepEqual(output!.shape, [7, 3]);
      assert.ok(distance(output!.data, expected) < 1e-6);
    } finally {
      await session.dispose();
    }
    const text = Buffer.from(body.onnx).toString('latin1');
    for (const word of ['"classes":["a","b","c"]', '"task":"classification"']) assert.ok(text.includes(word), word);
    assert.ok(!text.includes('Dropout') && !/Random/.test(text));
  });

  it('the card says what a reader needs to do it again', async () => {
    const plan = samplePlan({ epochs: 2, optimizer: adam(0.01), seed: 77 });
    const { card, network } = await train(plan, sampleDataset(50), await testEngine());
    assert.deepEqual(
      [card.task, card.targets, card.parameters, card.engine, card.seed, card.data.rows],
      ['classification', ['label'], 83, engineName, 77, 50],
    );
    assert.deepEqual(card.settings.loss, ['CategoricalCrossentropy']);
    assert.equal((card.settings.optimizer as { args: { learningRate: number } }).args.learningRate, 0.01);
    assert.equal(network.outputs[0]!.loss, 'CategoricalCrossentropy');
  });
});

function dropoutNetwork() {
  const input = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: { shape: [6] } });
  const hidden = appendLayer(input, { id: 'hidden', className: 'Dense', args: { units: 8, activation: 'relu' } });
  const drop = appendLayer(hidden, { id: 'drop', className: 'Dropout', args: { rate: 0.5 } });
  const out = appendLayer(drop, { id: 'out', className: 'Dense', args: { units: 3, activation: 'softmax' } });
  return addOutput(out, { call: out.heads[0]! });
}

/** Dense 8 relu, Dense 3 softmax by hand. */
function forward(weights: Readonly<Record<string, { data: Float32Array }>>, x: Float32Array): number[] {
  const [k1, b1, k2, b2] = SAMPLE_WEIGHTS.map(key => weights[key]!.data) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const dense = (row: ArrayLike<number>, kernel: Float32Array, bias: Float32Array): number[] =>
    Array.from(bias, (b, j) => Array.from(row).reduce((sum, v, i) => sum + v * kernel[i * bias.length + j]!, b));
  return Array.from({ length: x.length / 6 }).flatMap((_, row) => {
    const hidden = dense(x.subarray(row * 6, row * 6 + 6), k1, b1).map(v => Math.max(0, v));
    const logits = dense(hidden, k2, b2);
    const e = logits.map(v => Math.exp(v - Math.max(...logits)));
    return e.map(v => v / e.reduce((a, b) => a + b, 0));
  });
}
