import { Worker } from 'node:worker_threads';
import type { Program, Results } from '../../engine/engine';
import { TensorwireError } from '../../errors';
import { limits } from '../../graph';
import { builtProgram } from '../../process/built';
import { errorOf } from '../../process/fault';
import { childMemory } from '../../process/memory';
import type { Feeds } from '../../spec';
import { heapLimits, OPEN_LIMIT } from './limits';
import type { FromThread, Opening, ThreadData, ToThread } from './messages';
import { reasonOf } from './thread-fault';

export interface WorkerOptions {
  /** the thread's program; default: the built one */
  readonly entry?: string;
  /** bytes that its runs may add to the process before the thread is replaced */
  readonly memoryLimit?: number;
  /** time limit for opening a model, milliseconds */
  readonly openLimit?: number;
}

const MEMORY = 512 * 2 ** 20;

/**
 * A session in a thread of its own, so that a long run does not block Node-RED's event loop. If the thread ends
 * unexpectedly, or its memory grows too much, it is replaced: current runs fail with an error that says so, and the
 * next run starts another thread.
 */
export class WorkerProgram implements Program {
  /** of the last run, milliseconds */
  time = 0;
  private thread: Thread | null = null;
  private readonly underWay = new Set<Promise<unknown>>();
  private disposed = false;
  private limit: number;

  private constructor(
    private readonly opening: Opening,
    private readonly options: WorkerOptions,
  ) {
    this.limit = options.memoryLimit ?? MEMORY;
  }

  /** Resolves when the model is ready; throws like the engine if it cannot be read. */
  static async open(opening: Opening, options: WorkerOptions = {}): Promise<WorkerProgram> {
    const program = new WorkerProgram(opening, options);
    program.found = (await program.ready()).found!;
    return program;
  }
  /** the thread's findings from opening the model */
  found!: Found;

  /** Node's id of the thread; null if there is none */
  get threadId(): number | null {
    return this.thread?.id ?? null;
  }

  async run(feeds: Feeds): Promise<Results> {
    if (this.disposed) throw new TensorwireError('model', 'this program was disposed and cannot run');
    const running = this.runInThread(feeds);
    this.underWay.add(running);
    try {
      return await running;
    } finally {
      this.underWay.delete(running);
    }
  }

  /** Waits for current runs, then ends the thread. May be called twice. */
  async dispose(): Promise<void> {
    this.disposed = true;
    await Promise.allSettled(this.underWay);
    await this.thread?.end();
  }

  private async runInThread(feeds: Feeds): Promise<Results> {
    const thread = await this.ready();
    const { results, time, grown } = await thread.run(feeds);
    this.time = time;
    if (grown > this.limit && thread === this.thread && thread.idle) this.retire(thread);
    return results;
  }

  private retire(thread: Thread): void {
    // A model that needs this much for a single run may have it: another thread would need it too.
    if (thread.runs === 1) this.limit *= 2;
    this.thread = null;
    const ending = thread.end();
    this.underWay.add(ending);
    void ending.finally(() => this.underWay.delete(ending));
  }

  private async ready(): Promise<Thread> {
    const thread = this.thread ?? new Thread(this.options, this.opening);
    this.thread = thread;
    try {
      await thread.open;
    } catch (error) {
      if (this.thread === thread) this.thread = null;
      throw error;
    }
    thread.onEnd = () => {
      if (this.thread === thread) this.thread = null;
    };
    return thread;
  }
}

type Found = Extract<FromThread, { kind: 'open' }>;
type Done = Extract<FromThread, { kind: 'done' }>;
interface Waiting {
  readonly resolve: (done: Done) => void;
  readonly reject: (error: Error) => void;
}

/** One worker thread from start to end. */
class Thread {
  readonly open: Promise<void>;
  readonly id: number;
  runs = 0;
  found: Found | null = null;
  onEnd: () => void = () => undefined;
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private ended: Error | null = null;

  constructor({ entry = builtEntry(), openLimit = OPEN_LIMIT }: WorkerOptions, opening: Opening) {
    const memory = childMemory();
    const workerData: ThreadData = { opening, limits: limits(), memory };
    const resourceLimits = heapLimits(memory);
    this.worker = new Worker(entry, { workerData, resourceLimits, execArgv: [], name: 'tensorwire inference' });
    this.id = this.worker.threadId;
    this.open = new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.fail(tooLate(openLimit), reject);
        void this.end();
      }, openLimit);
      this.worker.on('message', (message: FromThread) => {
        if (message.kind === 'open') {
          clearTimeout(late);
          this.found = message;
          this.worker.unref();
          resolve();
        } else if (message.kind === 'closed') {
          clearTimeout(late);
          reject(errorOf(message.fault));
          void this.end();
        } else this.settle(message);
      });
      for (const event of ['error', 'exit'])
        this.worker.once(event, (reason: Error | number) => {
          clearTimeout(late);
          const why = typeof reason === 'number' ? `exit code ${reason}` : reasonOf(reason);
          this.fail(this.found ? crashed(why) : notOpened(why), reject);
        });
    });
  }

  get idle(): boolean {
    return this.waiting.size === 0;
  }

  run(feeds: Feeds): Promise<Done> {
    if (this.ended) return Promise.reject(this.ended);
    return new Promise((resolve, reject) => {
      const run = ++this.runs;
      this.waiting.set(run, { resolve, reject });
      this.worker.ref(); // the process stays alive while an answer is pending
      this.worker.postMessage({ run, feeds } satisfies ToThread, ownedBy(feeds));
    });
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private settle(message: Exclude<FromThread, { kind: 'open' | 'closed' }>): void {
    const waiting = this.waiting.get(message.run);
    this.waiting.delete(message.run);
    if (this.idle) this.worker.unref();
    if (message.kind === 'done') waiting?.resolve(message);
    else waiting?.reject(errorOf(message.fault));
  }

  private fail(error: Error, opened: (error: Error) => void): void {
    this.ended ??= error;
    opened(this.ended);
    for (const { reject } of this.waiting.values()) reject(this.ended);
    this.waiting.clear();
    this.onEnd();
  }
}

/** Buffers that may be transferred to the thread: whole ones that are not shared. */
function ownedBy(feeds: Feeds): ArrayBuffer[] {
  const owned = new Set<ArrayBuffer>();
  for (const { data } of Object.values(feeds))
    if (data.buffer instanceof ArrayBuffer && data.byteLength === data.buffer.byteLength) owned.add(data.buffer);
  return [...owned];
}

const crashed = (reason: string): TensorwireError =>
  new TensorwireError(
    'model',
    `its prediction thread ended unexpectedly (${reason}). The next message starts another one`,
    { crashed: true },
  );

const notOpened = (reason: string): TensorwireError =>
  new TensorwireError('model.onnx', `was not opened: the thread that opens it ended unexpectedly (${reason})`, {
    crashed: true,
  });
const tooLate = (limit: number): TensorwireError =>
  new TensorwireError('model.onnx', `was not opened within ${limit / 1000} s`, { limit: 'time' });

const builtEntry = (): string =>
  builtProgram(
    'inference-worker.js',
    path => new TensorwireError('model', `the prediction program is missing: ${path}`),
  );
