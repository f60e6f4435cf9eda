import assert from 'node:assert/strict';
import { type PlanInput, train } from '../../src/training';
import { engineName, testEngine } from '../engines';
import { distance, firstWeights, fitOracle, SAMPLE_WEIGHTS, sampleDataset, samplePlan } from './samples';

interface Case extends Pick<PlanInput, 'optimizer'> {
  readonly name: string;
  readonly rows: number;
  readonly validation: number;
  readonly history: Readonly<Record<string, number[]>>;
  readonly weights: readonly number[][];
}

/** What keras.optimizers.Optimizer does around each optimizer's own rule. */
describe(`accumulated gradients, averaged weights, clipping and decay on ${engineName}`, () => {
  for (const { rows, validation, history, weights, name, ...wishes } of fitOracle.updates as Case[])
    it(`${name}: history and weights are those of Keras fit`, async () => {
      const plan = samplePlan({ ...wishes, shuffle: false, initial: firstWeights(SAMPLE_WEIGHTS) });
      const body = await train(plan, sampleDataset(rows, validation), await testEngine());
      for (const [key, values] of Object.entries(history)) {
        const ours = body.card.history[key]!;
        assert.ok(distance(ours, values) < 2e-5, `${key}: ${ours}, Keras ${values}`);
      }
      for (const [i, key] of SAMPLE_WEIGHTS.entries()) {
        const apart = distance(body.weights[key]!.data, weights[i]!);
        assert.ok(apart < 1e-5, `${key} differs by ${apart}`);
      }
    });
});
