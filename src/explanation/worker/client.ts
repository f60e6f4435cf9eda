import { Worker } from 'node:worker_threads';
import type { EngineName } from '../../engine/engine';
import { TensorwireError } from '../../errors';
import { limits } from '../../graph';
import type { Rows } from '../../inference/batcher';
import { heapLimits, OPEN_LIMIT } from '../../inference/worker/limits';
import { reasonOf } from '../../inference/worker/thread-fault';
import { builtProgram } from '../../process/built';
import { errorOf } from '../../process/fault';
import { childMemory } from '../../process/memory';
import type { Activations, Background } from '../../spec';
import type { Output } from '../answers';
import type { AttributionRequest, Explained } from '../attributor';
import type { GradCamMaps, GradCamRequest } from '../heat-maps/grad-cam';
import type { Attribution } from '../sample';
import type { FromThread, ThreadData, ToThread } from './messages';

export interface ExplanationOptions {
  readonly engine?: EngineName | 'auto';
  readonly resolveFrom?: readonly string[];
  /** of ONNX Runtime; default: 1 */
  readonly threads?: number;
  /** the program of the thread; default: the built one */
  readonly entry?: string;
  /** time limit for opening the model and its background rows, milliseconds */
  readonly openLimit?: number;
}

type Job = Omit<ToThread, 'job'>;
type Answered = Extract<FromThread, { kind: 'done' | 'maps' | 'activations' | 'outputs' }>;
interface Waiting {
  readonly resolve: (answered: Answered) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Runs the worker thread that explains one model, so that the main thread is not blocked. After an unexpected end, the
 * next job starts a new thread.
 */
export class ExplanationThread {
  private current: Promise<Running> | null = null;
  private disposed = false;

  constructor(
    private readonly model: Explained & { readonly onnx: Uint8Array },
    private readonly background: Background | null,
    private readonly options: ExplanationOptions = {},
  ) {}

  async attribute(rows: number, inputs: readonly Rows[], request: AttributionRequest): Promise<readonly Attribution[]> {
    const answered = await this.ask({ rows, inputs, request });
    return answered.kind === 'done' ? answered.found : [];
  }

  async gradCam(rows: number, inputs: readonly Rows[], request: GradCamRequest): Promise<GradCamMaps> {
    const answered = await this.ask({ rows, inputs, request });
    if (answered.kind === 'maps') return answered.maps;
    throw new TensorwireError('explain', `a thread that was asked for maps answered ${answered.kind}`);
  }

  async activations(rows: number, inputs: readonly Rows[]): Promise<Activations> {
    const answered = await this.ask({ rows, inputs, request: { method: 'activations' } });
    if (answered.kind === 'activations') return answered.activations;
    throw new TensorwireError('explain', `a thread that was asked for activations answered ${answered.kind}`);
  }

  /** The outputs of encoded rows, by target. */
  async outputs(rows: number, inputs: readonly Rows[]): Promise<readonly Output[]> {
    const answered = await this.ask({ rows, inputs, request: null });
    return answered.kind === 'outputs' ? answered.outputs : [];
  }

  private async ask(wanted: Job): Promise<Answered> {
    if (this.disposed) throw this.closed();
    this.current ??= this.start();
    const current = this.current;
    const forget = (): void => {
      if (this.current === current) this.current = null;
    };
    try {
      const running = await current;
      running.onEnd = forget;
      return await running.ask(wanted);
    } catch (error) {
      if (!(await isAlive(current))) forget();
      throw this.disposed ? this.closed() : error;
    }
  }

  private start(): Promise<Running> {
    const { engine = 'auto', resolveFrom = [], threads = 1, entry = builtEntry() } = this.options;
    const { model, background } = this;
    const data = { model, background, engine, resolveFrom, threads, limits: limits(), memory: childMemory() };
    return Running.start(entry, data, this.options.openLimit ?? OPEN_LIMIT);
  }

  private closed(): TensorwireError {
    return new TensorwireError(this.model.name, 'the model was closed and no longer answers');
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    const running = await this.current?.catch(() => null); // whoever asked for the thread gets the error
    await running?.end();
  }
}

const isAlive = (running: Promise<Running>): Promise<boolean> =>
  running.then(
    ({ ended }) => ended === null,
    () => false,
  );

/** One thread, from start to end. */
class Running {
  private jobs = 0;
  private readonly waiting = new Map<number, Waiting>();
  ended: Error | null = null;
  onEnd: () => void = () => undefined;

  private constructor(private readonly worker: Worker) {}

  static start(entry: string, workerData: ThreadData, openLimit: number): Promise<Running> {
    const resourceLimits = heapLimits(workerData.memory);
    const worker = new Worker(entry, { workerData, resourceLimits, execArgv: [], name: 'tensorwire explanation' });
    const running = new Running(worker);
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        const problem = `the model was not opened within ${openLimit / 1000} s`;
        const error = new TensorwireError('explain', problem, { limit: 'time' });
        running.fail(error);
        reject(error);
        void worker.terminate();
      }, openLimit);
      worker.on('message', (message: FromThread) => {
        if (message.kind === 'open' || message.kind === 'closed') clearTimeout(late);
        if (message.kind === 'open') {
          running.rest();
          resolve(running);
        } else if (message.kind === 'closed') {
          reject(errorOf(message.fault));
          void worker.terminate();
        } else running.settle(message);
      });
      for (const event of ['error', 'exit'])
        worker.once(event, (reason: Error | number) => {
          clearTimeout(late);
          const why = typeof reason === 'number' ? `exit code ${reason}` : reasonOf(reason);
          const error = new TensorwireError('explain', `the explanation thread ended unexpectedly (${why})`, {
            crashed: true,
          });
          running.fail(error);
          reject(error);
        });
    });
  }

  ask(wanted: Job): Promise<Answered> {
    if (this.ended) return Promise.reject(this.ended);
    return new Promise((resolve, reject) => {
      const job = ++this.jobs;
      this.waiting.set(job, { resolve, reject });
      this.worker.ref(); // the process stays alive while an answer is pending
      this.worker.postMessage({ job, ...wanted } satisfies ToThread);
    });
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private settle(message: Extract<FromThread, { job: number }>): void {
    const waiting = this.waiting.get(message.job);
    this.waiting.delete(message.job);
    this.rest();
    if (message.kind === 'failed') waiting?.reject(errorOf(message.fault));
    else waiting?.resolve(message);
  }
  /** A thread without work does not keep the process alive. */
  private rest(): void {
    if (this.waiting.size === 0) this.worker.unref();
  }

  private fail(error: Error): void {
    this.ended ??= error;
    for (const { reject } of this.waiting.values()) reject(this.ended);
    this.waiting.clear();
    this.onEnd();
  }
}

const builtEntry = (): string =>
  builtProgram(
    'explanation-worker.js',
    path => new TensorwireError('explain', `the explanation program is missing: ${path}`),
  );
