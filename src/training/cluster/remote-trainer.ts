import { createHash, randomUUID } from 'node:crypto';
import {
  addressOf,
  canFollow,
  checkCluster,
  endTraining,
  followTraining,
  isAt,
  PATIENCE,
  type Patience,
  persist,
  type RayEvent,
  type RayJob,
  type RaySettings,
  submitTraining,
  uploadTraining,
} from '../../cluster';
import { messageOf, Problem } from '../../errors';
import { inputName } from '../../graph';
import { elements } from '../../shape';
import type { Feeds } from '../../spec';
import { BestSoFar } from '../callbacks';
import { type Checkpoint, namingJob } from '../checkpoint';
import type { Cluster, Origin, TrainingControl } from '../control';
import { checkFinite } from '../finite';
import { History } from '../history';
import { LearningRate } from '../learning-rate';
import { MetricAccumulator } from '../metric-accumulator';
import { type Prepared, stepsInEpoch } from '../prepared';
import { Reporter } from '../reporter';
import { float32 } from '../step/packing';
import { checkShares } from '../step/shares';
import type { TrainingStep } from '../step/step';
import { MOST_EARLIER, type Trained } from '../trainer';
import { problemOf } from './failures';
import { jobFiles } from './job-files';

type Told<E extends RayEvent['event']> = Extract<RayEvent, { event: E }>;

/**
 * Where an interrupted training goes on: its checkpoint, if its job is still on the cluster; null: it begins anew. A cluster
 * that is out of reach is asked again for some minutes; then this throws a Problem that says `resumes`, as nobody knows
 * whether the job goes on.
 */
export async function jobToFollow(
  settings: RaySettings,
  saved: Checkpoint | null,
  warn: (text: string) => void,
  patience: Patience = PATIENCE,
): Promise<Checkpoint | null> {
  const at = addressOf(settings);
  const job = saved?.job;
  if (job && isAt(settings, job)) {
    const known = await persist(() => canFollow(settings, job), warn, patience);
    if (known) return saved;
    warn('the job of the interrupted training is no longer on the cluster; training starts over');
    return null;
  }
  await checkCluster(at);
  if (saved)
    warn(
      job
        ? 'the interrupted training began on another cluster; training starts over'
        : 'the interrupted training began on this machine; training starts over on the cluster',
    );
  return null;
}

/** Trainings on a cluster of Ray. */
export const onRay = (settings: RaySettings): Cluster => ({
  follow: (saved, warn) => jobToFollow(settings, saved, warn),
  train: (job, step, control, from) => new RemoteTrainer(job, step, settings, control, from).run(),
});

/**
 * A training on a cluster: submits it, or finds the job of an interrupted one again, and passes on what it says as a
 * `Trainer` of this process does.
 */
class RemoteTrainer {
  private readonly history: History;
  private readonly best: BestSoFar;
  private readonly rate: LearningRate;
  private readonly reporter: Reporter;
  /** the weights, as far as they have come */
  private parts: Buffer[] = [];
  private epochsDone: number;
  private result: { readonly said: Told<'result'>; readonly parts: readonly Buffer[] } | null = null;
  private failure: Error | null = null;

  constructor(
    private readonly job: Prepared,
    private readonly step: TrainingStep,
    private readonly settings: RaySettings,
    private readonly control: TrainingControl,
    private readonly origin: Origin,
  ) {
    const { plan } = job;
    const { saved } = origin;
    this.history = new History(saved?.history);
    this.best = new BestSoFar(saved?.best, plan.restoreBestWeights);
    this.rate = new LearningRate(job, saved);
    this.epochsDone = saved?.epoch ?? 0;
    this.reporter = new Reporter(plan, stepsInEpoch(job), control.onProgress, this.epochsDone);
  }

  async run(): Promise<Trained> {
    const { settings, control } = this;
    const { saved, begin } = this.origin;
    if (this.epochsDone > 0) control.onResumed?.(this.history.sampled(MOST_EARLIER));
    const job = saved?.job ?? (await this.submit(await begin()));
    const warn = (text: string): void => control.onWarning?.(text);
    const ended = new AbortController();
    const stop = (): void =>
      void endTraining(settings, job, warn, { signal: ended.signal }).catch(error =>
        warn(`the stop did not reach the training, which goes on (${messageOf(error)})`),
      );
    if (control.stop?.aborted) stop();
    else control.stop?.addEventListener('abort', stop);
    try {
      await followTraining(settings, job, { hear: event => this.hear(event, job), warn });
    } finally {
      control.stop?.removeEventListener('abort', stop);
      ended.abort();
    }
    if (this.failure) throw this.failure;
    if (!this.result) throw new Problem('the job ended without a result');
    const { epoch } = this.result.said;
    return { weights: this.step.end(this.received(this.result)), epoch, history: this.history };
  }

