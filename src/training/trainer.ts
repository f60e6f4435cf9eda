import { TensorwireError } from '../errors';
import type { Feeds } from '../spec';
import type { WeightArray } from '../values/model';
import { BestSoFar } from './callbacks';
import type { Checkpoint } from './checkpoint';
import type { Compiled } from './compiled';
import type { TrainingControl } from './control';
import { checkFinite, checkLosses } from './finite';
import { History } from './history';
import { LearningRate } from './learning-rate';
import { MetricAccumulator } from './metric-accumulator';
import { stepsInEpoch } from './prepared';
import { Reporter } from './reporter';
import { StepRunner } from './step-runner';

/** Where it begins: at the first epoch, or after that of a checkpoint. */
interface Start {
  readonly saved: Checkpoint | null;
  readonly state: Feeds;
}

/** What a training gives. */
export interface Trained {
  readonly weights: Record<string, WeightArray>;
  /** the epoch that the weights are from */
  readonly epoch: number;
  readonly history: History;
}

/** A screen shows no more points of a curve. */
export const MOST_EARLIER = 2000;

/** Runs epoch after epoch until the plan, a callback or the user ends the training. */
export class Trainer {
  private readonly history: History;
  private readonly best: BestSoFar;
  /**
   * for each branch, if the validation rows choose among branches: the model has each branch's weights of its own best
   * epoch
   */
  private readonly bestOf: readonly BestSoFar[];
  private readonly rate: LearningRate;
  private readonly runner: StepRunner;
  private readonly reporter: Reporter;
  private state: Feeds;
  private bestState: Feeds;
  private epochsDone: number;
  private stepsDone: number;

  constructor(
    private readonly compiled: Compiled,
    private readonly control: TrainingControl,
    private readonly origin: Pick<Checkpoint, 'key' | 'engine'>,
    { saved, state }: Start,
  ) {
    const { job, step, program } = compiled;
    this.history = new History(saved?.history);
    this.best = new BestSoFar(saved?.best, job.plan.restoreBestWeights);
    this.bestOf = Array.from(
      { length: job.branches > 1 ? job.branches : 0 },
      (_, branch) => new BestSoFar(saved?.bestOf?.[branch], job.plan.restoreBestWeights),
    );
    this.rate = new LearningRate(job, saved);
    this.epochsDone = saved?.epoch ?? 0;
    this.stepsDone = saved?.stepsDone ?? 0;
    this.state = state;
    this.bestState = saved?.bestWeights ?? state;
    const { epochsDone, stepsDone } = this;
    this.runner = new StepRunner(job, step, program, this.rate, { epochsDone, stepsDone, state });
    if (saved && epochsDone > 0) control.onResumed?.(this.history.sampled(MOST_EARLIER));
    this.reporter = new Reporter(job.plan, stepsInEpoch(job), control.onProgress, epochsDone, compiled.threads);
  }

  async run(): Promise<Trained> {
    const { job, step, validation } = this.compiled;
    let epoch = this.epochsDone;
    while (epoch < job.plan.epochs && !this.ended(epoch)) {
      epoch++;
      const tally = await this.epoch(epoch);
      if (this.stopped && this.best.epoch > 0) {
        epoch--; // an epoch cut short by a stop does not count, unless it is the only one
        break;
      }
      const measured = await validation?.measure(this.state);
      await this.note(epoch, { ...tally.metrics(), ...measured?.metrics }, measured?.losses ?? []);
      this.epochsDone = epoch;
      await this.control.checkpoints?.offer(() => this.checkpoint());
    }
    const restore = job.plan.earlyStopping || job.plan.restoreBestWeights || this.stopped;
    // Keras's EarlyStopping also restores the weights that were evaluated, after their average has replaced them.
    const state = restore ? this.bestState : step.averaged(this.state);
    return { weights: step.end(state), epoch: restore ? this.best.epoch : epoch, history: this.history };
  }

  /** Before the next epoch: was it stopped, or is the patience exhausted? */
  private ended(epoch: number): boolean {
    const { earlyStopping, patience } = this.compiled.job.plan;
    return this.stopped || (earlyStopping && epoch > 0 && this.best.exhausted(patience));
  }
  private get stopped(): boolean {
    return this.control.stop?.aborted === true && this.stepsDone > 0;
  }

  private checkpoint(): Checkpoint {
    const { origin, epochsDone: epoch, stepsDone, state, bestState } = this;
    const { job, step } = this.compiled;
    const { seed, model, epochs } = job.plan;
    return {
      ...{ ...origin, seed, model, epoch, epochs, stepsDone, ...this.rate.save(), state },
      history: this.history.toJSON(),
      best: this.best.save(),
      ...(this.bestOf.length > 0 && { bestOf: this.bestOf.map(best => best.save()) }),
      bestWeights: bestState === state ? null : step.weightsOf(bestState),
    };
  }

  private async epoch(epoch: number): Promise<MetricAccumulator> {
    const tally = new MetricAccumulator(this.compiled.job.objectives);
    const order = this.runner.nextOrder();
    let before = 0;
    for (const chunk of this.runner.calls()) {
      const { state, results } = await this.runner.run(this.state, order, chunk, this.stepsDone + 1);
      checkLosses(results.loss!, { epoch, before }, at => this.rate.at(this.stepsDone + at));
      this.state = state;
      this.stepsDone += chunk.steps;
      before += chunk.steps;
      tally.add(results, chunk);
      this.reporter.step(epoch, before, tally);
      await new Promise(setImmediate); // messages such as a stop arrive between two calls
      if (this.control.cancel?.aborted)
        throw new TensorwireError('train', 'the training was cancelled', { cancelled: true });
      if (this.stopped) break;
    }
    return tally;
  }

  /** `branches`: the loss of each, if the validation rows choose among them */
  private async note(epoch: number, measured: Record<string, number>, branches: readonly number[]): Promise<void> {
    const rate = this.rate.at(this.stepsDone);
    const metrics = this.rate.changes ? { ...measured, learning_rate: rate } : measured;
    const monitored = metrics.val_loss ?? metrics.loss!;
    checkFinite(monitored, `at the end of epoch ${epoch}`, rate);
    this.history.add(metrics);
    const isBest = this.best.note(epoch, monitored);
    if (isBest && branches.length === 0) this.bestState = this.state;
    for (const [branch, loss] of branches.entries())
      if (this.bestOf[branch]!.note(epoch, loss))
        this.bestState = { ...this.bestState, ...this.compiled.step.branch(this.state, branch) };
    this.rate.note(monitored);
    await this.reporter.epochEnd(epoch, metrics);
  }
}
