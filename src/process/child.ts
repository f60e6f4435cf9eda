import { fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { type ChildListener, Spawner } from './spawner/client';
import type { Program } from './spawner/messages';

/** A child process for one piece of work. */
export interface Child {
  /** null before it is known, and after the end */
  readonly pid: number | null;
  send(message: object): void;
  /** ends it immediately */
  kill(): void;
  /** Does this process stay alive for the child? It does by default. */
  hold(stay: boolean): void;
}

export interface ChildOptions extends Omit<Program, 'args'> {
  /** the arguments; `parent` is the pid of the process that the child must not outlive */
  args(parent: number): readonly string[];
  /** open files that it inherits, as descriptors 4, 5, … */
  readonly descriptors: readonly number[];
}

export interface ChildEvents {
  message(message: unknown): void;
  said(text: string): void;
  /** the last event, exactly once */
  closed(code: number | null, signal: NodeJS.Signals | null): void;
  /** the last event, exactly once: the process could not be started */
  failed(reason: string): void;
}

/** When this process ends, its children are ended too. */
const running = new Set<Child>();
const killAll = (): void => {
  for (const { pid } of running)
    try {
      if (pid !== null) process.kill(pid, 'SIGKILL');
    } catch {
      // it has already ended
    }
};
function enlist(child: Child): void {
  if (running.size === 0) process.on('exit', killAll);
  running.add(child);
}
function strike(child: Child): void {
  running.delete(child);
  if (running.size === 0) process.off('exit', killAll);
}

/** Starts it from the spawner, if there is one, so that this process does not stand still while it forks. */
export function startChild(options: ChildOptions, events: ChildEvents): Child {
  const spawner = Spawner.get();
  if (!spawner) return forked(options, events);
  const { args, descriptors, ...program } = options;
  let pid: number | null = null;
  let instead: Child | null = null;
  let killed = false;
  let held = true;
  /** messages sent before it began; another process may begin it */
  let early: object[] = [];
  const over = (): void => {
    pid = null;
    strike(child);
  };
  const listener: ChildListener = {
    started: id => {
      pid = id;
      early = [];
    },
    message: events.message,
    said: events.said,
    closed(code, signal) {
      over();
      events.closed(code, signal);
    },
    failed(reason, elsewhere) {
      const began = pid !== null;
      over();
      // A child that had begun is lost with the spawner; one that had not is started here.
      if (began) events.closed(null, 'SIGKILL');
      else if (elsewhere && !killed) {
        instead = forked(options, events);
        instead.hold(held);
        for (const message of early) instead.send(message);
      } else events.failed(reason);
    },
  };
  const child: Child = {
    get pid() {
      return instead ? instead.pid : pid;
    },
    send(message) {
      if (instead) return instead.send(message);
      if (pid === null) early.push(message);
      spawner.send(number, message);
    },
    kill() {
      killed = true;
      if (instead) instead.kill();
      else spawner.kill(number);
    },
    hold(stay) {
      held = stay;
      if (instead) instead.hold(stay);
      else spawner.holdFor(number, stay);
    },
  };
  enlist(child);
  const number = spawner.start({ ...program, args: args(spawner.pid) }, descriptors, listener);
  return child;
}

/** Starts it from this process. */
function forked({ path, args, execArgv, env, descriptors }: ChildOptions, events: ChildEvents): Child {
  const started = fork(path, [...args(process.pid)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc', ...descriptors],
    execArgv: [...execArgv],
    env: { ...env },
  });
  let pid = started.pid ?? null;
  const child: Child = {
    get pid() {
      return pid;
    },
    send: message => {
      if (started.connected) started.send(message, () => undefined);
    },
    kill: () => void started.kill('SIGKILL'),
    hold(stay) {
      if (pid === null) return; // a process that is gone holds nothing
      for (const part of [started, started.channel, started.stderr as Socket | null]) {
        if (stay) part?.ref();
        else part?.unref();
      }
    },
  };
  enlist(child);
  started.stderr?.setEncoding('utf8').on('data', events.said);
  started.on('message', events.message);
  started.once('error', error => {
    // an error after the start is about a message or a signal; the end follows and says more
    if (started.pid !== undefined) return;
    strike(child);
    events.failed(error.message);
  });
  started.once('close', (code, signal) => {
    pid = null;
    strike(child);
    if (started.pid !== undefined) events.closed(code, signal);
  });
  return child;
}
