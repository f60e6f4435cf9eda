import { createRequire } from 'node:module';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Binding } from 'onnxruntime-node/dist/binding';
import type { Ort } from './ort';

/**
 * Synchronous runs of onnxruntime-node. Its library computes synchronously, but its `InferenceSession.run` first waits
 * for the next turn of the event loop, where a message may wait behind many others. This calls the native binding that
 * onnxruntime-node itself uses (`dist/binding.js`, version 1.30). If a version has another one, its own `run` is used.
 */
export function synchronous(ort: Ort, file: string): Ort {
  const door = bindingOf(file);
  if (!door) return ort;
  const create = async (onnx: Uint8Array, options: InferenceSession.SessionOptions): Promise<SyncSession> => {
    door.initOrt();
    const session = new door.binding.InferenceSession();
    session.loadModel(onnx.buffer as ArrayBuffer, onnx.byteOffset, onnx.byteLength, options);
    return new SyncSession(session);
  };
  return { Tensor: ort.Tensor, env: ort.env, InferenceSession: { create } };
}

interface NativeBinding {
  readonly binding: { readonly InferenceSession: new () => Library };
  readonly initOrt: () => void;
}

function bindingOf(file: string): NativeBinding | null {
  try {
    const { binding, initOrt } = createRequire(file)('./binding') as Partial<NativeBinding>;
    const { loadModel, run, dispose } = binding?.InferenceSession.prototype ?? {};
    const known = [initOrt, loadModel, run, dispose].every(part => typeof part === 'function');
    return known ? { binding: binding!, initOrt: initOrt! } : null;
  } catch {
    return null; // this version has no such binding: sessions run asynchronously
  }
}

/** the numbers of ONNX's types */
const TYPES: Readonly<Record<number, Tensor.Type>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  8: 'string',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
};

type Feeds = Parameters<Binding.InferenceSession['run']>[0];
type Fetches = Parameters<Binding.InferenceSession['run']>[1];
/** The session of the native binding. Runs share one options object: parsing options for each run takes 0.6 µs. */
type Library = Omit<Binding.InferenceSession, 'run'> & {
  run(feeds: Feeds, fetches: Fetches): InferenceSession.ReturnType;
};

/** The part of an InferenceSession that the engine uses. */
export class SyncSession {
  readonly inputMetadata: readonly InferenceSession.TensorValueMetadata[];
  readonly outputNames: readonly string[];
  private readonly all: Fetches;

  constructor(private readonly session: Library) {
    this.inputMetadata = session.inputMetadata.map(({ name, type, shape, symbolicDimensions }) => ({
      name,
      isTensor: true,
      type: TYPES[type]!,
      shape: shape.map((size, i) => (size < 0 ? symbolicDimensions[i]! : size)),
    }));
    this.outputNames = session.outputMetadata.map(({ name }) => name);
    this.all = Object.fromEntries(this.outputNames.map(name => [name, null]));
  }

  /** Computes synchronously. Returns all results, in memory of their own. */
  runNow(feeds: Feeds): InferenceSession.ReturnType {
    return this.session.run(feeds, this.all);
  }

  async run(feeds: Feeds): Promise<InferenceSession.ReturnType> {
    return this.runNow(feeds);
  }

  async release(): Promise<void> {
    this.session.dispose();
  }
}
