import { existsSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, TensorwireError } from '../../errors';
import { limits } from '../../graph';
import { type Child, startChild } from '../../process/child';
import { childEnvironment } from '../../process/environment';
import { childMemory } from '../../process/memory';
import { openUnlinked, parcelBytes, readParcel, writeParcel } from '../../process/parcel';
import { Spawner } from '../../process/spawner/client';
import type { Dataset } from '../../values/dataset';
import type { ModelBody } from '../../values/model';
import type { Progress, TrainingPlan } from '../plan';
import { CHECKPOINT_EVERY, removeCheckpoint } from './checkpoint-file';
import { openResult, orderParcel } from './marshal';
import type { ChildSettings, FromChild, ToChild } from './messages';
import type { Wanted } from './outbox';
import { cancelled, type Outcome, whatWentWrong } from './outcome';
import { needOf, type Place, trainings } from './pool';

export type Listener = (progress: Progress) => void;

export interface StartOptions {
  /** the child's program, where it is not the built one */
  readonly entry?: { readonly path: string; readonly execArgv?: readonly string[] };
  readonly onProgress?: Listener;
  /** default: each */
  readonly progress?: Wanted;
  /** bytes of memory, above which the child ends itself; default: four fifths of the machine's or container's, and what Node-RED leaves of it */
  readonly memoryLimit?: number;
  readonly nice?: number;
  /**
   * Where it is kept from epoch to epoch, so that the same order goes on if it is interrupted: if its process dies, this
   * one does, or by `suspend`. Once it is over the file is removed.
   */
  readonly checkpoint?: { readonly file: string; readonly every?: number };
  /** something that the user should know of, while the training goes on */
  readonly onWarning?: (text: string) => void;
}

/** A training under way in a process of its own. */
export interface TrainingRun {
  readonly run: string;
  /** the model; or a TensorwireError. `details.cancelled` is true after `cancel()`. */
  readonly promise: Promise<ModelBody>;
  /** the last progress, for who takes the run over */
  readonly progress: Progress | null;
  /** process id, for tests and status; null before it starts and after it ended */
  readonly pid: number | null;
  /** ends it and keeps the best weights so far */
  stop(): void;
  /** ends it at once and discards what it learned; resolves when the process is gone */
  cancel(): Promise<void>;
  /** ends it at once and leaves its checkpoint, from which the same order goes on */
  suspend(): Promise<void>;
  /** who listens to progress: a node that was redeployed leaves, its successor takes over */
  detach(): void;
  /** `onWaiting` hears how many trainings are before this one, as long as it waits for its turn, and 0 when it begins */
  attach(listener: Listener, onWaiting?: (before: number) => void): void;
}

/** Makes ready for trainings while this process is small: the first one need not wait, nor anything else for it. */
export const prepareForTrainings = (): void => void Spawner.get();

/** Starts a training in a child process. Returns at once; what goes wrong comes through `promise`. */
export function startTraining(plan: TrainingPlan, dataset: Dataset, options: StartOptions = {}): TrainingRun {
  return new TrainingProcess(plan, dataset, options);
}

/** progress of so many epochs goes to a listener at once */
const PIECE = 16;

class TrainingProcess implements TrainingRun {
  readonly run: string;
  readonly promise: Promise<ModelBody>;
  progress: Progress | null = null;
  private child: Child | null = null;
  private listener: Listener | null;
  private onWaiting: (before: number) => void = () => undefined;
  /** how many trainings are before this one; 0: it has begun */
  private before = 0;
  /** ends the wait for its turn */
  private refuse: (() => void) | null = null;
  private asked: 'nothing' | 'stop' | 'cancel' | 'suspend' = 'nothing';
  /** the process ended without a word, or was ended to go on later */
  private interrupted = false;

