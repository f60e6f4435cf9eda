import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';
import { TensorwireError } from '../../errors';
import type { TensorFlow } from './tensorflow';

const PACKAGE = '@tensorflow/tfjs-node';

/** The file that `require('@tensorflow/tfjs-node')` means in one of the folders (userDir, …), else beside us; or null. */
export function findTfjsNode(resolveFrom: readonly string[] = []): string | null {
  for (const base of [...resolveFrom.map(folder => join(folder, 'package.json')), __filename])
    try {
      return createRequire(base).resolve(PACKAGE);
    } catch {
      // not installed there
    }
  return null;
}

/** tfjs-node, ready to use. Throws TensorwireError where it is not installed or its library does not load here. */
export function loadTfjsNode(resolveFrom: readonly string[] = []): TensorFlow {
  const file = findTfjsNode(resolveFrom);
  if (!file)
    throw new TensorwireError(
      'engine tfjs-node',
      `${PACKAGE} is not installed. Run "npm install ${PACKAGE}" in the Node-RED user directory, or choose onnx`,
    );
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'; // warnings and banners of the native library off
  // one thread, as on every engine: equal seeds then give equal weights on a busy machine too
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

/** tfjs-node 4.22 calls two functions of util that Node 22 warns of and Node 23 took out. */
function restoreUtil(): void {
  const isNullOrUndefined = (value: unknown): boolean => value === null || value === undefined;
  Object.assign(util, { isNullOrUndefined, isArray: Array.isArray });
}
