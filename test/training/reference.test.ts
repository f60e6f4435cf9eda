import assert from 'node:assert/strict';
import { train } from '../../src/training';
import { engineName, testEngine } from '../engines';
import { distance, firstWeights, oracle, referenceDataset, referencePlan } from './samples';

const SHAPES = [[1000, 128], [128], [128, 10], [10]] as const;
const KEYS = ['hidden/kernel', 'hidden/bias', 'out/kernel', 'out/bias'];

describe(`the reference network on ${engineName}`, () => {
  it('1000 → 128 relu → 10 softmax, one epoch of Adam: Keras’s numbers to 1e-4', async () => {
    const c = oracle.reference;
    const scale = (i: number) => [Math.fround(0.2), 0, 0.5, 0][i]!;
    const initial = firstWeights(KEYS, SHAPES, { key: 200, scale });
    const plan = referencePlan({ epochs: 1, shuffle: false, initial });
    const { card, weights } = await train(plan, referenceDataset(c.rows), await testEngine());
    const [kernel, ...others] = KEYS.map(key => weights[key]!.data);
    const sample = kernel!.filter((_, i) => i % c.stride === 0);
    const found = {
      loss: Math.abs(card.metrics.loss! - c.loss),
      accuracy: Math.abs(card.metrics.accuracy! - c.accuracy),
      kernel: distance(sample, c.kernel),
      bias: distance(others[0]!, c.bias),
      outputKernel: distance(others[1]!, c.outputKernel),
      outputBias: distance(others[2]!, c.outputBias),
    };
    for (const [name, apart] of Object.entries(found)) assert.ok(apart < 1e-4, `${name} differs by ${apart}`);
  });
});
