import util from 'node:util';
import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { TensorwireError } from '../../errors';
import type { DType } from '../../graph/types';
import type { Feeds, HostTensor, Program } from '../engine';
import { failure } from './failure';
import type { Ort } from './runtime';

/** Level 4: errors come as exceptions; at lower levels ONNX Runtime also prints them. */
const SILENT = 4;
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
    return new SessionProgram(ort, session, subject, outputs);
  } catch (error) {
    throw failure(error, subject);
  }
}

class SessionProgram implements Program {
  private readonly running = new Set<Promise<unknown>>();
  private disposed = false;

  constructor(
    private readonly ort: Ort,
    private session: InferenceSession | null,
    private readonly subject: string,
    private readonly renamed: Readonly<Record<string, string>>,
  ) {}

  async run(feeds: Feeds): Promise<Record<string, HostTensor>> {
    if (this.disposed || !this.session)
      throw new TensorwireError(this.subject, 'this program was disposed and cannot run');
    const run = this.session.run(this.prepare(this.session, feeds), { logSeverityLevel: SILENT });
    this.running.add(run);
    try {
      const results = Object.entries(await run);
      return Object.fromEntries(results.map(([name, tensor]) => [this.renamed[name] ?? name, toHost(tensor, name)]));
    } catch (error) {
      throw failure(error, this.subject);
    } finally {
      this.running.delete(run);
    }
  }

  /** Waits for runs under way; may be called twice. */
  async dispose(): Promise<void> {
    this.disposed = true;
    await Promise.allSettled(this.running);
    const { session } = this;
    this.session = null;
    await session?.release();
  }

  /** Checks names, types and shapes before ONNX Runtime does, because its texts do not say what was wanted. */
  private prepare(session: InferenceSession, feeds: Feeds): Record<string, Tensor> {
    const symbols = new Map<string, number>();
    const tensors: Record<string, Tensor> = {};
    for (const { name, ...wanted } of session.inputMetadata) {
      const feed = feeds[name];
      if (!feed) throw new TensorwireError(this.subject, `input "${name}" is missing`, { input: name });
      if (!wanted.isTensor) continue;
      const subject = `${this.subject} input "${name}"`;
      if (feed.dtype !== wanted.type) throw mismatch(subject, 'dtype', wanted.type, feed.dtype);
      const { shape } = feed;
      const expected = wanted.shape.map(d => (typeof d === 'number' ? d : (symbols.get(d) ?? d)));
      if (shape.length !== expected.length || expected.some((d, i) => typeof d === 'number' && d !== shape[i]))
        throw mismatch(subject, 'shape', `[${expected.join(', ')}]`, `[${shape.join(', ')}]`);
      for (const [i, d] of wanted.shape.entries()) if (typeof d === 'string') symbols.set(d, shape[i]!);
      const count = shape.reduce((product, d) => product * d, 1);
      if (feed.data.length !== count) throw mismatch(subject, 'data', `${count} numbers`, `${feed.data.length}`);
      tensors[name] = new this.ort.Tensor(feed.dtype, unshared(feed.data), shape);
    }
    return tensors;
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

/** The array itself, or a copy where its memory is shared: onnxruntime-node takes plain ArrayBuffers only. */
const unshared = <T extends Float32Array | Int32Array | Uint8Array>(array: T): T =>
  util.types.isSharedArrayBuffer(array.buffer) ? (array.slice() as T) : array;
