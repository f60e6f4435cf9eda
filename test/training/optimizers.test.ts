import assert from 'node:assert/strict';
import type { Feeds, HostTensor } from '../../src/engine';
import { gather } from '../../src/training/batches';
import { type Job, prepare } from '../../src/training/job';
import { train } from '../../src/training/loop';
import { float32 } from '../../src/training/packing';
import { buildStep, nameOf } from '../../src/training/step';
import type { OptimizerSpec } from '../../src/values/optimizer';
import { engineName, testEngine } from '../engines';
import { distance, firstWeights, oracle, SAMPLE_WEIGHTS, sampleDataset, sampleNetwork, samplePlan } from './samples';

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

/** The loss of each step, and the weights after the last. */
async function run(job: Job, batchSize: number, epochs: number) {
  const step = buildStep(job);
  const program = await (await testEngine()).compileLoop(step.graph);
  try {
    const steps = job.train.rows / batchSize;
    const scalars: Record<string, HostTensor> = {
      learningRate: float32(new Float32Array(steps).fill(job.optimizer.learningRate), [steps]),
      step: float32(
        Float32Array.from({ length: steps }, (_, i) => i + 1),
        [steps],
      ),
    };
    const rows = Object.entries(step.rows(job.train));
    const data = rows.map(([name, r]) => [name, gather(r, null, { start: 0, steps, rows: batchSize })] as const);
    const now = Object.fromEntries(step.graph.scalars.map(s => [nameOf(s), scalars[nameOf(s)]!]));
    let state: Feeds = step.begin(firstWeights(SAMPLE_WEIGHTS));
    const losses: number[] = [];
    for (let epoch = 0; epoch < epochs; epoch++) {
      const results = await program.run({ ...state, ...now, ...Object.fromEntries(data) });
      losses.push(...results.loss!.data);
      state = results;
    }
    return { losses, weights: step.end(state) };
  } finally {
    await program.dispose();
  }
}

describe(`optimizers on ${engineName}`, () => {
  for (const c of oracle.optimizers as Case[])
    it(`${c.name}: the first 20 steps are Keras's (or the formula's) to 1e-5`, async () => {
      const plan = samplePlan({
        optimizer: c.optimizer,
        classWeight: c.classWeight,
        ...(c.regularizer && { network: sampleNetwork({ kernelRegularizer: c.regularizer }) }),
      });
      const { losses, weights } = await run(prepare(plan, sampleDataset(c.rows)), c.batchSize, c.epochs);
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
