import { type ChildProcess, fork } from 'node:child_process';
import { findProgram } from '../built';
import { childEnvironment } from '../environment';
import type { FromSpawner, Program, ToSpawner } from './messages';

/** Events of a child. Nothing follows `closed` or `failed`. */
export interface ChildListener {
  started(pid: number): void;
  message(message: unknown): void;
  /** output on standard error */
  said(text: string): void;
  closed(code: number | null, signal: NodeJS.Signals | null): void;
  /** it could not be started; `elsewhere`: another process may be able to start it */
  failed(reason: string, elsewhere: boolean): void;
}

/** The one process that starts children for this one. It is started on first use, and again if it ended. */
export class Spawner {
  private static running: Spawner | null = null;
  private readonly process: ChildProcess;
  private readonly listeners = new Map<number, ChildListener>();
  /** children that do not keep this process alive */
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

  /**
   * Null if a spawner is of no use: only Linux copies page tables on fork, and only there can files be passed on this
   * way.
   */
  static get(): Spawner | null {
    if (process.platform !== 'linux') return null;
    const path = findProgram('spawner.js');
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

  /** Does the child keep this process alive? */
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

  /** Its children end with it, because they see that their parent is gone. */
  private gone(how: string): void {
    if (Spawner.running === this) Spawner.running = null;
    const left = [...this.listeners.values()];
    this.listeners.clear();
    this.idle.clear();
    for (const listener of left) listener.failed(`the spawner process ${how}`, true);
  }

  /** This process stays alive for its children, not for the spawner itself. */
  private hold(): void {
    for (const part of [this.process, this.process.channel])
      if (this.listeners.size > this.idle.size) part?.ref();
      else part?.unref();
  }
}
