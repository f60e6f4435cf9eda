import type { Program } from '../engine/engine';
import { inputName, uniformSequence } from '../graph';
import type { Feeds, HostTensor } from '../spec';
import { type Chunk, chunks, drawsToShuffle, gatherer, pacing, shuffled } from './batches';
import type { LearningRate } from './learning-rate';
import type { Prepared } from './prepared';
import { scalarValues } from './step/scalars';
import type { TrainingStep } from './step/step';
import { bytesOfRow } from './validation';

/** The result of one call of the engine: the next state, and the losses and metrics of its steps. */
interface StepResults {
  readonly state: Feeds;
  readonly results: Readonly<Record<string, HostTensor>>;
}

/** Where a training begins or resumes. */
interface Start {
  readonly epochsDone: number;
  readonly stepsDone: number;
  readonly state: Feeds;
}

/**
 * Runs the steps of a training on its engine: draws the order of each epoch's rows, gathers batches, computes the
 * scalars of each step, and chooses the number of steps per call.
 */
export class StepRunner {
  private readonly sources: readonly (readonly [name: string, batches: ReturnType<typeof gatherer>])[];
  private readonly stateNames: readonly string[];
  private readonly pace: ReturnType<typeof pacing>;
  private readonly uniform: () => number;
  private readonly keys: () => number;

  constructor(
    private readonly job: Prepared,
    private readonly step: TrainingStep,
    private readonly program: Program,
    private readonly rate: LearningRate,
    { epochsDone, stepsDone, state }: Start,
  ) {
    const rows = step.rows(job.train);
    this.sources = Object.entries(rows).map(([name, source]) => [name, gatherer(source)]);
    this.stateNames = step.graph.state.map(s => inputName(s.input));
    this.pace = pacing(job.batchSize * bytesOfRow(rows), bytesOf(state));
    // A resumed training draws the same numbers as an uninterrupted one.
    this.uniform = uniformSequence(job.plan.seed, epochsDone * drawsToShuffle(job.train.rows));
    this.keys = uniformSequence(job.plan.seed + 1, stepsDone);
  }

  /** The order of the rows in the next epoch; null: as stored. */
  nextOrder(): Int32Array | null {
    const { plan, batchSize, train } = this.job;
    return plan.shuffle && batchSize < train.rows ? shuffled(train.rows, this.uniform) : null;
  }

  /** The calls of one epoch. */
  calls(): Iterable<Chunk> {
    return chunks(this.job.train.rows, this.job.batchSize, this.pace.steps);
  }

  /** One call: the steps of `chunk`, which begin with step `first` of the training, counted from 1. */
  async run(state: Feeds, order: Int32Array | null, chunk: Chunk, first: number): Promise<StepResults> {
    const began = performance.now();
    const results = await this.program.run({
      ...state,
      ...this.scalars(first, chunk.steps),
      ...Object.fromEntries(this.sources.map(([name, batches]) => [name, batches(order, chunk)])),
    });
    this.pace.took(chunk.steps, performance.now() - began);
    return { state: Object.fromEntries(this.stateNames.map(name => [name, results[name]!])), results };
  }

  private scalars(first: number, count: number): Feeds {
    const nextKey = (): number => Math.floor(this.keys() * 2 ** 32) | 0;
    const all = scalarValues(this.job.optimizer, { first, count }, step => this.rate.at(step), nextKey);
    return Object.fromEntries(this.step.graph.scalars.map(s => [inputName(s), all[inputName(s)]!]));
  }
}

const bytesOf = (feeds: Feeds): number => Object.values(feeds).reduce((sum, { data }) => sum + data.byteLength, 0);
