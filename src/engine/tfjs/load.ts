import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';
import { TensorwireError } from '../../errors';
import type { TensorFlow } from './tensorflow';

const PACKAGE = '@tensorflow/tfjs-node';

/**
 * The file that `require('@tensorflow/tfjs-node')` resolves to from one of the folders (userDir, …), else from here; or
 * null.
 */
export function findTfjsNode(resolveFrom: readonly string[] = []): string | null {
  for (const base of [...resolveFrom.map(folder => join(folder, 'package.json')), __filename])
    try {
      return createRequire(base).resolve(PACKAGE);
    } catch {
      // not installed there
    }
  return null;
}

/** tfjs-node, ready to use. Throws a TensorwireError if it is not installed or its library does not load here. */
export function loadTfjsNode(resolveFrom: readonly string[] = []): TensorFlow {
  const file = findTfjsNode(resolveFrom);
  if (!file)
    throw new TensorwireError(
      'engine tfjs-node',
      `${PACKAGE} is not installed. Run "npm install ${PACKAGE}" in the Node-RED user directory, or choose onnx`,
    );
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'; // no warnings and banners from the native library
  // one thread, as on every engine: then equal seeds give equal weights on a busy machine too
  process.env.TF_NUM_INTRAOP_THREADS ??= '1';
  process.env.TF_NUM_INTEROP_THREADS ??= '1';
  restoreUtil();
  try {
    return createRequire(file)(file) as TensorFlow;
  } catch (cause) {
    const reason = (cause as Error).message.split('\n')[0];
    throw new TensorwireError('engine tfjs-node', `${PACKAGE} does not load on this machine (${reason}). Choose onnx`, {
      cause,
      file,
    });
  }
}

/** tfjs-node 4.22 calls two functions of `util` that Node 22 deprecates and Node 23 has removed. */
function restoreUtil(): void {
  const isNullOrUndefined = (value: unknown): boolean => value === null || value === undefined;
  Object.assign(util, { isNullOrUndefined, isArray: Array.isArray });
}
