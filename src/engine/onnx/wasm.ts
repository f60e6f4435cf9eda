import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TensorwireError } from '../../errors';
import type { Ort } from './ort';
import { encode } from './proto';
import { DataType } from './schema';

/**
 * ONNX Runtime as WebAssembly. The build bundles `onnxruntime-web/wasm` (50 kB; platform node, format cjs, no settings)
 * and copies `wasmFiles` from onnxruntime-web's dist to a folder `ort` beside the bundle. Run from source, the files are
 * taken from node_modules.
 *
 * `onnxruntime-web/wasm`, not `onnxruntime-web`: the latter shares onnxruntime-common with onnxruntime-node, where the
 * native backend, once loaded, silently serves both.
 */
export const wasmFiles = ['ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'] as const;

/** The folder that holds `wasmFiles`; throws TensorwireError where there is none. */
export function wasmFolder(): string {
  const bundled = join(__dirname, 'ort');
  if (wasmFiles.every(file => existsSync(join(bundled, file)))) return bundled;
  try {
    return dirname(createRequire(__filename).resolve('onnxruntime-web/wasm'));
  } catch (cause) {
    throw new TensorwireError('engine onnx-wasm', `its files ${wasmFiles.join(' and ')} are missing in ${bundled}`, {
      cause,
    });
  }
}

let loaded: Promise<Ort> | undefined;
/** Whether it has been loaded in this thread, or is being loaded. */
export const isWasmLoaded = (): boolean => loaded !== undefined;

/** onnxruntime-web on one thread, its WebAssembly compiled (about 0.3 s, once in a process). */
export function loadWasm(): Promise<Ort> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Ort> {
  const folder = wasmFolder();
  const ort = require('onnxruntime-web/wasm') as Ort & { env: { versions: Record<string, string> } };
  if ('node' in ort.env.versions)
    throw new TensorwireError(
      'engine onnx-wasm',
      'onnxruntime-node has taken the place of WebAssembly in this process',
    );
  const [mjs, wasm] = wasmFiles.map(file => join(folder, file)) as [string, string];
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = { mjs: pathToFileURL(mjs).href };
  // Left to itself, it reads the file while all else waits, and copies it.
  const { buffer } = await readFile(wasm);
  ort.env.wasm.wasmBinary = buffer;
  // Loading it defines a global Worker, by which other libraries would take Node for a browser.
  const worker = Object.getOwnPropertyDescriptor(globalThis, 'Worker');
  try {
    const session = await ort.InferenceSession.create(smallestModel(), { logSeverityLevel: 4 });
    await session.release();
  } catch (cause) {
    throw new TensorwireError('engine onnx-wasm', `does not start here (${(cause as Error).message})`, { cause });
  } finally {
    delete ort.env.wasm.wasmBinary;
    Reflect.deleteProperty(globalThis, 'Worker');
    if (worker) Object.defineProperty(globalThis, 'Worker', worker);
  }
  return ort;
}

/** One constant. */
export const smallestModel = (): Uint8Array => {
  const one = { name: 'one', dims: [1], dataType: DataType.float32, floatData: [1] };
  const node = [{ opType: 'Identity', input: ['one'], output: ['out'] }];
  const type = { tensorType: { elemType: DataType.float32, shape: { dim: [{ dimValue: 1 }] } } };
  const graph = { name: 'nothing', node, initializer: [one], output: [{ name: 'out', type }] };
  return encode('Model', { irVersion: 8, opsetImport: [{ domain: '', version: 18 }], graph });
};
