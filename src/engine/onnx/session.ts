import util from 'node:util';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { TensorwireError } from '../../errors';
import type { DType } from '../../graph/types';
import type { Feeds, HostTensor, Program, Results } from '../engine';
import { DirectSession } from './direct';
import { failure } from './failure';
import type { Ort } from './ort';

/** Level 4: errors come as exceptions; at lower levels ONNX Runtime also prints them. */
const SILENT = 4;
const RUN: InferenceSession.RunOptions = { logSeverityLevel: SILENT };
const OPTIONS: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: SILENT,
};

/** Makes an ONNX file ready to run. `outputs` gives results other names than the file's. */
export async function createSession(
  ort: Ort,
  onnx: Uint8Array,
  subject: string,
  outputs: Readonly<Record<string, string>> = {},
): Promise<Program> {
  try {
    const session = await ort.InferenceSession.create(unshared(onnx), OPTIONS);
    return session instanceof DirectSession
      ? new DirectProgram(ort, session, subject, outputs)
      : new AwaitedProgram(ort, session, subject, outputs);
  } catch (error) {
    throw failure(error, subject);
  }
}

/** What programs have in common, whether their session computes at once or later. */
abstract class SessionProgram<Session extends InferenceSession | DirectSession> implements Program {
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

  /** Waits for runs under way; may be called twice. */
  async dispose(): Promise<void> {
    this.disposed = true;
    await this.over();
    const session = this.opened;
    this.opened = null;
    await session?.release();
  }

  /** Resolves when no run is under way. */
  protected async over(): Promise<void> {}

  /** Checks names, types and shapes before ONNX Runtime does, because its texts do not say what was wanted. */
  protected prepare({ inputMetadata }: Session, feeds: Feeds): Record<string, Tensor> {
    const symbols: Record<string, number> = {};
    const tensors: Record<string, Tensor> = {};
    for (const wanted of inputMetadata) {
      const { name } = wanted;
      const feed = feeds[name];
      if (!feed) throw new TensorwireError(this.subject, `input "${name}" is missing`, { input: name });
      if (!wanted.isTensor) continue;
      const { shape, dtype, data } = feed;
      if (dtype !== wanted.type) throw mismatch(this.about(name), 'dtype', wanted.type, dtype);
      const expected = (d: number | string): number | string => (typeof d === 'number' ? d : (symbols[d] ?? d));
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
        if (typeof symbol === 'string') symbols[symbol] = shape[i]!;
      }
      tensors[name] = new this.ort.Tensor(dtype, unshared(data), shape);
    }
    return tensors;
  }

  protected named(results: InferenceSession.ReturnType): Results {
    const named: Results = {};
    for (const name in results) named[this.renamed[name] ?? name] = toHost(results[name] as Tensor, name);
    return named;
  }

  private about(input: string): string {
    return `${this.subject} input "${input}"`;
  }
}

/** A session that has computed when its run returns. */
class DirectProgram extends SessionProgram<DirectSession> {
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

function toHost(tensor: Tensor, name: string): HostTensor {
  const dtype = tensor.type as DType;
  if (!['float32', 'int32', 'bool'].includes(dtype))
    throw new TensorwireError(name, `is of type ${tensor.type}, which is not supported`);
  return { data: tensor.data as HostTensor['data'], shape: tensor.dims, dtype };
}

/** onnxruntime-node takes plain ArrayBuffers only: the array itself, or a copy where its memory is shared. */
const unshared = <T extends Float32Array | Int32Array | Uint8Array>(array: T): T =>
  util.types.isSharedArrayBuffer(array.buffer) ? (array.slice() as T) : array;
