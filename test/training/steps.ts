import type { Engine } from '../../src/engine';
import { inputName, type Pass, uniformSequence } from '../../src/graph';
import { initialWeights } from '../../src/network';
import type { Feeds } from '../../src/spec';
import { chunks, gather } from '../../src/training/batches';
import type { Prepared } from '../../src/training/prepared';
import { scalarValues } from '../../src/training/step/scalars';
import { buildStep } from '../../src/training/step/step';
import type { WeightArray } from '../../src/values/model';

type Weights = Readonly<Record<string, WeightArray>>;

export interface StepOptions {
  readonly rewrites?: readonly Pass[];
  /** default: the initializers', from the plan's seed */
  readonly weights?: Weights;
  readonly epochs?: number;
  /** steps in one call of the engine */
  readonly perRun?: number;
}

/** A job's compiled training step; `run` goes over the rows in order and returns the loss of every step. */
export async function compileSteps(engine: Engine, job: Prepared, { rewrites }: StepOptions = {}) {
  const step = buildStep(job, rewrites);
  const program = await engine.compileLoop(step.graph);
  return {
    graph: step.graph,
    dispose: () => program.dispose(),
    /** of the compiled job, or of one that differs in rows, learning rate and seed only */
    async run({ plan, network, train, optimizer }: Prepared, { weights, epochs = 1, perRun = 8 }: StepOptions = {}) {
      const rows = Object.entries(step.rows(train));
      const keys = uniformSequence(plan.seed + 1);
      const losses: number[] = [];
      let state: Feeds = step.begin(weights ?? initialWeights(network, plan.seed));
      for (let epoch = 0; epoch < epochs; epoch++)
        for (const chunk of chunks(train.rows, Math.min(plan.batchSize, train.rows), () => perRun)) {
          const { steps } = chunk;
          const at = { first: losses.length + 1, count: steps };
          const all = scalarValues(
            optimizer,
            at,
            () => optimizer.learningRate,
            () => Math.floor(keys() * 2 ** 32) | 0,
          );
          const results = await program.run({
            ...state,
            ...Object.fromEntries(step.graph.scalars.map(s => [inputName(s), all[inputName(s)]!])),
            ...Object.fromEntries(rows.map(([name, r]) => [name, gather(r, null, chunk)])),
          });
          losses.push(...results.loss!.data);
          state = Object.fromEntries(step.graph.state.map(s => [inputName(s.input), results[inputName(s.input)]!]));
        }
      return { losses, weights: step.end(state) };
    },
  };
}

export async function runSteps(
  engine: Engine,
  job: Prepared,
  options: StepOptions = {},
): Promise<{ losses: number[]; weights: Weights }> {
  const steps = await compileSteps(engine, job, options);
  try {
    return await steps.run(job, options);
  } finally {
    await steps.dispose();
  }
}
