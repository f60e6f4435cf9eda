import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * A real Node-RED with the packed palette installed, as users have it: started, deployed to, and observed over HTTP.
 */

export const ROOT = resolve(__dirname, '../..');
const npm = (args: string[], cwd = ROOT) =>
  execFileSync('npm', [...args, '--no-audit', '--no-fund'], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

export interface Release {
  readonly title: string;
  readonly nodeRed: string;
  readonly node: string;
}

/** The Node-RED releases that the palette promises to run on, each with the Node that it is tested on. */
export const RELEASES: readonly Release[] = [
  { title: 'Node-RED 5.0 on Node 22', nodeRed: '5.0.7', node: '22' },
  { title: 'Node-RED 5.0 on Node 24', nodeRed: '5.0.7', node: '24' },
  { title: 'Node-RED 4.1 on Node 20', nodeRed: '4.1.15', node: '20' },
];
/** For tests of what the editor, or npm's installation into it, does in its own way: the newest and the oldest. */
export const NEWEST_AND_OLDEST: readonly Release[] = [RELEASES[0]!, RELEASES.at(-1)!];
/** For tests of what is ours alone, where one editor shows as much as two. Some take the one, some the other. */
export const NEWEST: readonly Release[] = [RELEASES[0]!];
export const OLDEST: readonly Release[] = [RELEASES.at(-1)!];

/** Installs a package into a folder of the cache, once; another test process may do so at the same time. */
function cached(name: string, what: string, scripts: boolean): string {
  const folder = join(ROOT, '.cache', name);
  if (existsSync(folder)) return folder;
  const making = mkdtempSync(`${folder}.`);
  npm(['install', '--prefix', making, `--ignore-scripts=${!scripts}`, what]);
  try {
    renameSync(making, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(making, { recursive: true });
  }
  return folder;
}

function nodeBinary(major: string): string {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  return join(cached(`node-${major}`, `node@${major}`, true), 'node_modules/node/bin/node');
}

export const nodeRedFolder = (version: string): string =>
  join(cached(`node-red-${version}`, `node-red@${version}`, false), 'node_modules/node-red');

let packed: string | undefined;
/** The palette as npm would publish it; packed once a test run. */
export function tarball(): string {
  if (!packed) {
    const folder = mkdtempSync(join(tmpdir(), 'tensorwire-pack-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    npm(['pack', '--ignore-scripts', '--pack-destination', folder]);
    packed = join(folder, readdirSync(folder)[0]!);
  }
  return packed;
}

/** Dashboard 2.0, whose pages our widgets are for. */
export const DASHBOARD = '@flowfuse/node-red-dashboard@1.31.0';

const installed = new Map<string, string>();
/** A userDir into which npm has installed the tarball, and other palettes; made once a test run, to be copied. */
function userDirTemplate(others: readonly string[]): string {
  let made = installed.get(others.join());
  if (!made) {
    const folder = mkdtempSync(join(tmpdir(), 'tensorwire-user-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'package.json'), '{ "name": "user-dir", "private": true }');
    npm(['install', '--ignore-scripts', tarball(), ...others], folder);
    // On slow pages the editor shows its tips before their target exists, and fails.
    const users = { _: { editor: { view: { 'view-show-tips': false } } } };
    writeFileSync(join(folder, '.config.users.json'), JSON.stringify(users));
    made = folder;
    installed.set(others.join(), made);
  }
  return made;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

export interface DebugMessage {
  /** label of the debug node */
  readonly from: string;
  readonly topic: string | undefined;
  /** parsed where it is JSON */
  readonly value: unknown;
}
export interface Status {
  readonly fill?: string;
  readonly shape?: string;
  readonly text?: string;
}
type Flow = readonly Record<string, unknown>[];

export class NodeRed {
  readonly debug: DebugMessage[] = [];
  readonly status = new Map<string, Status>();
  readonly folder: string;
  log = '';
  private constructor(
    readonly release: Release,
    readonly userDir: string,
    readonly url: string,
    private readonly command: readonly [program: string, ...args: string[]],
    folder: string,
  ) {
    this.folder = folder;
    this.child = this.launch();
  }
  child: ChildProcess;

  /** Starts Node-RED on a free port, with a fresh userDir into which the tarball and these other palettes are installed. */
  static async start(
    release: Release,
    settings: Record<string, unknown> = {},
    others: readonly string[] = [],
  ): Promise<NodeRed> {
    const folder = mkdtempSync(join(tmpdir(), 'tensorwire-e2e-'));
    const userDir = join(folder, 'user');
    cpSync(userDirTemplate(others), userDir, { recursive: true });
    const port = await freePort();
    const all = {
      uiHost: '127.0.0.1',
      uiPort: port,
      flowFile: 'flows.json',
      credentialSecret: false,
      telemetry: { enabled: false },
      editorTheme: { tours: false },
      ...settings,
    };
    writeFileSync(join(userDir, 'settings.js'), `module.exports = ${JSON.stringify(all)};`);
    const command = [nodeBinary(release.node), join(nodeRedFolder(release.nodeRed), 'red.js'), '--userDir', userDir];
    const red = new NodeRed(release, userDir, `http://127.0.0.1:${port}`, command as [string, ...string[]], folder);
    await red.started();
    return red;
  }

  private launch(): ChildProcess {
    const [program, ...args] = this.command;
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', text => (this.log += text));
    return child;
  }
  private async started(): Promise<void> {
    await this.until(() => /Started flows|流程已启动|Waiting for missing types/.test(this.log), 'its start', 60_000);
    await this.listen();
  }

  /** Ends the process: with SIGTERM as a service manager does, or with SIGKILL like a crash. */
  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    this.socket?.close();
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill(signal);
    await once(this.child, 'exit');
  }
  /** Starts it again, with the same userDir. */
  async restart(): Promise<void> {
    await this.end();
    this.log = '';
    this.debug.length = 0;
    this.status.clear();
    this.child = this.launch();
    await this.started();
  }

  /** The training processes that this Node-RED has started, including those that have outlived it. */
  trainings(): number[] {
    const read = (file: string) => {
      try {
        return readFileSync(file, 'utf8');
      } catch {
        return ''; // it has ended meanwhile
      }
    };
    return readdirSync('/proc')
      .filter(pid => /^\d+$/.test(pid))
      .filter(pid => {
        const command = read(`/proc/${pid}/cmdline`);
        return command.includes(this.userDir) && command.includes('training-child');
      })
      .filter(pid => !/State:\tZ/.test(read(`/proc/${pid}/status`)))
      .map(Number);
  }

  private socket: WebSocket | undefined;
  private async listen(tries = 20): Promise<void> {
    const socket = new WebSocket(`${this.url.replace('http', 'ws')}/comms`);
    this.socket = socket;
    const opened = await new Promise<boolean>(answer => {
      socket.onopen = () => answer(true);
      socket.onerror = () => answer(false);
    });
    if (!opened) {
      if (tries === 0) throw new Error(`${this.release.title} takes no listener:\n${this.log}`);
      await new Promise(done => setTimeout(done, 100)); // it prints "Started flows" shortly before it listens
      return this.listen(tries - 1);
    }
    socket.onmessage = event => {
      const messages = JSON.parse(String(event.data)) as { topic?: string; data: Record<string, unknown> }[];
      // Where Node-RED wants to know who listens, it says so, and nothing else.
      for (const { topic, data } of [messages].flat()) if (topic !== undefined) this.receive(topic, data);
    };
    for (const topic of ['debug', 'status/#', 'notification/#']) socket.send(JSON.stringify({ subscribe: topic }));
  }

  private receive(topic: string, data: Record<string, unknown>): void {
    if (topic.startsWith('status/')) this.status.set(topic.slice('status/'.length), data as Status);
    if (topic !== 'debug') return;
    const text = data.msg;
    const json = typeof text === 'string' && /^(Object|array|number|boolean)/i.test(String(data.format));
    let value: unknown = text;
    if (json || (typeof text === 'string' && /^[[{]/.test(text))) {
      try {
        value = JSON.parse(text as string);
      } catch {
        value = text; // the debug node cuts long values: they stay text
      }
    }
    this.debug.push({ from: String(data.name ?? data.id), topic: data.topic as string | undefined, value });
  }

  /** Waits until `probe` is true; the error says what was awaited, and what Node-RED printed. */
  async until<T>(probe: () => T | undefined | false, what: string, timeout = 60_000): Promise<T> {
    const end = Date.now() + timeout;
    for (;;) {
      const found = probe();
      if (found) return found;
      if (this.child.exitCode !== null)
        throw new Error(`${this.release.title} ended while waiting for ${what}:\n${this.log}`);
      if (Date.now() > end)
        throw new Error(
          `${this.release.title}: waited in vain for ${what}:\n${this.log.slice(-4000)}\n${JSON.stringify(this.debug.slice(-5))}`,
        );
      await new Promise(done => setTimeout(done, 25));
    }
  }

  /** The next message that this debug node shows. */
  async said(label: string, timeout?: number): Promise<DebugMessage> {
    const index = await this.until(
      () => this.debug.findIndex(m => m.from === label) + 1,
      `a message at "${label}"`,
      timeout,
    );
    return this.debug.splice(index - 1, 1)[0]!;
  }

  async deploy(flow: Flow, type: 'full' | 'nodes' | 'flows' = 'full'): Promise<void> {
    const before = this.log.length;
    const response = await fetch(`${this.url}/flows`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Node-RED-Deployment-Type': type },
      body: JSON.stringify(flow),
    });
    if (!response.ok) throw new Error(`deploy answered ${response.status}: ${await response.text()}`);
    await this.until(
      () => /Started (modified )?(flows|nodes)|(流程|节点)已启动/.test(this.log.slice(before)),
      'the deploy',
    );
  }

  /** Presses the button of an inject node; `message`: properties that replace its own. */
  async inject(id: string, message?: Readonly<Record<string, unknown>>): Promise<void> {
    const props = Object.entries(message ?? {}).map(([p, value]) => ({ p, vt: 'json', v: JSON.stringify(value) }));
    const response = await fetch(`${this.url}/inject/${id}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: message ? JSON.stringify({ __user_inject_props__: props }) : '{}',
    });
    if (!response.ok) throw new Error(`inject ${id} answered ${response.status}`);
  }

  async stop(): Promise<void> {
    await this.end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Copies a file into userDir. */
  put(file: string, to: string): void {
    cpSync(file, join(this.userDir, to));
  }
}
