import assert from 'node:assert/strict';
import type { OptimizerSpec } from '../../src/spec';
import { train } from '../../src/training/loop';
import { prepare } from '../../src/training/prepared';

import { engineName, testEngine } from '../engines';
import { distance, firstWeights, oracle, SAMPLE_WEIGHTS, sampleDataset, sampleNetwork, samplePlan } from './samples';
import { runSteps } from './steps';

interface Case {
  readonly name: string;
  readonly rows: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly optimizer: OptimizerSpec;
  readonly regularizer?: string;
  readonly classWeight?: Record<string, number>;
  readonly losses: number[];
  readonly weights: number[][];
}

describe(`optimizers on ${engineName}`, () => {
  for (const c of oracle.optimizers as Case[])
    it(`${c.name}: the first 20 steps are Keras's (or the formula's) to 1e-5`, async () => {
      const plan = samplePlan({
        optimizer: c.optimizer,
        classWeight: c.classWeight,
        batchSize: c.batchSize,
        ...(c.regularizer && { network: sampleNetwork({ kernelRegularizer: c.regularizer }) }),
      });
      const job = prepare(plan, sampleDataset(c.rows));
      const first = firstWeights(SAMPLE_WEIGHTS);
      const { losses, weights } = await runSteps(await testEngine(), job, { weights: first, epochs: c.epochs });
      assert.equal(losses.length, 20);
      assert.ok(distance(losses, c.losses) < 1e-5, `losses differ by ${distance(losses, c.losses)}`);
      SAMPLE_WEIGHTS.forEach((key, i) => {
        const apart = distance(weights[key]!.data, c.weights[i]!);
        assert.ok(apart < 1e-5, `${key} differs by ${apart}`);
      });
    });

  for (const name of ['Adam', 'gradient descent', 'class weights'])
    it(`${name}: training as a whole ends with the same weights`, async () => {
      const c = (oracle.optimizers as Case[]).find(o => o.name === name)!;
      const body = await train(
        samplePlan({ ...c, shuffle: false, initial: firstWeights(SAMPLE_WEIGHTS) }),
        sampleDataset(c.rows),
        await testEngine(),
      );
      for (const [i, key] of SAMPLE_WEIGHTS.entries())
        assert.ok(distance(body.weights[key]!.data, c.weights[i]!) < 1e-5, key);
    });
});
