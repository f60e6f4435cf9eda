// `npm test`: sets up what is missing and runs every test on every engine; ends with `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  build,
  buildTfjsNode,
  findChromium,
  installDependencies,
  installOracle,
  nodeForNodeRed,
  root,
  run,
} from './lib/setup.mjs';

const say = step => console.log(`· ${step} …`);
const results = join(root, '.cache/test-results');

/** Each suite is one mocha process. `engine` runs the same files once more on another engine. */
const SUITES = [
  {
    title: 'unit tests, native engine',
    spec: ['test/**/*.test.ts'],
    ignore: ['test/e2e/**'],
    engine: 'onnx',
    coverage: true,
  },
  {
    title: 'engine tests, WebAssembly',
    spec: specs('graph', 'engine', 'catalogue', 'network', 'training'),
    engine: 'wasm',
  },
  {
    title: 'engine tests, tfjs-node',
    spec: specs('graph', 'engine', 'catalogue', 'network', 'training'),
    engine: 'tfjs-node',
  },
  {
    title: 'a slow witness, TensorFlow.js on its cpu backend',
    spec: specs('graph', 'engine', 'catalogue'),
    engine: 'tfjs-cpu',
  },
  { title: 'in a real Node-RED and a real browser', spec: ['test/e2e/**/*.test.ts'], engine: 'onnx' },
];
function specs(...folders) {
  return folders.map(folder => `test/${folder}/**/*.test.ts`);
}

function check(title, command, args) {
  say(title);
  run(command, args);
}

function runSuite({ title, spec, ignore = [], engine, coverage }, node, environment, index) {
  console.log(`\n== ${title}`);
  const output = join(results, `${index}.json`);
  const mocha = [
    join(root, 'node_modules/mocha/bin/mocha.js'),
    '--no-config',
    '--import=tsx',
    '--require=./test/setup.ts',
    '--timeout=600000',
    '--exit',
    `--reporter=${join(root, 'scripts/lib/reporter.cjs')}`,
    `--reporter-option=output=${output}`,
    ...ignore.map(pattern => `--ignore=${pattern}`),
    ...spec,
  ];
  const c8 = coverage
    ? [
        join(root, 'node_modules/c8/bin/c8.js'),
        '--reporter=text-summary',
        '--include=src/**',
        '--include=nodes/**',
        node,
      ]
    : [];
  const { status, signal } = spawnSync(node, [...c8, ...mocha], {
    cwd: root,
    stdio: 'inherit',
    env: { ...environment, ENGINE: engine },
  });
  if (!existsSync(output))
    return { passed: 0, failed: 1, pending: 0, failures: [`${title}: ended without a result (${signal ?? status})`] };
  return JSON.parse(readFileSync(output, 'utf8'));
}

try {
  installDependencies(say);
  const node = nodeForNodeRed(say);
  run(process.execPath, ['scripts/generate.mjs']);
  const environment = { ...process.env, ORACLE_PYTHON: installOracle(say), TF_CPP_MIN_LOG_LEVEL: '3' };
  buildTfjsNode(say);
  check('linting', join(root, 'node_modules/.bin/biome'), ['check', '.']);
  check('checking types', join(root, 'node_modules/.bin/tsc'), ['--noEmit']);
  build(say);
  const chromium = findChromium();
  if (chromium) environment.CHROMIUM = chromium;
  else if (process.env.CI) throw new Error('No Chromium found: the browser tests need one in CI.');

  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  const only = process.argv.slice(2);
  const suites = only.length ? [{ title: only.join(' '), spec: only, engine: process.env.ENGINE ?? 'onnx' }] : SUITES;
  const outcomes = suites.map((suite, index) => runSuite(suite, node, environment, index));
  const sum = key => outcomes.reduce((total, outcome) => total + outcome[key], 0);
  for (const failure of outcomes.flatMap(outcome => outcome.failures)) console.log(`FAILED ${failure}`);
  if (sum('pending')) console.log(`${sum('pending')} left out`);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') ? 1 : 0;
} catch (error) {
  console.error(error.message);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
