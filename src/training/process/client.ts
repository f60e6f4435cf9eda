import type { FileHandle } from 'node:fs/promises';
import { messageOf, Problem } from '../../errors';
import { openUnlinked, parcelBytes, readParcel, writeParcel } from '../../process/parcel';
import { Spawner } from '../../process/spawner/client';
import type { Dataset } from '../../values/dataset';
import type { ModelBody } from '../../values/model';
import { keyOf, namingJob } from '../checkpoint';
import type { Progress, TrainingPlan } from '../plan';
import { removeCheckpoint } from './checkpoint-file';
import { discardCheckpoint, endOtherJob } from './discard';
import { openResult, orderParcel } from './marshal';
import type { ToChild } from './messages';
import { writeOrder } from './order-file';
import { cancelled } from './outcome';
import { needOf, type Place, trainings } from './pool';
import type { Listener, StartOptions, TrainingRun, Watcher } from './run';
import { startTrainingChild, type TrainingChild } from './training-child';

/** Starts the spawner while this process is small, so that the first training need not wait. */
export const prepareForTrainings = (): void => void Spawner.get();

/** Starts a training in a child process. Returns at once; errors come through `promise`. */
export function startTraining(plan: TrainingPlan, dataset: Dataset, options: StartOptions = {}): TrainingRun {
  return new TrainingProcess(plan, dataset, options);
}

/** progress of this many epochs goes to a listener at once */
const PIECE = 16;

class TrainingProcess implements TrainingRun {
  readonly run: string;
  readonly promise: Promise<ModelBody>;
  progress: Progress | null = null;
  private child: TrainingChild | null = null;
  private listener: Listener | null;
  private onWaiting: (before: number) => void = () => undefined;
  /** the number of trainings ahead of this one; 0: it has begun */
  private before = 0;
  /** ends the wait for its turn */
  private refuse: (() => void) | null = null;
  private readonly watcher: Watcher | null;
  private asked: 'nothing' | 'stop' | 'cancel' | 'suspend' = 'nothing';
  /** the process ended without a message, or was ended to resume later */
  private interrupted = false;
  /** it gave its result */
  private done = false;

  constructor(plan: TrainingPlan, dataset: Dataset, options: StartOptions) {
    this.run = plan.run;
    this.listener = options.onProgress ?? null;
    this.watcher = options.watcher ?? null;
    const { checkpoint } = options;
    this.promise = this.work(plan, dataset, options).finally(async () => {
      if (checkpoint && !this.interrupted) await this.discard(checkpoint.file, options);
    });
    this.promise.catch(() => undefined); // a run that nobody awaits must not end Node-RED
  }
  get stopped(): boolean {
    return this.asked === 'stop';
  }
  get pid(): number | null {
    return this.child?.pid ?? null;
  }
  stop(): void {
    if (this.asked !== 'nothing') return;
    this.asked = 'stop';
    if (this.before > 0)
      void this.cancel(); // there is nothing to keep yet
    else this.tell({ kind: 'stop' });
  }
  async cancel(): Promise<void> {
    this.interrupted = false;
    await this.end('cancel');
  }
  async suspend(): Promise<void> {
    this.interrupted = true;
    await this.end('suspend');
  }
  detach(): void {
    this.listener = null;
    this.onWaiting = () => undefined;
  }
  attach(listener: Listener, onWaiting: (before: number) => void = () => undefined): void {
    this.listener = listener;
    this.onWaiting = onWaiting;
    if (this.progress) listener(this.progress);
    else if (this.before > 0) onWaiting(this.before);
  }

  /** A job that gave the result has ended; any other is ended. */
  private async discard(file: string, { cluster, onWarning }: StartOptions): Promise<void> {
    const warn = (text: string): void => onWarning?.(text);
    try {
      await (this.done ? removeCheckpoint(file) : discardCheckpoint(file, { cluster: cluster ?? null, warn }));
    } catch (error) {
      warn(error instanceof Problem ? messageOf(error) : `its checkpoint cannot be removed (${messageOf(error)})`);
    }
  }

