import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { childEnvironment } from '../../src/process/environment';

const SRC = resolve(__dirname, '../../src');

describe('the environment of child processes', () => {
  it('has what programs need, and no secret of a flow', () => {
    const given = {
      PATH: '/bin',
      LD_LIBRARY_PATH: '/lib',
      TMPDIR: '/tmp',
      LC_ALL: 'C',
      OMP_NUM_THREADS: '2',
      Home: '/h',
    };
    const secret = {
      DB_PASSWORD: 'x',
      NODE_RED_CREDENTIAL_SECRET: 'x',
      NODE_OPTIONS: '--inspect',
      PATHS: 'x',
      MY_PATH: 'x',
    };
    const before = process.env;
    process.env = { ...given, ...secret };
    try {
      assert.deepEqual(childEnvironment({ MALLOC_ARENA_MAX: '1' }), { ...given, MALLOC_ARENA_MAX: '1' });
    } finally {
      process.env = before;
    }
  });

  it('is Node-RED’s own only where npm runs', () => {
    const whole = readdirSync(SRC, { recursive: true })
      .map(file => join(SRC, String(file)))
      .filter(file => file.endsWith('.ts') && /\.\.\.process\.env|env: process\.env/.test(readFileSync(file, 'utf8')))
      .map(file => relative(SRC, file));
    assert.deepEqual(whole, [join('engine', 'install', 'npm.ts')]); // proxies, tokens of registries, certificates
  });

  it('is given wherever a process is started', () => {
    const without = readdirSync(SRC, { recursive: true })
      .map(file => join(SRC, String(file)))
      .filter(file => file.endsWith('.ts'))
      .flatMap(file =>
        [...readFileSync(file, 'utf8').matchAll(/\b(?:fork|spawn|execFile)\([\s\S]{0,400}/g)].map(
          ([text]) => [file, text] as const,
        ),
      )
      .filter(([, text]) => !/\benv\b/.test(text))
      .map(([file]) => relative(SRC, file));
    assert.deepEqual(without, []);
  });
});
