import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { checkCluster } from '../../src/cluster';
import { freePort } from '../e2e/harness';

const python = process.env.RAY_PYTHON ?? join(__dirname, '../../.cache/ray/bin/python');

/** A Ray of one machine on loopback, which asks for a token. Its processes are in a group of their own. */
export class LocalRay {
  readonly token = '0123456789abcdef0123456789abcdef';
  private said = '';

  private constructor(
    readonly address: string,
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', text => (this.said += text));
  }

  static async start(cpus = 4): Promise<LocalRay> {
    const folder = mkdtempSync(join(tmpdir(), 'ray-')); // short: sockets lie in it
    const [gcs, dashboard, agent, client] = [await freePort(), await freePort(), await freePort(), await freePort()];
    const options = {
      'node-ip-address': '127.0.0.2', // for 127.0.0.1 Ray takes the machine's address in the network
      port: gcs,
      'dashboard-host': '127.0.0.1',
      'dashboard-port': dashboard,
      'dashboard-agent-listen-port': agent,
      'ray-client-server-port': client,
      'num-cpus': cpus,
      'object-store-memory': 200_000_000,
      'temp-dir': folder,
    };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const env = {
      ...process.env,
      PATH: `${dirname(python)}${delimiter}${process.env.PATH}`,
      RAY_USAGE_STATS_ENABLED: '0',
      RAY_AUTH_MODE: 'token',
      RAY_AUTH_TOKEN: '0123456789abcdef0123456789abcdef',
      RAY_enable_worker_prestart: '0',
    };
    const program = join(dirname(python), 'ray');
    const child = spawn(program, ['start', '--head', '--block', '--disable-usage-stats', ...args], {
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ray = new LocalRay(`http://127.0.0.1:${dashboard}`, folder, child);
    await ray.answers();
    return ray;
  }

  private async answers(): Promise<void> {
    const end = Date.now() + 120_000;
    for (;;) {
      try {
        await checkCluster({ url: this.address, token: this.token });
        return;
      } catch (error) {
        if (this.child.exitCode !== null || Date.now() > end) throw new Error(`Ray does not start: ${this.said}`);
        if (!/nothing listens|cannot be reached/.test(String(error))) throw error;
      }
      await new Promise(done => setTimeout(done, 250));
    }
  }

  /** Its processes that train: the workers of Ray Train. */
  workers(): number[] {
    return readdirSync('/proc')
      .filter(pid => /^\d+$/.test(pid))
      .filter(pid => /^ray::\w*TrainWorker/.test(read(`/proc/${pid}/cmdline`)) && folderOf(pid).startsWith(this.folder))
      .map(Number);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null) {
      process.kill(-this.child.pid!, 'SIGTERM');
      const late = setTimeout(() => process.kill(-this.child.pid!, 'SIGKILL'), 15_000);
      await once(this.child, 'exit');
      clearTimeout(late);
    }
    try {
      process.kill(-this.child.pid!, 'SIGKILL');
    } catch {
      // all are gone
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // it has ended meanwhile
  }
};
const folderOf = (pid: string): string => {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return ''; // it has ended meanwhile
  }
};
