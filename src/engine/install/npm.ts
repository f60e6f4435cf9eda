import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The command that is npm, with its first arguments. */
export type Npm = readonly [command: string, ...args: string[]];

/**
 * npm on this machine: the one that Node-RED brings (5.0 does), the one beside this Node, else the one on the shell's
 * path. The first two are run by this Node, without a shell.
 */
export function findNpm(): Npm {
  const beside = dirname(process.execPath);
  const files = [
    inMain('npm/package.json'),
    join(beside, '../lib/node_modules/npm/package.json'),
    join(beside, 'node_modules/npm/package.json'),
  ];
  const cli = files.flatMap(file => (file ? [join(dirname(file), 'bin/npm-cli.js')] : [])).find(existsSync);
  return cli ? [process.execPath, cli] : ['npm'];
}

function inMain(name: string): string | null {
  try {
    return createRequire(require.main?.filename ?? __filename).resolve(name);
  } catch {
    return null; // not there
  }
}

/** The output of a program, and how it ended. */
export interface Ran {
  /** null: it could not be started, or was killed */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a command to its end; never throws. Keeps the last 64 kB of its output. */
export function run([command, ...first]: Npm, args: readonly string[], cwd: string, env = {}): Promise<Ran> {
  return new Promise(resolve => {
    const said = { out: '', err: '' };
    const child = spawn(command, [...first, ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && command === 'npm', // npm.cmd
      windowsHide: true,
    });
    for (const stream of ['out', 'err'] as const)
      child[`std${stream}`].setEncoding('utf8').on('data', (text: string) => {
        said[stream] = (said[stream] + text).slice(-65_536);
      });
    child.once('error', error =>
      resolve({ code: null, out: '', err: (error as NodeJS.ErrnoException).code ?? error.message }),
    );
    child.once('close', code => resolve({ code, ...said }));
  });
}
