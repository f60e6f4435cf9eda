// `npm test`: sets up what is missing and runs every test on every engine; ends with `N passed, N failed`. With
// --coverage (`npm run coverage`): only the unit tests, with the coverage of the sources.
import { join } from 'node:path';
import { coverageOf, inMinutes, runSuites, slowestFiles, withCoverage } from './lib/run-suites.mjs';
import {
  build,
  buildTfjsNode,
  findChromium,
  installDependencies,
  installOracle,
  installRay,
  installServing,
  nodeForNodeRed,
  root,
  run,
  together,
} from './lib/setup.mjs';
import { coveredSuites, suites } from './lib/suites.mjs';

const say = step => console.log(`· ${step} …`);
const began = performance.now();

function check(title, command, args) {
  say(title);
  return run(command, args);
}
const tool = name => join(root, 'node_modules/.bin', name);

/** Only what the tests need: the sources are checked at the same time. */
async function prepare() {
  const [node, python, serving, ray] = await together(
    () => nodeForNodeRed(say),
    () => installOracle(say),
    () => installServing(say),
    () => installRay(say),
    () => installDependencies(say),
  );
  await run(process.execPath, ['scripts/generate.mjs']);
  await together(
    () => buildTfjsNode(say),
    async () => {
      await check('linting', tool('biome'), ['check', '.']);
      await check('checking types', tool('tsc'), ['--noEmit']);
      await build(say);
    },
  );
  return {
    node,
    environment: {
      ...process.env,
      ...{ ORACLE_PYTHON: python, SERVING_PYTHON: serving, RAY_PYTHON: ray },
      TF_CPP_MIN_LOG_LEVEL: '3',
    },
  };
}

try {
  const { node, environment } = await prepare();
  const chromium = findChromium();
  if (chromium) environment.CHROMIUM = chromium;
  else if (process.env.CI) throw new Error('No Chromium found: the browser tests need one in CI.');
  console.log(`prepared after ${inMinutes((performance.now() - began) / 1000)}`);

  const coverage = process.argv.includes('--coverage');
  const only = process.argv.slice(2).filter(argument => argument !== '--coverage');
  const chosen = { title: only.join(' '), files: only, engine: process.env.ENGINE ?? 'onnx' };
  const all = coverage ? coveredSuites() : suites();
  const ran = coverage ? withCoverage(environment) : environment;
  const outcomes = await runSuites(only.length ? [chosen] : all, node, ran);
  if (coverage) console.log(await coverageOf(node));
  if (!only.length) console.log(`The slowest files:\n${slowestFiles(outcomes).join('\n')}\n`);
  const sum = key => outcomes.reduce((total, outcome) => total + outcome[key], 0);
  for (const failure of outcomes.flatMap(outcome => outcome.failures)) console.log(`FAILED ${failure}`);
  if (sum('pending')) console.log(`${sum('pending')} left out`);
  console.log(`after ${inMinutes((performance.now() - began) / 1000)}:`);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') ? 1 : 0;
} catch (error) {
  console.error(error.message);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
