import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { BenchModel } from './models';
import { missingLayers } from './network';
import type { Figures } from './task';

/** A peer, how to start it, and what it supports. Each measurement is a process of its own. */
export interface Peer {
  readonly name: string;
  readonly title: string;
  readonly program: 'python' | 'node';
  readonly args: readonly string[];
  /** why it does not take part in a model; undefined: it does */
  without?(model: BenchModel): string | undefined;
  /** a hundred times slower than the others: measured only in the first round */
  readonly once?: true;
  /** it can use several cores */
  readonly several?: true;
}

const folder = join(__dirname, 'peers');
const python = (file: string, ...args: string[]) => ({
  program: 'python' as const,
  args: [join(folder, file), ...args],
});
const node = (file: string, ...args: string[]) => ({ program: 'node' as const, args: [join(folder, file), ...args] });
const small = (model: BenchModel) => (model.large ? 'not asked for the larger models' : undefined);
const denseOnly = (model: BenchModel) =>
  small(model) ?? (model.layers.some(l => l.className !== 'Dense') ? 'dense networks only' : undefined);
const missing = (model: BenchModel) => missingLayers(model)[0] && `no ${missingLayers(model)[0]} yet`;

export const peers: readonly Peer[] = [
  {
    name: 'native',
    title: 'tensorwire, native engine there',
    ...node('ours.ts', 'auto'),
    without: missing,
    several: true,
  },
  {
    name: 'onnx',
    title: 'tensorwire, ONNX Runtime alone',
    ...node('ours.ts', 'onnx'),
    without: missing,
    several: true,
  },
  { name: 'keras', title: 'Keras fit (TensorFlow)', ...python('keras_fit.py'), without: missing, several: true },
  { name: 'jax', title: 'JAX jit', ...python('jax_jit.py'), without: missing, several: true },
  { name: 'wasm', title: 'tensorwire, WebAssembly', ...node('ours.ts', 'wasm'), without: missing },
  { name: 'tfjs-node', title: '@tensorflow/tfjs-node', ...node('tfjs.ts', 'tfjs-node'), without: small },
  { name: 'tfjs-wasm', title: 'TensorFlow.js, wasm', ...node('tfjs.ts', 'wasm'), without: small, once: true },
  { name: 'tfjs-cpu', title: 'TensorFlow.js, cpu', ...node('tfjs.ts', 'cpu'), without: small, once: true },
  { name: 'brain', title: 'brain.js', ...node('brain.ts'), without: denseOnly, once: true },
  { name: 'gemm', title: 'matrix products alone (numpy)', ...python('gemm.py'), without: missing },
];

/** How many cores a peer gets: one, or all of the machine, with its own defaults. */
export type Cores = 'one' | 'all';

const ALWAYS = {
  JAX_PLATFORMS: 'cpu',
  CUDA_VISIBLE_DEVICES: '-1',
  TF_CPP_MIN_LOG_LEVEL: '3',
  PYTHONDONTWRITEBYTECODE: '1',
};

/** The settings for one thread, by library. */
const ONE_THREAD = {
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  XLA_FLAGS: '--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1',
  NPROC: '1',
  PJRT_NPROC: '1',
};
const MINUTES = 5;

/** Runs a peer on a task. Rejects with the last line of its output. */
export function measure(peer: Peer, task: string, cores: Cores): Promise<Figures> {
  const [file, ...rest] = peer.args;
  const command = peer.program === 'node' ? process.execPath : (process.env.BENCH_PYTHON ?? 'python3');
  const args = [...(peer.program === 'node' ? ['--import', 'tsx'] : []), file!, task, ...rest];
  const env = { ...process.env, ...ALWAYS, BENCH_CORES: cores, ...(cores === 'one' && ONE_THREAD) };
  const options = { env, timeout: MINUTES * 60_000, maxBuffer: 1 << 26 };
  const began = Date.now();
  return new Promise((resolve, reject) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      const last = stdout.trimEnd().split('\n').at(-1)!;
      if (error) return reject(new Error(reason(stderr) ?? `took more than ${MINUTES} minutes`));
      const figures = JSON.parse(last) as Figures;
      // standalone programs report when they had done a step; ours is started by Node-RED and reports how long it took
      const firstStep =
        figures.firstStep ?? (figures.firstStepAt === undefined ? undefined : figures.firstStepAt - began);
      resolve({ ...figures, firstStep });
    });
  });
}

/** `Error: …` of Node or Python, else the last line. */
function reason(said: string): string | undefined {
  const lines = said.trim().split('\n');
  return lines.findLast(line => /^\S*Error: /.test(line)) ?? lines.at(-1);
}
