import util from 'node:util';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { TensorwireError } from '../../errors';
import type { Feeds, HostTensor } from '../../spec';
import type { Program, Results } from '../engine';
import { ownFeed } from '../feeds';
import { failure } from './failure';
import type { Ort } from './ort';
import { SyncSession } from './sync-session';

/** Level 4: errors are exceptions; at lower levels ONNX Runtime also prints them. */
const SILENT = 4;
const RUN: InferenceSession.RunOptions = { logSeverityLevel: SILENT };
const OPTIONS: InferenceSession.SessionOptions = {
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: SILENT,
  extra: {
    // It merges the zeros of a Pad into the padding of a MaxPool, which is −∞: wrong if all numbers are negative.
    // A thread without work sleeps: one that waits in a loop takes its core from other processes.
    session: { intra_op: { allow_spinning: '0' } },
    optimization: { disable_specified_optimizers: 'Pad_Fusion' },
  },
};

export interface SessionOptions {
  /** names for the results other than the file's */
  readonly outputs?: Readonly<Record<string, string>>;
  /** false: each node as in the file; slower, and a witness for what the optimizers do */
  readonly optimized?: boolean;
  /** that compute a node together; default: 1 */
  readonly threads?: number;
}

/** Opens an ONNX file. */
export async function createSession(
  ort: Ort,
  onnx: Uint8Array,
  subject: string,
  { outputs = {}, optimized = true, threads = 1 }: SessionOptions = {},
): Promise<Program> {
  try {
    const level = { graphOptimizationLevel: optimized ? 'all' : 'disabled' } as const;
    const session = await ort.InferenceSession.create(unshared(onnx), {
      ...OPTIONS,
      ...level,
      intraOpNumThreads: threads,
    });
    return session instanceof SyncSession
      ? new DirectProgram(ort, session, subject, outputs)
      : new AwaitedProgram(ort, session, subject, outputs);
  } catch (error) {
    throw failure(error, subject);
  }
}

/** What synchronous and asynchronous sessions have in common. */
abstract class SessionProgram<Session extends InferenceSession | SyncSession> implements Program {
  private disposed = false;
  constructor(
    private readonly ort: Ort,
    private opened: Session | null,
    protected readonly subject: string,
    private readonly renamed: Readonly<Record<string, string>>,
  ) {}

  abstract run(feeds: Feeds): Promise<Results>;

  protected get session(): Session {
    if (this.disposed || !this.opened)
      throw new TensorwireError(this.subject, 'this program was disposed and cannot run');
    return this.opened;
  }

  /** Waits for pending runs; may be called twice. */
  async dispose(): Promise<void> {
    this.disposed = true;
    await this.over();
    const session = this.opened;
    this.opened = null;
    await session?.release();
  }

  /** Resolves when no run is pending. */
  protected async over(): Promise<void> {}

  /** Checks names, types and shapes before ONNX Runtime does, because its texts do not say what was expected. */
  protected prepare({ inputMetadata }: Session, feeds: Feeds): Record<string, Tensor> {
    const symbols = new Map<string, number>();
    const tensors: Record<string, Tensor> = {};
    for (const wanted of inputMetadata) {
      const { name } = wanted;
      const feed = ownFeed(feeds, name);
      if (!feed) throw new TensorwireError(this.subject, `input "${name}" is missing`, { input: name });
      if (!wanted.isTensor) continue;
      const { shape, dtype, data } = feed;
      if (dtype !== (isWhole(wanted.type) ? 'int32' : wanted.type))
        throw mismatch(this.about(name), 'dtype', wanted.type, dtype);
      const expected = (d: number | string): number | string => (typeof d === 'number' ? d : (symbols.get(d) ?? d));
      let fits = shape.length === wanted.shape.length;
      let count = 1;
      for (let i = 0; i < shape.length; i++) {
        count *= shape[i]!;
        const size = expected(wanted.shape[i]!);
        if (typeof size === 'number') fits &&= shape[i] === size;
      }
      if (!fits)
        throw mismatch(
          this.about(name),
          'shape',
          `[${wanted.shape.map(expected).join(', ')}]`,
          `[${shape.join(', ')}]`,
        );
      if (data.length !== count) throw mismatch(this.about(name), 'data', `${count} numbers`, `${data.length}`);
      for (let i = 0; i < shape.length; i++) {
        const symbol = wanted.shape[i]!;
        if (typeof symbol === 'string') symbols.set(symbol, shape[i]!);
      }
      tensors[name] = new this.ort.Tensor(wanted.type, forType(wanted.type, data, this.about(name)), shape);
    }
    return tensors;
  }

