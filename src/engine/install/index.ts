import { join } from 'node:path';

import { messageOf } from '../../errors';
import { peerDependencies } from '../../version';
import { findNative, loadNative } from '../ort/runtime';
import { failureOf, InstallFailure, type InstallReason } from './failure';
import { bytesIn, exists, freeBytes, writable } from './files';
import { findNpm, type Npm, run } from './npm';

export { InstallFailure, type InstallReason };

const PACKAGE = 'onnxruntime-node';
/** The versions that the palette is made for. */
export const NATIVE_RANGE = peerDependencies[PACKAGE];

/** The disk space of version 1.30. */
const BYTES = 302e6;

export type InstallState =
  | { readonly state: 'none' }
  /** `done`: from 0 to 1 */
  | { readonly state: 'running'; readonly step: 'asking' | 'installing' | 'checking'; readonly done: number }
  /** `restart`: it loads, but not in this process any more */
  | { readonly state: 'done'; readonly version: string; readonly restart: boolean }
  | { readonly state: 'failed'; readonly reason: InstallReason; readonly about: string; readonly problem: string };

export interface InstallOptions {
  readonly npm?: Npm;
  /** additions to npm's environment */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Installs the native ONNX Runtime into a folder's node_modules, as a user would by hand. Its libraries for the CPU are
 * in the npm package, so no install script has to run; its own would download CUDA.
 */
export class NativeInstaller {
  private current: InstallState = { state: 'none' };

  constructor(
    private readonly folder: string,
    private readonly options: InstallOptions = {},
  ) {}

  get state(): InstallState {
    return this.current;
  }

  /** Resolves when it has ended, well or not; `state` says how. Only one installation runs at a time. */
  async install(): Promise<InstallState> {
    if (this.current.state === 'running') return this.current;
    this.step('asking', 0);
    try {
      this.current = { state: 'done', ...(await this.work()) };
    } catch (error) {
      const failure = error instanceof InstallFailure ? error : new InstallFailure('other', messageOf(error));
      this.current = { state: 'failed', reason: failure.reason, about: failure.about, problem: failure.message };
    }
    return this.current;
  }

  private step(step: 'asking' | 'installing' | 'checking', done: number): void {
    this.current = { state: 'running', step, done };
  }

  private async work(): Promise<{ version: string; restart: boolean }> {
    const { folder } = this;
    const modules = join(folder, 'node_modules');
    for (const place of [folder, modules])
      if ((place === folder || (await exists(place))) && !(await writable(place)))
        throw new InstallFailure('folder', place);
    const { version, bytes } = await this.ask();
    if ((await freeBytes(folder)) < 1.2 * bytes)
      throw new InstallFailure('space', `${Math.ceil((1.2 * bytes) / 1e6)} MB`);
    await this.installing(version, bytes, join(modules, PACKAGE));
    this.step('checking', 1);
    return { version, restart: await this.tried() };
  }

  /** The newest version in range, and its size. */
  private async ask(): Promise<{ version: string; bytes: number }> {
    const fields = ['version', 'dist.unpackedSize', '--json'];
    const quick = ['--fetch-retries=0', '--fetch-timeout=20000'];
    const ran = await this.npm(['view', `${PACKAGE}@${NATIVE_RANGE}`, ...fields, ...quick]);
    if (ran.code !== 0) throw failureOf(ran, this.folder, NATIVE_RANGE);
    try {
      // Several versions are a list; if the registry does not know the size, the version stands alone.
      const found: string | Record<string, unknown> = [JSON.parse(ran.out)].flat().at(-1);
      if (typeof found === 'string') return { version: found, bytes: BYTES };
      if (typeof found.version === 'string')
        return { version: found.version, bytes: Number(found['dist.unpackedSize']) || BYTES };
    } catch {
      // not npm's answer about a package: see below
    }
    throw new InstallFailure('version', NATIVE_RANGE);
  }

  /** Progress is measured by the bytes in the package's folder. */
  private async installing(version: string, bytes: number, into: string): Promise<void> {
    this.step('installing', 0);
    let looking = false;
    const timer = setInterval(async () => {
      if (looking) return;
      looking = true;
      const done = Math.min(0.99, (await bytesIn(into)) / bytes);
      looking = false;
      if (this.current.state === 'running' && this.current.step === 'installing') this.step('installing', done);
    }, 500);
    const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--ignore-scripts', '--save'];
    const ran = await this.npm([
      'install',
      ...quiet,
      '--save-prefix=^',
      `${PACKAGE}@${version}`,
      '--prefix',
      this.folder,
    ]);
    clearInterval(timer);
    if (ran.code !== 0) throw failureOf(ran, this.folder, version);
  }

  /** Loads it in another process first: a library that does not fit this machine may crash its process. */
  private async tried(): Promise<boolean> {
    const file = findNative([this.folder]);
    if (!file) throw new InstallFailure('other', `${PACKAGE} is not in ${this.folder}`);
    const ran = await run([process.execPath], ['-e', `require(${JSON.stringify(file)})`], this.folder, {
      NODE_OPTIONS: '',
    });
    if (ran.code !== 0) {
      const reason = /Error: (.*)/.exec(ran.err)?.[1] ?? `exit code ${ran.code}`;
      throw new InstallFailure('load', reason);
    }
    try {
      loadNative([this.folder]);
      return false;
    } catch {
      return true; // it loads in a fresh process, as was just seen: this one needs a restart
    }
  }

  private npm(args: readonly string[]) {
    const environment = { ONNXRUNTIME_NODE_INSTALL: 'skip', ...this.options.environment };
    return run(this.options.npm ?? findNpm(), args, this.folder, environment);
  }
}
