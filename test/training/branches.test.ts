import assert from 'node:assert/strict';
import { addOutput, appendLayer, asMembers, emptyNetwork, joinNetworks, resolveOutputs } from '../../src/network';
import type { NetworkSpec } from '../../src/spec';
import { train } from '../../src/training';
import { subsetsOf } from '../../src/training/branches';
import { prepare } from '../../src/training/prepared';
import { resultsOn } from '../../src/training/results-on';
import { engineName, testEngine } from '../engines';
import { distance, sampleDataset, samplePlan } from './samples';

describe(`branches that the validation rows choose among, on ${engineName}`, () => {
  const dataset = sampleDataset(90, 45);
  const branchOf = (id: string, units: number, more: object = {}): NetworkSpec => {
    let spec = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: { shape: [6] } });
    spec = appendLayer(spec, { id: `${id}-hidden`, className: 'Dense', args: { units, activation: 'tanh', ...more } });
    spec = appendLayer(spec, { id: `${id}-out`, className: 'Dense', args: { units: 3, activation: 'softmax' } });
    return addOutput(spec, { call: spec.heads[0]! });
  };
  const ensemble = (...branches: NetworkSpec[]): NetworkSpec => {
    const { targets } = dataset.pipeline;
    const joined = joinNetworks(branches);
    const outputs = joined.outputs.map(output => ({ ...output, target: [targets[0]!.name] }));
    return asMembers(resolveOutputs({ ...joined, outputs }, dataset.pipeline));
  };
  const optimizer = { className: 'Adam', args: { learningRate: 0.05 } };
  const given = { optimizer, epochs: 12, restoreBestWeights: true };
  /** a branch without information: at best it learns the frequencies of the classes */
  const blind = branchOf('blind', 4, {
    kernelInitializer: 'Zeros',
    kernelConstraint: 'MaxNorm(0)',
    activation: 'relu',
  });

  it('subsets are all there are, those of one branch first', () => {
    assert.deepEqual(subsetsOf(2), [[0], [1], [0, 1]]);
    assert.equal(subsetsOf(3).length, 7);
    assert.deepEqual(subsetsOf(3).slice(0, 3), [[0], [1], [2]]);
  });

  it('a branch that learns nothing is left out, and the model is the other alone', async () => {
    const network = ensemble(blind, branchOf('seeing', 12));
    assert.equal(prepare(samplePlan({ ...given, network }), dataset).branches, 2);
    const model = await train(samplePlan({ ...given, network }), dataset, await testEngine());
    assert.deepEqual(
      model.network.layers.map(({ id }) => id),
      ['in', 'seeing-hidden', 'seeing-out'],
    );
    assert.deepEqual(
      Object.keys(model.weights).map(key => key.split('-')[0]),
      Array(4).fill('seeing'),
    );
    const alone = Math.min(...model.card.history.val_loss!);
    assert.ok(model.card.metrics.val_loss! < alone, 'the mean with the other was worse in every epoch');
    const trained = Math.min(...model.card.history.loss!);
    assert.ok(model.card.metrics.loss! < trained, 'the metrics of the training rows are those of the model too');
  });

  it('each branch is as it was in its own best epoch', async () => {
    const [slow, fast] = [branchOf('slow', 3), branchOf('fast', 24)];
    const engine = await testEngine();
    const rates = { optimizer, epochs: 25, restoreBestWeights: true };
    const model = await train(samplePlan({ ...rates, network: ensemble(slow, fast) }), dataset, engine);
    const { weights } = prepareWith(ensemble(slow, fast));
    assert.ok(weights.every(({ part }) => part !== undefined));
    const least = Math.min(...model.card.history.val_loss!);
    assert.ok(model.card.metrics.val_loss! <= least * 1.02, `${model.card.metrics.val_loss} ${least}`);
  });
  it('losses are without penalties: the curve, the choice and the model say the same', async () => {
    const dear = branchOf('dear', 12, { kernelRegularizer: 'L2(0.5)' });
    const plan = samplePlan({ ...given, network: ensemble(dear, branchOf('free', 12)) });
    const body = await train(plan, dataset, await testEngine());
    const { history, metrics } = body.card;
    // always the frequencies of three classes: log 3, and the penalty would be several times that
    assert.ok(history.val_loss![0]! < 1.5 && history.loss![0]! < 1.5, `${history.val_loss![0]} ${history.loss![0]}`);
    assert.ok(metrics.val_loss! <= Math.min(...history.val_loss!) * 1.02);
    const { validation } = prepare(plan, dataset);
    const [answers] = await resultsOn(await testEngine(), body.network, body.weights, validation!);
    const isOwn = Array.from(validation!.targets[0]!.data, Number); // one-hot
    const logs = isOwn.flatMap((own, i) => (own === 1 ? [Math.log(answers!.data[i]!)] : []));
    const loss = -logs.reduce((a, b) => a + b) / validation!.rows;
    assert.ok(Math.abs(loss - metrics.val_loss!) < 1e-4, `${loss} ${metrics.val_loss}`);
  });
  const prepareWith = (network: NetworkSpec) => prepare(samplePlan({ ...given, network }), dataset);

  it('without validation rows, or where the last epoch counts, there is no choice', () => {
    const network = ensemble(blind, branchOf('seeing', 12));
    assert.equal(prepare(samplePlan({ ...given, network }), sampleDataset(90)).branches, 1);
    assert.equal(prepare(samplePlan({ ...given, restoreBestWeights: false, network }), dataset).branches, 1);
  });

  it('members are several of each branch, and a branch is left out with all of them', async () => {
    const network = ensemble(blind, branchOf('seeing', 12));
    const model = await train(samplePlan({ ...given, members: 2, network }), dataset, await testEngine());
    const ids = model.network.layers.map(({ id }) => id);
    assert.deepEqual(
      ids.filter(id => id.startsWith('blind')),
      ['blind-out-members'],
      'only the mean has its name',
    );
    assert.equal(ids.filter(id => id.startsWith('seeing-out')).length, 2);
    assert.equal(model.network.layers.at(-1)!.className, 'Average');
    assert.ok(distance(model.weights['seeing-out/kernel']!.data, new Float32Array(36)) > 0);
  });
});
