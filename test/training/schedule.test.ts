import assert from 'node:assert/strict';
import type { ScheduleSpec } from '../../src/spec';
import { type Progress, train } from '../../src/training';

import { engineName, testEngine } from '../engines';
import { distance, firstWeights, oracle, SAMPLE_WEIGHTS, sampleDataset, samplePlan } from './samples';

describe(`a learning-rate schedule in training, on ${engineName}`, () => {
  const c = oracle.schedule;
  const optimizer = { className: 'SGD', args: {}, schedule: c.schedule };

  it('20 steps of warmup and decay end as Keras fit; history, progress and card tell the rate', async () => {
    const { rows, batchSize, epochs } = c;
    const plan = samplePlan({
      optimizer,
      batchSize,
      epochs,
      shuffle: false,
      initial: firstWeights(SAMPLE_WEIGHTS),
    });
    const told: Progress[] = [];
    const control = { onProgress: (p: Progress) => void (p.epochEnd && told.push(p)) };
    const { weights, card } = await train(plan, sampleDataset(rows), await testEngine(), control);
    for (const [i, key] of SAMPLE_WEIGHTS.entries()) assert.ok(distance(weights[key]!.data, c.weights[i]) < 1e-5, key);
    assert.ok(distance(card.history.loss!, c.history.loss) < 1e-5);
    assert.ok(distance(card.history.learning_rate!, c.lastRates) < 1e-7);
    assert.deepEqual(
      told.map(p => p.metrics.learning_rate),
      card.history.learning_rate,
    );
    const settings = card.settings.optimizer as typeof optimizer;
    assert.equal(settings.schedule.className, 'CosineDecay');
    assert.equal(settings.schedule.args.warmupSteps, 6);
  });

  it('what is wrong with it is said', async () => {
    const engine = await testEngine();
    const trial = (schedule: ScheduleSpec, wishes = {}) =>
      train(samplePlan({ optimizer: { ...optimizer, schedule }, ...wishes }), sampleDataset(16), engine);
    await assert.rejects(trial({ className: 'Linear', args: {} }), /schedule must be one of .*CosineDecay.*Linear/);
    await assert.rejects(
      trial({ className: 'CosineDecay', args: { decaySteps: 0 } }),
      /CosineDecay: decaySteps must be a whole number of at least 1, received 0/,
    );
    await assert.rejects(trial(c.schedule, { reduceOnPlateau: true }), /plateau.*CosineDecay.*reduceOnPlateau/);
  });
});