  private async submit(state: Feeds): Promise<RayJob> {
    const { settings, control, step } = this;
    const { workers } = settings;
    if (workers > 1) checkShares(this.job);
    const id = `tensorwire-${randomUUID()}`;
    const job = await uploadTraining(settings, id, jobFiles(this.job, { step, state, workers }));
    // It is written down before it begins: whoever cancels then knows what to stop.
    await namingJob(control.checkpoints?.offer(() => this.checkpoint(job), true));
    await submitTraining(settings, job);
    return job;
  }

  private async hear(event: RayEvent, job: RayJob): Promise<void> {
    if (event.event === 'progress') {
      if (event.epoch > this.epochsDone) this.reporter.step(event.epoch, event.step, this.tally(event));
    } else if (event.event === 'epoch') await this.epoch(event, job);
    else if (event.event === 'part') this.parts.push(Buffer.from(event.data, 'base64'));
    else if (event.event === 'result') this.receive(event);
    else if (event.event === 'not_finite') this.notFinite(event);
    else if (event.event === 'waiting')
      this.control.onWarning?.(
        `the cluster has not started the ${event.workers} workers yet: training begins when enough of its processors are free`,
      );
    else if (event.event !== 'started') this.failure ??= problemOf(event, this.settings);
  }

  /** The end of an epoch; after a lost worker was replaced, an epoch may be told again, with the same numbers. */
  private async epoch(event: Told<'epoch'>, job: RayJob): Promise<void> {
    if (event.epoch <= this.epochsDone) return;
    this.epochsDone = event.epoch;
    const validation = event.validation && this.tally(event.validation).metrics('val_');
    const measured = { ...this.tally(event).metrics(), ...validation };
    const rate = this.rate.at(event.epoch * stepsInEpoch(this.job));
    const metrics = this.rate.changes ? { ...measured, learning_rate: rate } : measured;
    const monitored = metrics.val_loss ?? metrics.loss!;
    this.history.add(metrics);
    this.best.note(event.epoch, monitored);
    this.rate.note(monitored);
    await this.reporter.epochEnd(event.epoch, metrics); // as fast as it is listened to
    await this.control.checkpoints?.offer(() => this.checkpoint(job));
  }

  private tally({ rows, sums }: { rows: number; sums: Readonly<Record<string, readonly number[]>> }) {
    const tally = new MetricAccumulator(this.job.objectives);
    tally.addSums(rows, sums);
    return tally;
  }

  private notFinite({ loss, epoch, step, rate }: Told<'not_finite'>): void {
    try {
      checkFinite(loss, step === null ? `at the end of epoch ${epoch}` : `at epoch ${epoch}, step ${step}`, rate);
    } catch (error) {
      this.failure ??= error as Error;
    }
  }

  /** All parts have come. After a lost worker was replaced, the result may be told again, with all its parts. */
  private receive(said: Told<'result'>): void {
    this.result = { said, parts: this.parts };
    this.parts = [];
  }

  /** The weights, checked. */
  private received({ said: { bytes, sha256 }, parts }: NonNullable<RemoteTrainer['result']>): Feeds {
    const all = Buffer.concat(parts);
    const found = createHash('sha256').update(all).digest('hex');
    if (all.length !== bytes || found !== sha256)
      throw new Problem(
        `the model did not arrive as it was sent: SHA-256 ${sha256} of ${bytes} bytes was expected, received ${found} of ${all.length}`,
      );
    const numbers = new Float32Array(all.buffer.slice(all.byteOffset, all.byteOffset + all.length));
    let at = 0;
    return Object.fromEntries(
      this.step.weights.map(node => {
        const shape = node.shape as number[];
        const size = elements(shape);
        at += size;
        return [inputName(node), float32(numbers.subarray(at - size, at), shape)];
      }),
    );
  }

  private checkpoint(job: RayJob): Checkpoint {
    const { seed, model, epochs } = this.job.plan;
    return {
      ...{ key: this.origin.key, seed, model, epoch: this.epochsDone, epochs, job },
      stepsDone: this.epochsDone * stepsInEpoch(this.job),
      ...this.rate.save(),
      history: this.history.toJSON(),
      best: this.best.save(),
      state: {},
      bestWeights: null,
    };
  }
}
