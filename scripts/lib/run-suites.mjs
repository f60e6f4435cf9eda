// Runs test suites, a few at a time, and prints a summary.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { root, run } from './setup.mjs';

/** For this run only: another one may run at the same time. */
const results = join(root, '.cache/test-results', `${process.pid}`);
/** Coverage data, where coverage is measured. */
const covered = join(results, 'coverage');
/** Many tests start processes of their own, and some measure times: a third suite would disturb them. */
const AT_ONCE = Math.min(2, availableParallelism());
const SLOWEST = 10;

/**
 * Each suite is `{ title, files, engine }`. Several run in parallel, and the output of each is shown when it has ended;
 * a single one is shown as it runs. Returns the outcomes, in the order of the suites.
 */
export async function runSuites(suites, node, environment) {
  mkdirSync(results, { recursive: true });
  process.once('exit', () => rmSync(results, { recursive: true, force: true }));
  const outcomes = [];
  const waiting = [...suites.entries()];
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      outcomes[next[0]] = await runSuite(next[1], join(results, `${next[0]}`), node, environment, suites.length > 1);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return outcomes;
}

async function runSuite({ title, files, engine }, path, node, environment, quiet) {
  console.log(quiet ? `· ${title}: ${files.length} files …` : `\n== ${title}`);
  const began = performance.now();
  const mocha = [
    join(root, 'node_modules/mocha/bin/mocha.js'),
    '--no-config',
    '--import=tsx',
    '--require=./test/setup.ts',
    '--timeout=600000',
    '--exit',
    `--reporter=${join(root, 'scripts/lib/reporter.cjs')}`,
    `--reporter-option=output=${path}.json`,
    ...files,
  ];
  const log = quiet ? openSync(`${path}.log`, 'w') : 'inherit';
  const child = spawn(node, mocha, {
    cwd: root,
    stdio: ['ignore', log, log],
    env: { ...environment, ENGINE: engine },
  });
  const [status, signal] = await once(child, 'close');
  const seconds = (performance.now() - began) / 1000;
  if (quiet) {
    closeSync(log);
    console.log(`\n== ${title}, ${inMinutes(seconds)}`);
    process.stdout.write(readFileSync(`${path}.log`));
  }
  if (!existsSync(`${path}.json`))
    return { passed: 0, failed: 1, pending: 0, failures: [`${title}: ended without a result (${signal ?? status})`] };
  const outcome = JSON.parse(readFileSync(`${path}.json`, 'utf8'));
  return {
    ...outcome,
    engine,
    failures: outcome.failures.map(({ test, reason }) => `${test} (${engine})\n${indented(reason)}`),
  };
}

/** The environment in which suites and their child processes record coverage; some take ten times as long. */
export const withCoverage = environment => ({ ...environment, NODE_V8_COVERAGE: covered });

/** The coverage of the sources by the suites. */
export function coverageOf(node) {
  const c8 = join(root, 'node_modules/c8/bin/c8.js');
  const sources = ['--include=src/**', '--include=nodes/**'];
  return run(node, [c8, 'report', `--temp-directory=${covered}`, '--reporter=text-summary', ...sources]);
}

/** The slowest files, with the share of CPU time: the rest was spent waiting. */
export function slowestFiles(outcomes) {
  return outcomes
    .flatMap(({ engine, files = {} }) => Object.entries(files).map(([file, took]) => ({ file, engine, ...took })))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, SLOWEST)
    .map(({ file, engine, seconds, processor }) => {
      const [all, own] = [seconds, processor].map(s => s.toFixed(0).padStart(5));
      return `${all} s, ${own} s computing: ${file} (${engine})`;
    });
}

const indented = text => text.replace(/^/gm, '  ');

export const inMinutes = seconds => `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