  protected named(results: InferenceSession.ReturnType): Results {
    const named: Results = {};
    for (const name of Object.keys(results)) {
      const own = Object.hasOwn(this.renamed, name) ? this.renamed[name]! : name;
      named[own] = toHost(results[name] as Tensor, name);
    }
    return named;
  }

  private about(input: string): string {
    return `${this.subject} input "${input}"`;
  }
}

/** A session whose run computes synchronously. */
class DirectProgram extends SessionProgram<SyncSession> {
  runNow(feeds: Feeds): Results {
    const { session } = this;
    const tensors = this.prepare(session, feeds);
    try {
      return this.named(session.runNow(tensors));
    } catch (error) {
      throw failure(error, this.subject);
    }
  }

  async run(feeds: Feeds): Promise<Results> {
    return this.runNow(feeds);
  }
}

class AwaitedProgram extends SessionProgram<InferenceSession> {
  private readonly running = new Set<Promise<unknown>>();

  async run(feeds: Feeds): Promise<Results> {
    const { session } = this;
    const tensors = this.prepare(session, feeds);
    const run = session.run(tensors, RUN);
    this.running.add(run);
    try {
      return this.named(await run);
    } catch (error) {
      throw failure(error, this.subject);
    } finally {
      this.running.delete(run);
    }
  }

  protected override async over(): Promise<void> {
    await Promise.allSettled(this.running);
  }
}

const mismatch = (subject: string, argument: string, expected: string, received: string): TensorwireError =>
  new TensorwireError(subject, `${argument} must be ${expected}, received ${received}`, {
    argument,
    expected,
    received,
  });

/** ONNX types that are int32 here, as the reader has them. */
type Whole = 'int64' | 'uint8';
const isWhole = (type: string): type is Whole => type === 'int64' || type === 'uint8';

/** The numbers in the type of the file's input. */
function forType(type: string, data: HostTensor['data'], subject: string): HostTensor['data'] | BigInt64Array {
  if (!isWhole(type)) return unshared(data);
  const wrong = type === 'uint8' ? data.find(v => v < 0 || v > 255) : undefined;
  if (wrong !== undefined) throw mismatch(subject, 'data', 'numbers from 0 to 255', String(wrong));
  return type === 'uint8' ? Uint8Array.from(data) : BigInt64Array.from(data as Int32Array, BigInt);
}

function toHost(tensor: Tensor, name: string): HostTensor {
  const { type, data, dims: shape } = tensor;
  if (isWhole(type)) return { data: int32(data as BigInt64Array | Uint8Array, name), shape, dtype: 'int32' };
  if (type !== 'float32' && type !== 'int32' && type !== 'bool')
    throw new TensorwireError(name, `is of type ${type}, which is not supported`);
  return { data: data as HostTensor['data'], shape, dtype: type };
}

/** Whole numbers of another type; throws if one does not fit into 32 bits. */
function int32(data: BigInt64Array | Uint8Array, name: string): Int32Array {
  const found = Int32Array.from(data as ArrayLike<number>, Number);
  const large = found.findIndex((v, i) => Number(data[i]) !== v);
  if (large >= 0) throw new TensorwireError(name, `has ${data[large]}, which is not a number of 32 bits`);
  return found;
}

/** onnxruntime-node takes plain ArrayBuffers only: the array itself, or a copy if its memory is shared. */
const unshared = <T extends Float32Array | Int32Array | Uint8Array>(array: T): T =>
  util.types.isSharedArrayBuffer(array.buffer) ? (array.slice() as T) : array;
