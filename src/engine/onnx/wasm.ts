import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TensorwireError } from '../../errors';
import type { Ort } from './runtime';

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

let loaded: Ort | undefined;

/** onnxruntime-web, set to one thread. The WebAssembly itself is compiled with the first session, about 0.3 s. */
export function loadWasm(): Ort {
  if (loaded) return loaded;
  const folder = wasmFolder();
  const ort = require('onnxruntime-web/wasm') as Ort & { env: { versions: Record<string, string> } };
  if ('node' in ort.env.versions)
    throw new TensorwireError(
      'engine onnx-wasm',
      'onnxruntime-node has taken the place of WebAssembly in this process',
    );
  const [mjs, wasm] = wasmFiles.map(file => pathToFileURL(join(folder, file)).href);
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = { mjs, wasm };
  loaded = ort;
  return ort;
}
