import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { setStackCheck } from '../src/engine/wasm/instruction-writer';
import { OperandStack } from '../src/engine/wasm/operand-stack';
import { setVerifier } from '../src/graph';
import { verifyGraph } from '../src/graph/rewrite/verify';

/** Property tests use the same examples on every run; FC_SEED and FC_RUNS choose others, and more of them. */
fc.configureGlobal({
  seed: Number(process.env.FC_SEED ?? 1),
  ...(process.env.FC_RUNS && { numRuns: Number(process.env.FC_RUNS) }),
});

/** A pass that breaks a graph is reported by the verifier after it, and not by an engine later. */
setVerifier(verifyGraph);
/** An instruction that does not find its operands is reported where it is written. */
setStackCheck(() => new OperandStack());

/** Models are opened in a worker thread, whose program must be built from these sources. */
export async function mochaGlobalSetup(): Promise<void> {
  const root = join(__dirname, '..');
  const built = join(root, 'dist/inference-worker.js');
  if (existsSync(built) && statSync(built).mtimeMs > newest(join(root, 'src'))) return;
  const { buildPrograms } = await import('../scripts/build/core.mjs');
  await buildPrograms(join(root, 'dist'));
}

const newest = (path: string): number =>
  statSync(path).isDirectory()
    ? Math.max(0, ...readdirSync(path).map(name => newest(join(path, name))))
    : statSync(path).mtimeMs;
