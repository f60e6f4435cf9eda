import util from 'node:util';
import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { TensorwireError } from '../../errors';
import type { DType } from '../../graph/types';
import type { Feeds, HostTensor, Program } from '../engine';
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
    return new SessionProgram(ort, session, subject, outputs);
  } catch (error) {
    throw failure(error, subject);
  }
}

class SessionProgram implements Program {
  private readonly running = new Set<Promise<unknown>>();
  private disposed = false;
  private readonly native: boolean;

  constructor(
    private readonly ort: Ort,
    private session: InferenceSession | null,
    private readonly subject: string,
    private readonly renamed: Readonly<Record<string, string>>,
  ) {
    this.native = 'node' in ort.env.versions;
  }

  async run(feeds: Feeds): Promise<Record<string, HostTensor>> {
    if (this.disposed || !this.session)
      throw new TensorwireError(this.subject, 'this program was disposed and cannot run');
    const { session } = this;
    const tensors = this.prepare(session, feeds);
    const run = this.native ? session.run(tensors, RUN) : oneByOne(() => session.run(tensors, RUN));
    this.running.add(run);
    try {
      const results = await run;
      const named: Record<string, HostTensor> = {};
      for (const name in results) named[this.renamed[name] ?? name] = toHost(results[name] as Tensor, name);
      return named;
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
    const symbols: Record<string, number> = {};
    const tensors: Record<string, Tensor> = {};
    for (const wanted of session.inputMetadata) {
      const { name } = wanted;
      const feed = feeds[name];
      if (!feed) throw new TensorwireError(this.subject, `input "${name}" is missing`, { input: name });
      if (!wanted.isTensor) continue;
      const { shape, dtype, data } = feed;
      if (dtype !== wanted.type) throw mismatch(this.about(name), 'dtype', wanted.type, dtype);
      const expected = wanted.shape.map(d => (typeof d === 'number' ? d : (symbols[d] ?? d)));
      let fits = shape.length === expected.length;
      let count = 1;
      for (let i = 0; i < shape.length; i++) {
        count *= shape[i]!;
        if (typeof expected[i] === 'number') fits &&= shape[i] === expected[i];
        else symbols[wanted.shape[i]!] = shape[i]!;
      }
      if (!fits) throw mismatch(this.about(name), 'shape', `[${expected.join(', ')}]`, `[${shape.join(', ')}]`);
      if (data.length !== count) throw mismatch(this.about(name), 'data', `${count} numbers`, `${data.length}`);
      // onnxruntime-node takes plain ArrayBuffers only; WebAssembly copies what it is given into its own memory
      tensors[name] = new this.ort.Tensor(dtype, this.native ? unshared(data) : data, shape);
    }
    return tensors;
  }

  private about(input: string): string {
    return `${this.subject} input "${input}"`;
  }
}

let lastRun: Promise<unknown> = Promise.resolve();

/**
 * Runs of WebAssembly, of whatever session, one after the other: onnxruntime-web (1.30) keeps what a run is given on the
 * module's one stack while it awaits, and a second run that begins meanwhile writes over it: wrong names, wrong numbers.
 */
function oneByOne<T>(run: () => Promise<T>): Promise<T> {
  const now = lastRun.then(run);
  lastRun = now.catch(() => undefined);
  return now;
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

/** The array itself, or a copy where its memory is shared. */
const unshared = <T extends Float32Array | Int32Array | Uint8Array>(array: T): T =>
  util.types.isSharedArrayBuffer(array.buffer) ? (array.slice() as T) : array;
