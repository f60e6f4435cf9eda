import assert from 'node:assert/strict';
import { optimizers, parseArguments, schedules } from '../../src/catalogue';
import { type Numbers, oracle } from './oracle';

interface Case {
  readonly schedule: string;
  readonly args: Record<string, unknown>;
  readonly rates: Numbers;
  /** the optimizer's, of schedules that have no rate of their own */
  readonly learningRate?: number;
}

const keys = (table: object) => Object.keys(table);

describe('learning-rate schedules', () => {
  const cases = oracle<readonly Case[]>('schedules');
  it('all were asked of Keras', () =>
    assert.deepEqual([...new Set(cases.map(c => c.schedule))].sort(), keys(schedules).sort()));

  for (const { schedule, args, rates, learningRate = Number.NaN } of cases)
    it(`${schedule} ${JSON.stringify(args)}: ${rates.data.length} steps as Keras`, () => {
      const entry = schedules[schedule]!;
      const parsed = parseArguments(entry.arguments, args);
      // Keras counts in float32
      for (const [step, expected] of rates.data.entries()) {
        const found = entry.rate(parsed, step, learningRate, rates.data.length);
        assert.ok(Math.abs(found - expected) < 2e-7, `step ${step}: ${found}, Keras ${expected}`);
      }
    });

  it('without an initial rate begin at the optimizer’s', () => {
    for (const entry of Object.values(schedules))
      if ('initialLearningRate' in entry.arguments)
        assert.equal(entry.rate(parseArguments(entry.arguments, {}), 0, 0.25, 1), 0.25, entry.className);
  });

  it('name no argument as an optimizer does, and give one name one default: all stand in one node', () => {
    const taken = new Set([
      'name',
      'algorithm',
      'schedule',
      'neuralTangent',
      'learningRateMultipliers',
      'clipNorm',
      'clipValue',
      'globalClipNorm',
      'gradientAccumulationSteps',
      'useEma',
      'emaMomentum',
      'emaOverwriteFrequency',
    ]);
    for (const { arguments: table } of Object.values(optimizers)) for (const key of keys(table)) taken.add(key);
    const defaults = new Map<string, unknown>();
    for (const { arguments: table } of Object.values(schedules))
      for (const [key, argument] of Object.entries(table)) {
        assert.ok(!taken.has(key), key);
        if (defaults.has(key)) assert.deepEqual(argument.default, defaults.get(key), key);
        defaults.set(key, argument.default);
      }
  });

  it('piecewise: values are one more than boundaries, which rise', () => {
    const { check } = schedules.PiecewiseConstantDecay!;
    assert.throws(() => check!({ boundaries: [1, 2], values: [1, 2] }), /one more than boundaries/);
    assert.throws(() => check!({ boundaries: [2, 1], values: [1, 2, 3] }), /must rise/);
  });
});
