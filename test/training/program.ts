import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { engineName } from '../engines';
import { samplePlan } from './samples';

export const root = join(__dirname, '../..');

/** A program bundled as the package's build does it, in a folder that `remove` takes away. */
export async function bundle(source: string): Promise<{ path: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'tensorwire-test-'));
  const path = join(folder, 'program.js');
  const external = ['onnxruntime-node', '@tensorflow/tfjs-node'];
  await build({
    entryPoints: [join(root, source)],
    outfile: path,
    ...{ bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'error', external },
  });
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The engine of this run of the tests, as a training process can have it. */
export const childEngine = engineName === 'tfjs-cpu' ? 'wasm' : engineName;
export const childPlan = (wishes: Parameters<typeof samplePlan>[0] = {}) =>
  samplePlan({ engine: childEngine, resolveFrom: [root], ...wishes });

/** Is there such a process, and is it more than a zombie that waits for its parent? */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const stat = process.platform === 'linux' ? readFileSync(`/proc/${pid}/stat`, 'latin1') : '';
    return !/^\d+ \(.*\) Z/.test(stat);
  } catch {
    return false;
  }
}

export const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise(resolve => setTimeout(resolve, 20));
};
