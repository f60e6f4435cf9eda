import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment } from '../environment';
import type { FromSpawner, Program, ToSpawner } from './messages';

/** What is heard of a child. After `closed` or `failed` nothing more comes. */
export interface ChildListener {
  started(pid: number): void;
  message(message: unknown): void;
  /** on its standard error */
  said(text: string): void;
  closed(code: number | null, signal: NodeJS.Signals | null): void;
  /** it could not be started; `elsewhere`: here, but perhaps from another process */
  failed(reason: string, elsewhere: boolean): void;
}

/** The one process that starts children for this one; started when it is first needed, again where it ended. */
export class Spawner {
  private static running: Spawner | null = null;
  private readonly process: ChildProcess;
  private readonly listeners = new Map<number, ChildListener>();
  /** children for which this process does not stay */
  private readonly idle = new Set<number>();
  private last = 0;

  private constructor(path: string) {
    this.process = fork(path, [], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
      env: childEnvironment(),
    });
    this.process.on('message', (message: FromSpawner) => this.hear(message));
    this.process.once('error', error => this.gone(`cannot be started (${error.message})`));
    this.process.once('exit', (code, signal) => this.gone(signal ? `was killed by ${signal}` : `exit code ${code}`));
    this.hold();
  }

  /** Null where there is no use for one: only Linux copies tables when it forks, and only there files can be passed on so. */
  static get(): Spawner | null {
    if (process.platform !== 'linux') return null;
    const path = [join(__dirname, 'spawner.js'), join(__dirname, '../../../dist/spawner.js')].find(existsSync);
    if (!path) return null; // a source checkout that was never built
    Spawner.running ??= new Spawner(path);
    return Spawner.running;
  }

  get pid(): number {
    return this.process.pid!;
  }

  start(program: Program, descriptors: readonly number[], listener: ChildListener): number {
    const child = ++this.last;
    this.listeners.set(child, listener);
    this.hold();
    this.tell({ kind: 'start', child, program, files: { of: process.pid, descriptors } });
    return child;
  }
  send(child: number, message: object): void {
    this.tell({ kind: 'send', child, message });
  }
  kill(child: number): void {
    this.tell({ kind: 'kill', child });
  }

  /** Does this process stay for the sake of the child? */
  holdFor(child: number, stay: boolean): void {
    if (stay) this.idle.delete(child);
    else if (this.listeners.has(child)) this.idle.add(child);
    this.hold();
  }

  private tell(message: ToSpawner): void {
    if (this.process.connected) this.process.send(message, () => undefined);
  }

  private hear(message: FromSpawner): void {
    const listener = this.listeners.get(message.child);
    if (message.kind === 'started') listener?.started(message.pid);
    else if (message.kind === 'message') listener?.message(message.message);
    else if (message.kind === 'said') listener?.said(message.text);
    else {
      this.listeners.delete(message.child);
      this.idle.delete(message.child);
      this.hold();
      if (message.kind === 'closed') listener?.closed(message.code, message.signal);
      else listener?.failed(message.reason, message.files);
    }
  }

  /** Its children end with it, as they see that their parent is gone. */
  private gone(how: string): void {
    if (Spawner.running === this) Spawner.running = null;
    const left = [...this.listeners.values()];
    this.listeners.clear();
    this.idle.clear();
    for (const listener of left) listener.failed(`the spawner process ${how}`, true);
  }

  /** This process stays as long as there are children to stay for, and not for the spawner itself. */
  private hold(): void {
    for (const part of [this.process, this.process.channel])
      if (this.listeners.size > this.idle.size) part?.ref();
      else part?.unref();
  }
}