  constructor(plan: TrainingPlan, dataset: Dataset, options: StartOptions) {
    this.run = plan.run;
    this.listener = options.onProgress ?? null;
    this.promise = this.work(plan, dataset, options).finally(async () => {
      if (options.checkpoint && !this.interrupted)
        await removeCheckpoint(options.checkpoint.file).catch(error =>
          options.onWarning?.(`its checkpoint cannot be removed (${messageOf(error)})`),
        );
    });
    this.promise.catch(() => undefined); // a run that nobody waits for any more must not end Node-RED
  }
  get pid(): number | null {
    return this.child?.pid ?? null;
  }
  stop(): void {
    if (this.asked !== 'nothing') return;
    this.asked = 'stop';
    if (this.before > 0)
      void this.cancel(); // there is nothing yet that could be kept
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

  private async end(asked: 'cancel' | 'suspend'): Promise<void> {
    this.asked = asked;
    this.child?.kill();
    this.refuse?.();
    await this.promise.catch(() => undefined);
  }
  private get ending(): boolean {
    return this.asked === 'cancel' || this.asked === 'suspend';
  }

  private tell(message: ToChild): void {
    this.child?.send(message);
  }

  private async work(plan: TrainingPlan, dataset: Dataset, options: StartOptions): Promise<ModelBody> {
    const order = orderParcel(plan, dataset);
    const files: FileHandle[] = [];
    const place = trainings.enter(needOf(parcelBytes(order.arrays)), before => this.wait(before));
    try {
      await this.turn(place);
      for (const bytes of [parcelBytes(order.arrays), 2 ** 28]) files.push(await openUnlinked(bytes));
      const [orderFile, resultFile] = files as [FileHandle, FileHandle];
      await writeParcel(orderFile.fd, order);
      if (this.ending) throw cancelled();
      await this.runChild([orderFile.fd, resultFile.fd], options);
      return openResult(await readParcel(resultFile.fd));
    } finally {
      await Promise.all(files.map(f => f.close()));
      place.leave();
    }
  }

  /** Waits until it may begin; throws where it is told meanwhile that it shall not. */
  private async turn(place: Place): Promise<void> {
    const refused = new Promise<never>((_, reject) => {
      this.refuse = () => reject(cancelled());
    });
    await Promise.race([place.turn, refused]);
    this.refuse = null;
    if (this.before > 0) this.wait(0);
  }

  private wait(before: number): void {
    this.before = before;
    this.onWaiting(before);
  }

  /** Resolves when the child has written its result and is gone; rejects with what went wrong. */
  private runChild(descriptors: readonly number[], options: StartOptions): Promise<void> {
    const { path, execArgv } = options.entry ?? builtEntry();
    const settings: Omit<ChildSettings, 'parent'> = {
      limits: limits(),
      memoryLimit: options.memoryLimit ?? Math.round(childMemory()),
      nice: options.nice ?? 10,
      progress: options.progress ?? 'each',
      ...(options.checkpoint && { checkpoint: { every: CHECKPOINT_EVERY, ...options.checkpoint } }),
    };
    let said = '';
    let outcome: Outcome | null = null;
    let hearing = Promise.resolve();
    let deaf: unknown = null;
    return new Promise((resolve, reject) => {
      const ended = (error: unknown): void => {
        this.child = null;
        if (this.ending) reject(cancelled());
        else if (error) reject(error);
        else resolve();
      };
      const hear = (batch: readonly Progress[]): void => {
        hearing = hearing
          .then(() => this.hear(batch))
          .catch(error => {
            deaf ??= error; // a listener that throws ends its training, not Node-RED
            this.child?.kill();
          });
      };
      this.child = startChild(
        {
          path,
          args: parent => [JSON.stringify({ ...settings, parent } satisfies ChildSettings)],
          execArgv: execArgv ?? [],
          // one arena of malloc: the memory in which V8 optimises the WebAssembly is used again (372 → 320 MB)
          env: childEnvironment({ MALLOC_ARENA_MAX: '1', TF_CPP_MIN_LOG_LEVEL: '2' }),
          descriptors,
        },
        {
          said: text => {
            said = (said + text).slice(-4000);
          },
          message: raw => {
            const message = raw as FromChild;
            if (message.kind === 'progress') hear(message.progress);
            else if (message.kind === 'warning') options.onWarning?.(message.text);
            else outcome = message;
          },
          failed: reason => ended(new TensorwireError('train', `the training process cannot be started (${reason})`)),
          closed: (code, signal) => {
            if (outcome === null && this.asked !== 'cancel') this.interrupted = true;
            void hearing.then(() => ended(deaf ?? whatWentWrong(outcome, code, signal, said.trim())));
          },
        },
      );
      if (this.asked === 'stop') this.tell({ kind: 'stop' });
    });
  }

  /** A piece at a time: what a listener sends on has its turn in between. */
  private async hear(batch: readonly Progress[]): Promise<void> {
    for (const [i, progress] of batch.entries()) {
      if (this.ending) break;
      if (i > 0 && i % PIECE === 0) await new Promise(setImmediate);
      this.progress = progress;
      this.listener?.(progress);
    }
    this.tell({ kind: 'heard' });
  }
}

/** The built program beside the built core; in a source checkout, the one that `npm run build` makes. */
function builtEntry(): NonNullable<StartOptions['entry']> {
  const candidates = [join(__dirname, 'training-child.js'), join(__dirname, '../../../dist/training-child.js')];
  const path = candidates.find(existsSync);
  if (!path) throw new TensorwireError('train', `the training program is missing: ${candidates[0]}`);
  return { path };
}
