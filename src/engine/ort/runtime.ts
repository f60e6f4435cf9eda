import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { TensorwireError } from '../../errors';
import type { Ort } from './ort';
import { synchronous } from './sync-session';

const NATIVE = 'onnxruntime-node';

/**
 * The file that `require('onnxruntime-node')` resolves to from one of the folders (userDir, …), else from here; null if
 * none.
 */
export function findNative(resolveFrom: readonly string[] = []): string | null {
  for (const base of [...resolveFrom.map(folder => join(folder, 'package.json')), __filename]) {
    const file = installedIn(dirname(base));
    if (file) return file;
    try {
      return createRequire(base).resolve(NATIVE);
    } catch {
      // not installed there
    }
  }
  return null;
}

/** Searches by itself, because Node 20 caches that a package was missing, even after it was installed. */
function installedIn(folder: string): string | null {
  const card = join(folder, 'node_modules', NATIVE, 'package.json');
  if (existsSync(card)) {
    const main = join(dirname(card), (cardOf(card).main as string | undefined) ?? 'index.js');
    if (existsSync(main)) return realpathSync(main);
  }
  const parent = dirname(folder);
  return parent === folder ? null : installedIn(parent);
}

function cardOf(file: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {}; // a damaged package.json: loading the package says what is wrong
  }
}

/** The version of the native runtime that would be loaded; null if there is none. */
export function nativeVersion(resolveFrom: readonly string[] = []): string | null {
  const file = findNative(resolveFrom);
  if (!file) return null;
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const { name, version } = cardOf(join(folder, 'package.json'));
    if (name === NATIVE) return String(version);
  }
  return null;
}

/** onnxruntime-node; throws a TensorwireError if it is not installed or its library does not load here. */
export function loadNative(resolveFrom: readonly string[] = []): Ort {
  const file = findNative(resolveFrom);
  if (!file)
    throw new TensorwireError(
      'engine onnx',
      'onnxruntime-node is not installed. Install it by the button of an engine node, or run "ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node" in the Node-RED user directory, or choose wasm',
    );
  try {
    return synchronous(createRequire(file)(file) as Ort, file);
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new TensorwireError(
      'engine onnx',
      `onnxruntime-node does not load on this machine (${reason}). Choose wasm`,
      {
        cause,
        file,
      },
    );
  }
}
