import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as OnnxRuntime from 'onnxruntime-web/wasm';
import { TensorwireError } from '../../errors';
import { loadWasm } from './wasm';

/** What onnxruntime-node and onnxruntime-web share: the API of onnxruntime-common. */
export type Ort = Pick<typeof OnnxRuntime, 'InferenceSession' | 'Tensor' | 'env'>;
export type OnnxEngineName = 'onnx' | 'onnx-wasm';

/** The file that `require('onnxruntime-node')` means in one of the folders (userDir, …), else beside us; null if none. */
export function findNative(resolveFrom: readonly string[] = []): string | null {
  for (const base of [...resolveFrom.map(folder => join(folder, 'package.json')), __filename])
    try {
      return createRequire(base).resolve('onnxruntime-node');
    } catch {
      // not installed there
    }
  return null;
}

/** onnxruntime-node; throws TensorwireError where it is not installed or its library does not load here. */
export function loadNative(resolveFrom: readonly string[] = []): Ort {
  const file = findNative(resolveFrom);
  if (!file)
    throw new TensorwireError(
      'engine onnx',
      'onnxruntime-node is not installed. Run "npm install onnxruntime-node" in the Node-RED user directory, or choose onnx-wasm',
    );
  try {
    return createRequire(file)(file) as Ort;
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new TensorwireError(
      'engine onnx',
      `onnxruntime-node does not load on this machine (${reason}). Choose onnx-wasm`,
      {
        cause,
        file,
      },
    );
  }
}

/** The runtime of an engine. Both may live in one process: `onnxruntime-web/wasm` has an onnxruntime-common of its own. */
export async function loadRuntime(name: OnnxEngineName, resolveFrom: readonly string[] = []): Promise<Ort> {
  return name === 'onnx' ? loadNative(resolveFrom) : loadWasm();
}
