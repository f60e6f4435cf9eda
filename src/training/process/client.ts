import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, TensorwireError } from '../../errors';
import { limits } from '../../graph';
import { childMemory } from '../../process/memory';
import { openUnlinked, parcelBytes, readParcel, writeParcel } from '../../process/parcel';
import type { Dataset } from '../../values/dataset';
import type { ModelBody } from '../../values/model';
import type { Progress, TrainingPlan } from '../plan';
import { CHECKPOINT_EVERY, removeCheckpoint } from './checkpoint-file';
import { openResult, orderParcel } from './marshal';
import type { ChildSettings, FromChild, ToChild } from './messages';
import type { Wanted } from './outbox';
import { cancelled, type Outcome, whatWentWrong } from './outcome';

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
  attach(listener: Listener): void;
}

/** Starts a training in a child process. Returns at once; what goes wrong comes through `promise`. */
export function startTraining(plan: TrainingPlan, dataset: Dataset, options: StartOptions = {}): TrainingRun {
  return new TrainingProcess(plan, dataset, options);
}

/** progress of so many epochs goes to a listener at once */
const PIECE = 16;

const children = new Set<ChildProcess>();
const killAll = (): void => {
  for (const child of children) child.kill('SIGKILL');
};

class TrainingProcess implements TrainingRun {
  readonly run: string;
  readonly promise: Promise<ModelBody>;
  progress: Progress | null = null;
  private child: ChildProcess | null = null;
  private listener: Listener | null;
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
    this.tell({ kind: 'stop' });
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
  }
  attach(listener: Listener): void {
    this.listener = listener;
    if (this.progress) listener(this.progress);
  }

  private async end(asked: 'cancel' | 'suspend'): Promise<void> {
    this.asked = asked;
    this.child?.kill('SIGKILL');
    await this.promise.catch(() => undefined);
  }
  private get ending(): boolean {
    return this.asked === 'cancel' || this.asked === 'suspend';
  }

  private tell(message: ToChild): void {
    if (this.child?.connected) this.child.send(message, () => undefined);
  }

  private async work(plan: TrainingPlan, dataset: Dataset, options: StartOptions): Promise<ModelBody> {
    const order = orderParcel(plan, dataset);
    const files: FileHandle[] = [];
    try {
      for (const bytes of [parcelBytes(order.arrays), 2 ** 28]) files.push(await openUnlinked(bytes));
      const [orderFile, resultFile] = files as [FileHandle, FileHandle];
      await writeParcel(orderFile.fd, order);
      if (this.ending) throw cancelled();
      await this.runChild([orderFile.fd, resultFile.fd], options);
      return openResult(await readParcel(resultFile.fd));
    } finally {
      await Promise.all(files.map(f => f.close()));
    }
  }

  /** Resolves when the child has written its result and is gone; rejects with what went wrong. */
  private runChild(fds: readonly number[], options: StartOptions): Promise<void> {
    const { path, execArgv } = options.entry ?? builtEntry();
    const settings: ChildSettings = {
      parent: process.pid,
      limits: limits(),
      memoryLimit: options.memoryLimit ?? Math.round(childMemory()),
      nice: options.nice ?? 10,
      progress: options.progress ?? 'each',
      ...(options.checkpoint && { checkpoint: { every: CHECKPOINT_EVERY, ...options.checkpoint } }),
    };
    const child = fork(path, [JSON.stringify(settings)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc', ...fds],
      execArgv: [...(execArgv ?? [])],
      // one arena of malloc: the memory in which V8 optimises the WebAssembly is used again (372 → 320 MB)
      env: { ...process.env, MALLOC_ARENA_MAX: '1', TF_CPP_MIN_LOG_LEVEL: '2' },
    });
    this.child = child;
    if (children.size === 0) process.on('exit', killAll);
    children.add(child);

    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000);
    });
    let outcome: Outcome | null = null;
    let hearing = Promise.resolve();
    let deaf: unknown = null;
    const hear = (batch: readonly Progress[]): void => {
      hearing = hearing
        .then(() => this.hear(batch))
        .catch(error => {
          deaf ??= error; // a listener that throws ends its training, not Node-RED
          child.kill('SIGKILL');
        });
    };
    child.on('message', (message: FromChild) => {
      if (message.kind === 'progress') hear(message.progress);
      else if (message.kind === 'warning') options.onWarning?.(message.text);
      else outcome = message;
    });
    if (this.asked === 'stop') this.tell({ kind: 'stop' });

    return new Promise((resolve, reject) => {
      const ended = (error: unknown): void => {
        this.child = null;
        children.delete(child);
        if (children.size === 0) process.off('exit', killAll);
        if (this.ending) reject(cancelled());
        else if (error) reject(error);
        else resolve();
      };
      child.once('error', error => {
        // an error after the start is of a message or a signal; the exit follows and says more
        if (child.pid === undefined)
          ended(new TensorwireError('train', `the training process cannot be started (${error.message})`));
      });
      child.once('close', (code, signal) => {
        if (outcome === null && this.asked !== 'cancel') this.interrupted = true;
        void hearing.then(() => ended(deaf ?? whatWentWrong(outcome, code, signal, said.trim())));
      });
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