  private async end(asked: 'cancel' | 'suspend'): Promise<void> {
    this.asked = asked;
    this.child?.kill();
    this.refuse?.();
    await this.promise.catch(() => undefined); // whoever started it hears how it ended
  }
  private get ending(): boolean {
    return this.asked === 'cancel' || this.asked === 'suspend';
  }

  private tell(message: ToChild): void {
    this.child?.tell(message);
  }

  private async work(plan: TrainingPlan, dataset: Dataset, options: StartOptions): Promise<ModelBody> {
    const order = orderParcel(plan, dataset);
    const files: FileHandle[] = [];
    const place = trainings.enter(
      needOf(parcelBytes(order.arrays), plan.threads, options.cluster !== undefined),
      before => this.wait(before),
    );
    try {
      const cores = await this.turn(place);
      for (const bytes of [parcelBytes(order.arrays), 2 ** 28]) files.push(await openUnlinked(bytes));
      const [orderFile, resultFile] = files as [FileHandle, FileHandle];
      await writeParcel(orderFile.fd, order);
      if (options.checkpoint) await this.prepareCheckpoint(options.checkpoint.file, plan, dataset, options);
      if (this.ending) throw cancelled(this.interrupted);
      await this.runChild([orderFile.fd, resultFile.fd], cores, place, options);
      this.done = true;
      return openResult(await readParcel(resultFile.fd));
    } finally {
      await Promise.all(files.map(f => f.close()));
      place.leave();
    }
  }

  /** An interrupted training with another order ends; of one on a cluster, the order is kept. */
  private async prepareCheckpoint(
    file: string,
    plan: TrainingPlan,
    dataset: Dataset,
    options: StartOptions,
  ): Promise<void> {
    const { cluster = null, fingerprint = '', onWarning } = options;
    try {
      await endOtherJob(file, keyOf(plan, dataset), { cluster, warn: text => onWarning?.(text) });
    } catch (error) {
      this.interrupted = this.asked !== 'cancel'; // the checkpoint of the other stays: it names the job
      throw error;
    }
    if (cluster) await namingJob(writeOrder(file, fingerprint, orderParcel(plan, dataset)));
  }

  /** Waits until it may begin; throws if it is cancelled meanwhile. Returns the number of cores that it may use. */
  private async turn(place: Place): Promise<number> {
    const refused = new Promise<never>((_, reject) => {
      this.refuse = () => reject(cancelled(this.interrupted));
    });
    const cores = await Promise.race([place.turn, refused]);
    this.refuse = null;
    if (this.before > 0) this.wait(0);
    return cores;
  }

  private wait(before: number): void {
    this.before = before;
    this.watcher?.onWaiting(before);
    this.onWaiting(before);
  }

  /** Resolves when the child has written its result and is gone; rejects with what went wrong. */
  private async runChild(
    descriptors: readonly number[],
    cores: number,
    place: Place,
    options: StartOptions,
  ): Promise<void> {
    this.child = startTrainingChild(descriptors, { ...options, cores }, batch => {
      place.keep(batch.at(-1)?.threads ?? 1);
      return this.hear(batch);
    });
    if (this.asked === 'stop') this.tell({ kind: 'stop' });
    const { error, silent } = await this.child.ended;
    this.child = null;
    const resumes = error instanceof Problem && error.details.resumes === true;
    if ((silent || resumes) && this.asked !== 'cancel') this.interrupted = true;
    if (this.ending) throw cancelled(this.interrupted);
    if (error !== null) throw error;
  }

  /** Delivers a piece at a time, so that the listener's own messages get a turn in between. */
  private async hear(batch: readonly Progress[]): Promise<void> {
    for (const [i, progress] of batch.entries()) {
      if (this.ending) break;
      if (i > 0 && i % PIECE === 0) await new Promise(setImmediate);
      this.progress = progress;
      this.watcher?.onProgress(progress);
      this.listener?.(progress);
    }
    this.tell({ kind: 'heard' });
  }
}
