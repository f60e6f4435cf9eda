import assert from 'node:assert/strict';
import { emptyNetwork } from '../../src/network';
import { checkPlan, type PlanInput } from '../../src/training';
import { prepare } from '../../src/training/prepared';
import { balanced } from '../../src/training/weighting';
import { sampleDataset, samplePlan } from './samples';

const plan = (wishes: Partial<PlanInput>) =>
  checkPlan({
    run: 'r',
    model: 'm',
    network: emptyNetwork(),
    optimizer: { className: 'Adam', args: {} },
    ...wishes,
  });

describe('training plan', () => {
  it('blank fields have their defaults, Keras’s; a blank seed is drawn and known', () => {
    const { run: _r, model: _m, network: _n, optimizer: _o, seed, ...rest } = plan({ epochs: '', patience: null });
    assert.deepEqual(rest, {
      epochs: 10,
      batchSize: 32,
      shuffle: true,
      earlyStopping: false,
      patience: 10,
      restoreBestWeights: false,
      members: 1,
      reduceOnPlateau: false,
      keepBackground: true,
      classWeight: 'none',
      seedIsDrawn: true,
      engine: 'auto',
      resolveFrom: [],
      loss: 'auto',
      metrics: 'auto',
    });
    assert.ok(Number.isInteger(seed));
    assert.notEqual(seed, plan({}).seed);
    assert.equal(plan({ seed: '7' }).seed, 7);
  });

  it('fields may come as text', () => {
    const { epochs, shuffle, metrics } = plan({ epochs: '25', shuffle: 'false', metrics: 'accuracy, roc_auc' });
    assert.deepEqual([epochs, shuffle, metrics], [25, false, ['accuracy', 'roc_auc']]);
  });

  for (const [wishes, message] of [
    [{ epochs: 0 }, 'epochs must be a whole number of at least 1, received 0'],
    [{ batchSize: '1.5' }, 'batchSize must be a whole number of at least 1, received "1.5"'],
    [{ patience: 'many' }, 'patience must be a whole number of at least 1, received "many"'],
    [{ shuffle: 1 }, 'shuffle must be true or false, received 1'],
    [{ classWeight: 'heavy' }, 'classWeight must be none, balanced, or one number for each class, received "heavy"'],
    [{ classWeight: { a: -1 } }, 'classWeight of a must be a number of at least 0, received -1'],
    [{ metrics: [1] }, 'metrics must be auto or a list of metric names, received an array of 1'],
  ] as const)
    it(`is an error: ${JSON.stringify(wishes)}`, () => assert.throws(() => plan(wishes), { message }));

  for (const [wishes, message] of [
    [
      { metrics: ['mae'] },
      'train: metrics must be of accuracy, f1, pr_auc, precision, recall, roc_auc, top_k_accuracy, received "mae"',
    ],
    [
      { metrics: ['nonsense'] },
      'train: metrics must be of accuracy, f1, pr_auc, precision, recall, roc_auc, top_k_accuracy, received "nonsense"',
    ],
    [{ classWeight: { d: 1 } }, 'train: classWeight must be weights of the classes a, b, c, received "d"'],
    [{ optimizer: { className: 'Magic', args: {} } }, /^train: optimizer must be one of .*, received "Magic"$/],
    [
      { optimizer: { className: 'SGD', args: {}, clipNorm: -1 } },
      'SGD: clipNorm must be a number above 0, received -1',
    ],
    [
      { optimizer: { className: 'SGD', args: {}, gradientAccumulationSteps: 0 } },
      'SGD: gradientAccumulationSteps must be a whole number of at least 1, received 0',
    ],
    [
      { optimizer: { className: 'SGD', args: {}, useEma: true, emaMomentum: 2 } },
      'SGD: emaMomentum must be a number from 0 to 1, received 2',
    ],
    [
      { optimizer: { className: 'SGD', args: {}, clipNorm: 1, clipValue: 1 } },
      'SGD: takes one of clipNorm, clipValue, globalClipNorm, received clipNorm and clipValue',
    ],
  ] as const)
    it(`is an error with data: ${JSON.stringify(wishes)}`, () => {
      const expected = typeof message === 'string' ? { message } : message;
      assert.throws(() => prepare(samplePlan(wishes as Partial<PlanInput>), sampleDataset(10)), expected);
    });

  it('a dataset without training rows is an error', () => {
    assert.throws(() => prepare(samplePlan(), sampleDataset(0, 5)), /the dataset has no training rows/);
  });

  it('balanced class weights are rows / (classes · rows of the class)', () => {
    // sklearn.utils.class_weight.compute_class_weight('balanced', classes=[0, 1, 2], y=[0, 0, 0, 1, 1, 2])
    assert.deepEqual(balanced([0, 0, 0, 1, 1, 2], 3), [2 / 3, 1, 2]);
  });
});
