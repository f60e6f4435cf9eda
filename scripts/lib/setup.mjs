// What `npm start` and `npm test` need before they can begin. Each step is skipped when its result is there already.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');
const windows = process.platform === 'win32';

/** Runs a command; its output is shown only where it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    shell: windows,
    ...options,
  });
  if (result.status === 0) return result.stdout ?? '';
  const output = [result.error?.message, result.stdout, result.stderr].filter(Boolean).join('\n').trim();
  throw new Error(`${command} ${args.join(' ')} failed (${result.signal ?? result.status}):\n${output}`);
}

function once(stamp, content, step) {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === content) return false;
  step();
  writeFileSync(stamp, content);
  return true;
}
const hash = file =>
  createHash('sha256')
    .update(readFileSync(join(root, file)))
    .digest('hex');

/** node_modules as package-lock.json says. */
export function installDependencies(say) {
  const content = hash('package-lock.json');
  const stamp = join(root, 'node_modules/.installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === content) return;
  say('installing dependencies');
  once(stamp, content, () => run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']));
}

/** A Node of this major version from npm, in `folder` (`.node` for the one that start and test run on). */
export function installNode(major, folder, say) {
  const binary = join(root, folder, 'node_modules/node/bin', windows ? 'node.exe' : 'node');
  if (!existsSync(binary)) {
    say(`installing Node ${major} into ${folder}/`);
    mkdirSync(join(root, folder), { recursive: true });
    run('npm', ['install', '--prefix', folder, '--ignore-scripts=false', '--no-audit', '--no-fund', `node@${major}`]);
  }
  return binary;
}

/** This Node where Node-RED 5 runs on it (22.9 and newer), else one from npm in `.node/`. */
export function nodeForNodeRed(say) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 9)) return process.execPath;
  return installNode(22, '.node', say);
}

/** dist/, when a source file is newer than it. */
export function build(say) {
  const newest = run('git', ['ls-files', '-co', '--exclude-standard', 'src', 'nodes', 'scripts', 'package.json'])
    .split('\n')
    .filter(file => file && existsSync(join(root, file)))
    .reduce((time, file) => Math.max(time, statSync(join(root, file)).mtimeMs), 0);
  const core = join(root, 'dist/core.js');
  if (existsSync(core) && statSync(core).mtimeMs > newest) return;
  say('building');
  run(process.execPath, ['scripts/build.mjs']);
}

/** Python with Keras, ONNX and scikit-learn: the oracles of the tests. Returns the interpreter. */
export function installOracle(say) {
  if (process.env.ORACLE_PYTHON) return process.env.ORACLE_PYTHON;
  const installing = () => say('installing Keras, ONNX and scikit-learn for the tests');
  return installPython('.cache/oracle', 'test/oracle/requirements.txt', installing);
}

/** What is measured beside us: Keras and JAX in a Python of their own, whose path is returned, and packages from npm. */
export function installPeers(say) {
  const folder = join(root, '.cache/bench');
  mkdirSync(folder, { recursive: true });
  const wanted = readFileSync(join(root, 'bench/peers/package.json'), 'utf8');
  once(join(folder, 'npm.installed'), wanted, () => {
    say('installing brain.js and the WebAssembly of TensorFlow.js for the bench');
    writeFileSync(join(folder, 'package.json'), wanted);
    // peers of these packages are resolved in our own node_modules
    const quiet = ['--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund'];
    run('npm', ['install', '--prefix', folder, ...quiet]);
  });
  const installing = () => say('installing Keras and JAX for the bench');
  return installPython('.cache/bench/python', 'bench/peers/requirements.txt', installing);
}

/** pandas, beside which reading is measured. Returns the interpreter. */
export function installPandas(say) {
  return installPython('.cache/bench/pandas', 'bench/peers/pandas.txt', () => say('installing pandas for the bench'));
}

/** A virtual environment with these requirements; its interpreter. */
function installPython(folder, requirements, installing) {
  const python = join(root, folder, 'bin/python');
  mkdirSync(join(root, folder, '..'), { recursive: true });
  once(join(root, `${folder}.installed`), readFileSync(join(root, requirements), 'utf8'), () => {
    installing();
    run('python3', ['-m', 'venv', join(root, folder)]);
    run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', join(root, requirements)]);
  });
  return python;
}

/** The binding of @tensorflow/tfjs-node, built from source where its own download is unreachable (Linux x64). */
export function buildTfjsNode(say) {
  if (existsSync(join(root, 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node'))) return;
  say('building tfjs-node');
  run('bash', ['scripts/build-tfjs-node.sh', '.']);
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
