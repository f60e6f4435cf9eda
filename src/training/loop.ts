import type { Engine, EngineName } from '../engine/engine';
import { nameOf } from '../engine/feeds';
import { rewritesFor } from '../engine/rewrites';
import { TensorwireError } from '../errors';
import { uniformSequence } from '../graph';
import { targetNotes } from '../network';
import type { Feeds, HostTensor } from '../spec';
import type { Dataset } from '../values/dataset';
import type { ModelBody, WeightArray } from '../values/model';
import { adapted } from './adapt';
import { type Chunk, chunks, drawsToShuffle, gatherer, pacing, shuffled } from './batches';
import { BestSoFar, Plateau, plateauPatience } from './callbacks';
import { type Checkpoint, type Checkpoints, keyOf } from './checkpoint';
import { History } from './history';
import { startWeights } from './initial-weights';
import { MetricAccumulator } from './metric-accumulator';
import type { Progress, TrainingPlan } from './plan';
import { type Prepared, prepare } from './prepared';
import { Reporter } from './reporter';
import { makeModel } from './result';
import { type EngineFor, whereToGoOn } from './resume';
import { scalarValues } from './scalars';
import { buildStep, type TrainingStep } from './step';
import { undefinedMetrics } from './undefined-metrics';
import { bytesOfRow, compileValidation, type Validation } from './validation';

export interface TrainingControl {
  /** a promise: the training waits for it at the end of an epoch, so that it is no faster than its listener */
  onProgress?(progress: Progress): unknown;
  /** something that the user should know of */
  onWarning?(text: string): void;
  /** ends the training after the step that is being computed; the best weights so far become the model */
  readonly stop?: AbortSignal;
  /** ends it and rejects with an error whose `details.cancelled` is true */
  readonly cancel?: AbortSignal;
  /** where the training is kept from epoch to epoch, and goes on from where it was interrupted */
  readonly checkpoints?: Checkpoints;
}

/** Trains the plan's network on the training rows of a dataset, in this process. Throws a TensorwireError. */
export async function train(
  plan: TrainingPlan,
  dataset: Dataset,
  given: Engine | EngineFor,
  control: TrainingControl = {},
): Promise<ModelBody> {
  const key = control.checkpoints ? keyOf(plan, dataset) : '';
  const kept = (await control.checkpoints?.load(key)) ?? null;
  const prepared = prepare(kept ? { ...plan, seed: kept.seed } : plan, dataset);
  const warn = (text: string): void => control.onWarning?.(text);
  for (const text of targetNotes(prepared.network, dataset.targets)) warn(text);
  const { engine, saved } = await whereToGoOn(kept, given, prepared.multiplyAdds, plan.engine, warn);
  const job = kept && !saved ? prepare(plan, dataset) : prepared;
  const step = buildStep(job, rewritesFor(engine.name, await engine.channelBlock?.()));
  const program = await engine.compileLoop(step.graph);
  let validation: Validation | null = null;
  try {
    if (job.validation) validation = await compileValidation(job, job.validation, engine);
    const first = saved?.state ?? step.begin(await adapted(job, engine, startWeights(job)));
    const compute = (feeds: Feeds) => program.run(feeds);
    const trainer = new Trainer(job, step, compute, validation, control, key, engine.name, saved, first);
    const { weights, epoch, history } = await trainer.run();
    const metrics = history.at(epoch);
    for (const text of undefinedMetrics(job, metrics)) warn(text);
    return makeModel(job, engine, dataset, { weights, metrics, history: history.toJSON() });
  } finally {
    await program.dispose();
    await validation?.dispose();
  }
}

