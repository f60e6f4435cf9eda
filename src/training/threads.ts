import { createHash } from 'node:crypto';
import type { Engine } from '../engine/engine';
import type { Feeds } from '../spec';
import type { Chunk } from './batches';
import type { Checkpoint } from './checkpoint';
import { type Compiled, compiled, disposed } from './compiled';
import { LearningRate } from './learning-rate';
import { stepsInEpoch } from './prepared';
import { StepRunner } from './step-runner';

/** How a training that may choose the number of its threads does so. */
export interface ThreadChoice {
  /** it takes no more */
  most(): number;
  /** is there memory for a second session beside the first? */
  fits(): boolean;
  chose(threads: number): void;
}

/** Where the training begins. */
interface Start {
  readonly saved: Checkpoint | null;
  readonly state: Feeds;
  /** it is to end: nothing more is measured */
  ended(): boolean;
}

/** More threads are taken where a step with them takes at most this share of its time. */
const FASTER = 0.85;
/** Steps that are measured, in turns; the shortest counts. */
const ROUNDS = 3;
/** Measuring takes some thirty steps. A training of fewer steps or milliseconds goes on with one thread. */
const SHORT = { steps: 300, time: 5000 };

/**
 * The training with as many threads as make its first steps fastest. ONNX Runtime divides a product among threads, and may
 * then add in another order. A number of threads is taken only if it gives the bits of one thread, in each kind of call
 * that the training consists of: a whole batch, several of them, the remainder of an epoch, the validation rows. The order
 * of additions depends on shapes and not on values, so it is the same in all later calls: the choice is made by timing,
 * and changes no number.
 */
export async function withMoreThreads(
  one: Compiled,
  engine: Engine,
  choice: ThreadChoice,
  start: Start,
): Promise<Compiled> {
  const best = choice.most() > 1 ? await fastest(one, engine, choice, start) : one;
  choice.chose(best.threads);
  return best;
}

async function fastest(one: Compiled, engine: Engine, choice: ThreadChoice, start: Start): Promise<Compiled> {
  if (!engine.withThreads) return one;
  const first = new Trial(one, start);
  await first.step(); // memory is allocated by the first call
  const time = await first.step();
  const steps = (one.job.plan.epochs - (start.saved?.epoch ?? 0)) * stepsInEpoch(one.job);
  if (steps < SHORT.steps || steps * time < SHORT.time || !choice.fits()) return one;
  const expected = await new Trial(one, start).fingerprint();
  let best = one;
  for (const threads of candidates(choice.most())) {
    if (start.ended()) break;
    const other = await compiled(one.job, one.step, engine.withThreads(threads));
    const [before, after] = await inTurns(new Trial(best, start), new Trial(other, start));
    const isFaster = after <= FASTER * before;
    const isTaken = isFaster && (await new Trial(other, start).fingerprint()) === expected;
    await disposed(isTaken ? best : other);
    if (isTaken) best = other;
    if (!isFaster) break;
  }
  return best;
}

/** 2, 4, 8, …, and the most. */
function candidates(most: number): number[] {
  const found: number[] = [];
  for (let threads = 2; threads < most; threads *= 2) found.push(threads);
  return [...found, most];
}

/** The shortest time of a step of each, in milliseconds. */
async function inTurns(a: Trial, b: Trial): Promise<[number, number]> {
  const least: [number, number] = [Infinity, Infinity];
  await b.step();
  for (let round = 0; round < ROUNDS; round++)
    for (const [i, trial] of [a, b].entries()) least[i] = Math.min(least[i]!, await trial.step());
  return least;
}

/** Runs first steps of a training, without going on from their results. */
class Trial {
  private readonly runner: StepRunner;
  private readonly first: number;

  constructor(
    private readonly compiled: Compiled,
    private readonly start: Start,
  ) {
    const { job, step, program } = compiled;
    const { saved, state } = start;
    const stepsDone = saved?.stepsDone ?? 0;
    const from = { epochsDone: saved?.epoch ?? 0, stepsDone, state };
    this.runner = new StepRunner(job, step, program, new LearningRate(job, saved), from);
    this.first = stepsDone + 1;
  }

  /** Milliseconds of one step. */
  async step(): Promise<number> {
    const began = performance.now();
    await this.call({ start: 0, steps: 1, rows: this.compiled.job.batchSize });
    return performance.now() - began;
  }

  /** Of the bits of all results of calls of each kind. */
  async fingerprint(): Promise<string> {
    const hash = createHash('sha256');
    for (const chunk of this.kinds()) {
      const { results } = await this.call(chunk);
      for (const name of Object.keys(results).sort()) hash.update(name).update(results[name]!.data);
    }
    return hash.update(JSON.stringify(await this.compiled.validation?.measure(this.start.state)) ?? '').digest('hex');
  }

  private kinds(): Chunk[] {
    const { batchSize, train } = this.compiled.job;
    const full = Math.floor(train.rows / batchSize);
    const rest = train.rows - full * batchSize;
    return [
      { start: 0, steps: 1, rows: batchSize },
      ...(full > 1 ? [{ start: 0, steps: 2, rows: batchSize }] : []),
      ...(rest > 0 ? [{ start: full * batchSize, steps: 1, rows: rest }] : []),
    ];
  }

  private async call(chunk: Chunk) {
    const called = await this.runner.run(this.start.state, null, chunk, this.first);
    await new Promise(setImmediate); // a stop arrives between two calls
    return called;
  }
}
