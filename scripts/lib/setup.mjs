// The setup for `npm start` and `npm test`. Each step is skipped if its result exists.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

export const root = resolve(import.meta.dirname, '../..');
const windows = process.platform === 'win32';

const execute = promisify(execFile);

/** Runs a command and returns its output, which is shown only if it fails. */
export async function run(command, args, options = {}) {
  try {
    const { stdout } = await execute(command, args, { cwd: root, maxBuffer: 1 << 28, shell: windows, ...options });
    return stdout;
  } catch (error) {
    const output = [error.stdout, error.stderr].filter(Boolean).join('\n').trim() || error.message;
    throw new Error(`${command} ${args.join(' ')} failed (${error.signal ?? error.code}):\n${output}`);
  }
}

/** Runs independent steps in parallel; throws the first error when all have ended. */
export async function together(...steps) {
  const ended = await Promise.allSettled(steps.map(step => step()));
  for (const { reason } of ended) if (reason) throw reason;
  return ended.map(({ value }) => value);
}

async function once(stamp, content, step) {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === content) return;
  await step();
  writeFileSync(stamp, content);
}
const hash = file =>
  createHash('sha256')
    .update(readFileSync(join(root, file)))
    .digest('hex');

/** Installs node_modules from package-lock.json. */
export const installDependencies = say =>
  once(join(root, 'node_modules/.installed'), hash('package-lock.json'), () => {
    say('installing dependencies');
    return run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  });

/** Installs a Node of this major version from npm, in `folder` (`.node` for `npm start` and `npm test`). */
export async function installNode(major, folder, say) {
  const binary = join(root, folder, 'node_modules/node/bin', windows ? 'node.exe' : 'node');
  if (!existsSync(binary)) {
    say(`installing Node ${major} into ${folder}/`);
    mkdirSync(join(root, folder), { recursive: true });
    const quiet = ['--ignore-scripts=false', '--no-audit', '--no-fund'];
    await run('npm', ['install', '--prefix', folder, ...quiet, `node@${major}`]);
  }
  return binary;
}

/** This Node if Node-RED 5 runs on it (22.9 and newer), else one from npm in `.node/`. */
export async function nodeForNodeRed(say) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 9)) return process.execPath;
  return installNode(22, '.node', say);
}

/** Builds dist/ if a source file is newer. */
export async function build(say) {
  const files = await run('git', ['ls-files', '-co', '--exclude-standard', 'src', 'nodes', 'scripts', 'package.json']);
  const newest = files
    .split('\n')
    .filter(file => file && existsSync(join(root, file)))
    .reduce((time, file) => Math.max(time, statSync(join(root, file)).mtimeMs), 0);
  const core = join(root, 'dist/core.js');
  if (existsSync(core) && statSync(core).mtimeMs > newest) return;
  say('building');
  await run(process.execPath, ['scripts/build.mjs']);
}

/** Python with Keras, ONNX and scikit-learn, the oracles of the tests. Returns the interpreter. */
export async function installOracle(say) {
  if (process.env.ORACLE_PYTHON) return process.env.ORACLE_PYTHON;
  const installing = () => say('installing Keras, ONNX and scikit-learn for the tests');
  return installPython('.cache/oracle', 'test/oracle/requirements.txt', installing);
}

/** MLServer, and the clients of Triton, peers of the Open Inference Protocol. Returns the interpreter. */
export async function installServing(say) {
  if (process.env.SERVING_PYTHON) return process.env.SERVING_PYTHON;
  const installing = () => say('installing MLServer and the client of Triton for the tests');
  return installPython('.cache/serving', 'test/serving/requirements.txt', installing);
}

/** Ray, whose clusters train. Returns the interpreter. */
export async function installRay(say) {
  if (process.env.RAY_PYTHON) return process.env.RAY_PYTHON;
  return installPython('.cache/ray', 'test/cluster/requirements.txt', () => say('installing Ray for the tests'));
}

/** The peers of the bench: Keras and JAX in a Python of their own, whose path is returned, and packages from npm. */
export async function installPeers(say) {
  const folder = join(root, '.cache/bench');
  mkdirSync(folder, { recursive: true });
  const wanted = readFileSync(join(root, 'bench/peers/package.json'), 'utf8');
  await once(join(folder, 'npm.installed'), wanted, () => {
    say('installing brain.js and the WebAssembly of TensorFlow.js for the bench');
    writeFileSync(join(folder, 'package.json'), wanted);
    // peers of these packages are resolved in our own node_modules
    const quiet = ['--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund'];
    return run('npm', ['install', '--prefix', folder, ...quiet]);
  });
  const installing = () => say('installing Keras and JAX for the bench');
  return installPython('.cache/bench/python', 'bench/peers/requirements.txt', installing);
}

/** pandas, the peer for reading. Returns the interpreter. */
export function installPandas(say) {
  return installPython('.cache/bench/pandas', 'bench/peers/pandas.txt', () => say('installing pandas for the bench'));
}

/** Boosted trees, RealMLP, and tables to compare on. Returns the interpreter. */
export function installTablePeers(say) {
  const installing = () => say('installing boosted trees, RealMLP and tables for the bench (3 GB with PyTorch)');
  return installPython('.cache/bench/tables', 'bench/tables/requirements.txt', installing);
}

/** shap and Captum, the peers for explanations. Returns the interpreter. */
export function installExplainers(say) {
  const installing = () => say('installing shap and Captum for the bench (3 GB with PyTorch)');
  return installPython('.cache/bench/explanation', 'bench/explanation/requirements.txt', installing);
}

/** MAPIE, the peer for intervals and sets. Returns the interpreter. */
export function installMapie(say) {
  return installPython('.cache/bench/confidence', 'bench/confidence/requirements.txt', () =>
    say('installing MAPIE for the bench'),
  );
}

export function installSeriesPeers(say) {
  return installPython('.cache/bench/series-peers', 'bench/series/requirements.txt', () =>
    say('installing statsforecast for the bench'),
  );
}

/** Creates a virtual environment with these requirements; returns its interpreter. */
async function installPython(folder, requirements, installing) {
  const python = join(root, folder, 'bin/python');
  mkdirSync(join(root, folder, '..'), { recursive: true });
  await once(join(root, `${folder}.installed`), readFileSync(join(root, requirements), 'utf8'), async () => {
    installing();
    await run('python3', ['-m', 'venv', join(root, folder)]);
    await run(python, [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '-r',
      join(root, requirements),
    ]);
  });
  return python;
}

/** Builds the binding of @tensorflow/tfjs-node from source if its download is unreachable (Linux x64). */
export async function buildTfjsNode(say) {
  if (existsSync(join(root, 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node'))) return;
  say('building tfjs-node');
  await run('bash', ['scripts/build-tfjs-node.sh', '.']);
}

/** Chromium for the browser tests, or undefined. */
export function findChromium() {
  const names = [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  return [process.env.CHROMIUM, ...names].find(path => path && existsSync(path));
}