/** The state of a training: everything that changes from epoch to epoch. */
class Trainer {
  private readonly history: History;
  private readonly best: BestSoFar;
  private readonly plateau: Plateau | null;
  private readonly reporter: Reporter;
  private readonly sources: readonly (readonly [name: string, batches: ReturnType<typeof gatherer>])[];
  private readonly stateNames: readonly string[];
  private readonly pace: ReturnType<typeof pacing>;
  private readonly batchSize: number;
  private readonly order: () => Int32Array | null;
  private readonly nextKey: () => number;
  private state: Feeds;
  private bestState: Feeds;
  private learningRate: number;
  /** of the whole training */
  private readonly steps: number;
  private epochsDone: number;
  private stepsDone: number;

  constructor(
    private readonly job: Prepared,
    private readonly step: TrainingStep,
    private readonly compute: (feeds: Feeds) => Promise<Record<string, HostTensor>>,
    private readonly validation: Validation | null,
    private readonly control: TrainingControl,
    private readonly key: string,
    private readonly engine: EngineName,
    saved: Checkpoint | null,
    first: Feeds,
  ) {
    const { plan, optimizer } = job;
    const { rows } = job.train;
    this.history = new History(saved?.history);
    this.best = new BestSoFar(saved?.best, plan.restoreBestWeights);
    this.epochsDone = saved?.epoch ?? 0;
    this.stepsDone = saved?.stepsDone ?? 0;
    this.batchSize = job.batchSize;
    const { patience, earlyStopping } = plan;
    this.plateau = plan.reduceOnPlateau
      ? new Plateau(plateauPatience(patience, earlyStopping), saved?.plateau ?? {})
      : null;
    this.learningRate = saved?.learningRate ?? optimizer.learningRate;
    const sources = step.rows(job.train);
    this.sources = Object.entries(sources).map(([name, rows]) => [name, gatherer(rows)]);
    this.stateNames = step.graph.state.map(s => nameOf(s.input));
    const inEpoch = Math.ceil(rows / this.batchSize);
    this.steps = plan.epochs * inEpoch;
    this.reporter = new Reporter(plan, inEpoch, control.onProgress, this.epochsDone);
    const inTurn = plan.shuffle && this.batchSize < rows;
    const uniform = uniformSequence(plan.seed, this.epochsDone * drawsToShuffle(rows));
    const keys = uniformSequence(plan.seed + 1, this.stepsDone);
    this.order = () => (inTurn ? shuffled(rows, uniform) : null);
    this.nextKey = () => Math.floor(keys() * 2 ** 32) | 0;
    this.state = first;
    this.bestState = saved?.bestWeights ?? this.state;
    this.pace = pacing(this.batchSize * bytesOfRow(sources), bytesOf(this.state));
  }

  async run(): Promise<{ weights: Record<string, WeightArray>; epoch: number; history: History }> {
    const { plan } = this.job;
    let epoch = this.epochsDone;
    while (epoch < plan.epochs && !this.ended(epoch)) {
      epoch++;
      const tally = await this.epoch(epoch);
      if (this.stopped && this.best.epoch > 0) {
        epoch--; // an epoch that a stop cut short is forgotten, unless it is all there is
        break;
      }
      const metrics = { ...tally.metrics(), ...(await this.validation?.measure(this.state)) };
      await this.note(epoch, metrics);
      this.epochsDone = epoch;
      await this.control.checkpoints?.offer(() => this.checkpoint());
    }
    const restore = plan.earlyStopping || plan.restoreBestWeights || this.stopped;
    // Keras's EarlyStopping too restores the weights that were measured, after their mean has taken their place.
    const state = restore ? this.bestState : this.step.averaged(this.state);
    return { weights: this.step.end(state), epoch: restore ? this.best.epoch : epoch, history: this.history };
  }

  /** Before the next epoch: was it stopped, or has it not improved for `patience` epochs? */
  private ended(epoch: number): boolean {
    const { earlyStopping, patience } = this.job.plan;
    return this.stopped || (earlyStopping && epoch > 0 && this.best.exhausted(patience));
  }
  private get stopped(): boolean {
    return this.control.stop?.aborted === true && this.stepsDone > 0;
  }

