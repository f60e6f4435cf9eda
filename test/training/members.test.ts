import assert from 'node:assert/strict';
import { addOutput, appendLayer, buildForward, emptyNetwork, fromKerasJson, withMembers } from '../../src/network';
import { train } from '../../src/training';
import { BestSoFar } from '../../src/training/callbacks';
import { prepare } from '../../src/training/prepared';
import { engineName, testEngine } from '../engines';
import { asKeras } from '../network/as-keras';
import { distance, firstWeights, SAMPLE_WEIGHTS, SHAPES, sampleDataset, samplePlan } from './samples';

describe(`ensembles, and the best epoch, on ${engineName}`, () => {
  const first = [1, 2, 3].map(key => firstWeights(SAMPLE_WEIGHTS, SHAPES, { key: 100 * key }));
  const nameOf = (key: string, member: number) => (member === 0 ? key : key.replace('/', `-${member + 1}/`));
  const initial = Object.fromEntries(
    first.flatMap((weights, member) => Object.entries(weights).map(([key, w]) => [nameOf(key, member), w])),
  );
  const optimizer = { className: 'Adam', args: { learningRate: 0.01 } };
  const dataset = sampleDataset(60, 30);

  const network = withMembers(prepare(samplePlan({ optimizer }), dataset).network, 3);

  it('each member learns what it learns alone; the model is their mean, one network as any other', async () => {
    const engine = await testEngine();
    const alone = [];
    for (const weights of first)
      alone.push(await train(samplePlan({ optimizer, epochs: 3, initial: weights }), dataset, engine));
    const together = await train(samplePlan({ network, optimizer, epochs: 3, initial }), dataset, engine);
    for (const [member, { weights }] of alone.entries())
      for (const [key, { data }] of Object.entries(weights))
        assert.ok(distance(together.weights[nameOf(key, member)]!.data, data) < 1e-5, `${key} of member ${member}`);
    const mean = alone.reduce((sum, { card }) => sum + card.history.loss!.at(-1)!, 0) / 3;
    assert.ok(Math.abs(together.card.history.loss!.at(-1)! - mean) < 1e-5);
    // −log is convex: the mean of the answers is never worse than the mean of the losses
    assert.ok(
      together.card.history.val_loss!.at(-1)! <= alone.reduce((s, a) => s + a.card.history.val_loss!.at(-1)!, 0) / 3,
    );
    assert.equal(together.network.layers.at(-1)!.className, 'Average');
  });

  it('gradients are clipped by the norm of each member, not of all together', async () => {
    const engine = await testEngine();
    const clipped = { className: 'SGD', args: { learningRate: 0.5 }, globalClipNorm: 0.1 };
    const plan = { optimizer: clipped, epochs: 1 };
    const together = await train(samplePlan({ ...plan, network, initial }), dataset, engine);
    for (const [member, weights] of first.entries()) {
      const alone = await train(samplePlan({ ...plan, initial: weights }), dataset, engine);
      for (const [key, { data }] of Object.entries(alone.weights))
        assert.ok(distance(together.weights[nameOf(key, member)]!.data, data) < 1e-5, `${key} of member ${member}`);
    }
  });

  it('what draws random numbers is not in common', () => {
    const common = (dropout: number) => {
      let spec = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: { shape: [4, 6] } });
      spec = appendLayer(spec, { id: 'look', className: 'Attention', args: { dropout } });
      spec = appendLayer(spec, { id: 'flat', className: 'Flatten', args: {} });
      spec = appendLayer(spec, { id: 'out', className: 'Dense', args: { units: 3 } });
      const { calls } = withMembers(addOutput(spec, { call: spec.heads[0]! }), 2);
      return calls.filter(({ layer }) => /^(look|flat)/.test(layer)).length;
    };
    assert.deepEqual([common(0), common(0.5)], [2, 4]);
  });

  it('a network that is a mean already has so many times its members, and the old mean is gone', () => {
    const plan = samplePlan({ optimizer, members: 2 });
    const once = prepare(plan, dataset).network;
    const twice = withMembers(once, 3);
    const means = twice.calls.filter(call => call.inputs.length > 1);
    assert.deepEqual(
      means.map(call => call.inputs.length),
      [6],
    );
    assert.equal(twice.outputs[0]!.call, means[0]!.id);
    assert.equal(buildForward(twice, { training: false }).weights.length, 6 * SAMPLE_WEIGHTS.length);
  });

  it('no copy shares the weights of another layer, whatever ids the layers have', () => {
    let chain = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: { shape: [6] } });
    for (const id of ['a', 'a-2', 'a-4']) chain = appendLayer(chain, { id, className: 'Dense', args: { units: 6 } });
    chain = addOutput(chain, { call: chain.heads[0]! });
    const ids = withMembers(chain, 3).calls.map(({ layer }) => layer);
    assert.equal(ids.filter(id => id.startsWith('a')).length, 3 * 3 + 1, 'three members and their mean');
    assert.equal(new Set(ids).size, ids.length);
  });

  it('the penalty of an ensemble is the mean of its members’, in training and in validation', async () => {
    let regularized = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: { shape: [6] } });
    const dense = { units: 3, activation: 'softmax', kernelRegularizer: 'L2(100)' };
    regularized = appendLayer(regularized, { id: 'out', className: 'Dense', args: dense });
    const plan = samplePlan({
      network: addOutput(regularized, { call: regularized.heads[0]! }),
      optimizer: { className: 'SGD', args: { learningRate: 0 } },
      ...{ epochs: 1, members: 3 },
    });
    const { card } = await train(plan, dataset, await testEngine());
    const penalty = card.history.loss![0]!;
    assert.ok(penalty > 100, `the penalty is nearly all of the loss, ${penalty}`);
    assert.ok(Math.abs(card.history.val_loss![0]! - penalty) < 2, `val_loss ${card.history.val_loss![0]}`);
  });

  it('it goes to Keras and back, and is trained further as it is', async () => {
    const engine = await testEngine();
    const { weights } = await train(samplePlan({ network, optimizer, epochs: 1, initial }), dataset, engine);
    const { modelJson, weightsBin } = asKeras(network, weights);
    const back = fromKerasJson(JSON.parse(JSON.stringify(modelJson)), weightsBin);
    assert.equal(back.network.outputs[0]!.members, true);
    const plan = samplePlan({ network: back.network, initial: back.weights, optimizer, epochs: 1, members: 3 });
    const warnings: string[] = [];
    const further = await train(plan, dataset, engine, { onWarning: text => void warnings.push(text) });
    assert.deepEqual(warnings, ['members (3) is not used: a model that is trained further keeps its own network']);
    assert.equal('members' in further.card.settings, false);
    assert.equal(further.network.layers.length, network.layers.length);
    assert.equal(further.card.parameters, 3 * (6 * 8 + 8 + 8 * 3 + 3));
  });

  it('restoreBestWeights: all epochs are trained, and the model is that of the best one, the last of equals', async () => {
    const wild = { className: 'Adam', args: { learningRate: 0.8 } };
    const plan = samplePlan({ optimizer: wild, epochs: 12, restoreBestWeights: true, batchSize: 8 });
    const { card } = await train(plan, dataset, await testEngine());
    const losses = card.history.val_loss!;
    assert.equal(losses.length, 12);
    assert.equal(card.metrics.val_loss, Math.min(...losses));
    assert.ok(losses.at(-1)! > card.metrics.val_loss!, 'the last epoch is not the best one here');
    const [last, firstOfEquals] = [new BestSoFar({}, true), new BestSoFar()];
    for (const [i, value] of [2, 1, 1, 3].entries()) for (const best of [last, firstOfEquals]) best.note(i + 1, value);
    assert.deepEqual([last.epoch, firstOfEquals.epoch], [3, 2]);
    // keras.callbacks.EarlyStopping: an equal value is waited on
    assert.deepEqual(
      [1, 2, 3].map(patience => [last.exhausted(patience), firstOfEquals.exhausted(patience)]),
      [
        [true, true],
        [true, true],
        [false, false],
      ],
    );
  });
});