  private checkpoint(): Checkpoint {
    const { key, engine, epochsDone: epoch, stepsDone, learningRate, state, bestState } = this;
    const { seed, model, epochs } = this.job.plan;
    return {
      ...{ key, engine, seed, model, epoch, epochs, stepsDone, learningRate, state },
      history: this.history.toJSON(),
      best: this.best.save(),
      plateau: this.plateau?.save() ?? null,
      bestWeights: bestState === state ? null : this.step.weightsOf(bestState),
    };
  }

  private async epoch(epoch: number): Promise<MetricAccumulator> {
    const tally = new MetricAccumulator(this.job.objectives);
    const order = this.order();
    let stepsBefore = 0;
    for (const chunk of chunks(this.job.train.rows, this.batchSize, this.pace.steps)) {
      const began = performance.now();
      const results = await this.compute({ ...this.state, ...this.scalars(chunk), ...this.batches(order, chunk) });
      this.pace.took(chunk.steps, performance.now() - began);
      this.state = Object.fromEntries(this.stateNames.map(name => [name, results[name]!]));
      this.stepsDone += chunk.steps;
      this.checkLoss(results.loss!, epoch, stepsBefore);
      tally.add(results, chunk);
      stepsBefore += chunk.steps;
      this.reporter.step(epoch, stepsBefore, tally);
      await new Promise(setImmediate); // messages (a stop) are heard between two calls
      if (this.control.cancel?.aborted)
        throw new TensorwireError('train', 'the training was cancelled', { cancelled: true });
      if (this.stopped) break;
    }
    return tally;
  }

  private async note(epoch: number, measured: Record<string, number>): Promise<void> {
    const changes = this.plateau !== null || this.job.optimizer.schedule !== null;
    const metrics = changes ? { ...measured, learning_rate: this.rateOf(this.stepsDone) } : measured;
    const monitored = metrics.val_loss ?? metrics.loss!;
    if (!Number.isFinite(monitored))
      throw notFinite(monitored, `at the end of epoch ${epoch}`, this.rateOf(this.stepsDone));
    this.history.add(metrics);
    if (this.best.note(epoch, monitored)) this.bestState = this.state;
    this.learningRate = this.plateau?.next(monitored, this.learningRate) ?? this.learningRate;
    await this.reporter.epochEnd(epoch, metrics);
  }

  /** The learning rate of a step, counted from 1. */
  private rateOf(step: number): number {
    return this.job.optimizer.schedule?.rate(step - 1, this.steps) ?? this.learningRate;
  }

  private scalars({ steps }: Chunk): Feeds {
    const at = { first: this.stepsDone + 1, count: steps };
    const all = scalarValues(this.job.optimizer, at, step => this.rateOf(step), this.nextKey);
    return Object.fromEntries(this.step.graph.scalars.map(s => [nameOf(s), all[nameOf(s)]!]));
  }

  private batches(order: Int32Array | null, chunk: Chunk): Feeds {
    return Object.fromEntries(this.sources.map(([name, batches]) => [name, batches(order, chunk)]));
  }

  private checkLoss(loss: HostTensor, epoch: number, stepsBefore: number): void {
    const at = loss.data.findIndex(value => !Number.isFinite(value));
    if (at >= 0)
      throw notFinite(
        loss.data[at]!,
        `at epoch ${epoch}, step ${stepsBefore + at + 1}`,
        this.rateOf(this.stepsDone - loss.data.length + at + 1),
      );
  }
}

const bytesOf = (feeds: Feeds): number => Object.values(feeds).reduce((sum, { data }) => sum + data.byteLength, 0);

function notFinite(value: number, where: string, learningRate: number): TensorwireError {
  const what = Number.isNaN(value) ? 'NaN' : 'infinite';
  return new TensorwireError(
    'train',
    `the loss became ${what} ${where}. Try a learning rate below ${learningRate}, or clip the gradients`,
    { learningRate },
  );
}
