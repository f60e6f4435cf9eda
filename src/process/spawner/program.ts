import { type ChildProcess, fork } from 'node:child_process';
import { type FileHandle, open } from 'node:fs/promises';
import type { FromSpawner, ToSpawner } from './messages';

/**
 * The process that starts others for Node-RED. To fork is to copy the tables of all memory: 50 ms for each gigabyte, in
 * which the process that forks stands still. This one is small, forks within a millisecond or two, and passes on what its
 * children and Node-RED say to each other. It ends with Node-RED, and ends its children before.
 */

const children = new Map<number, ChildProcess>();
/** those whose files are being opened: what they are to hear once they have begun; null: they are to end before */
const beginning = new Map<number, object[] | null>();
const tell = (message: FromSpawner): void => void process.send?.(message, () => undefined);

async function start({ child: id, program, files }: Extract<ToSpawner, { kind: 'start' }>): Promise<void> {
  beginning.set(id, []);
  const opened: FileHandle[] = [];
  const fail = (error: unknown, files: boolean): void => {
    const reason = error instanceof Error ? error.message : String(error);
    tell({ kind: 'failed', child: id, reason, files });
  };
  try {
    // A descriptor of another process is a path on Linux, also of a file that has no name any more.
    for (const fd of files.descriptors) opened.push(await open(`/proc/${files.of}/fd/${fd}`, 'r+'));
  } catch (error) {
    beginning.delete(id);
    fail(error, true);
    await Promise.all(opened.map(file => file.close()));
    return;
  }
  const messages = beginning.get(id) ?? null;
  beginning.delete(id);
  try {
    if (!messages) tell({ kind: 'closed', child: id, code: null, signal: 'SIGKILL' });
    else
      follow(
        id,
        fork(program.path, [...program.args], {
          stdio: ['ignore', 'ignore', 'pipe', 'ipc', ...opened.map(({ fd }) => fd)],
          execArgv: [...program.execArgv],
          env: { ...program.env },
        }),
        messages,
      );
  } catch (error) {
    fail(error, false);
  } finally {
    await Promise.all(opened.map(file => file.close()));
  }
}

function follow(id: number, child: ChildProcess, messages: readonly object[]): void {
  children.set(id, child);
  for (const message of messages) child.send(message, () => undefined);
  if (child.pid !== undefined) tell({ kind: 'started', child: id, pid: child.pid });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => tell({ kind: 'said', child: id, text }));
  child.on('message', message => tell({ kind: 'message', child: id, message }));
  child.once('error', error => {
    if (child.pid !== undefined) return; // of a message or a signal: how it ends says more
    children.delete(id);
    tell({ kind: 'failed', child: id, reason: error.message, files: false });
  });
  child.once('close', (code, signal) => {
    if (children.delete(id)) tell({ kind: 'closed', child: id, code, signal });
  });
}

process.on('message', (message: ToSpawner) => {
  const child = children.get(message.child);
  if (message.kind === 'start') void start(message);
  else if (message.kind === 'kill') {
    child?.kill('SIGKILL');
    if (beginning.has(message.child)) beginning.set(message.child, null);
  } else if (child?.connected) child.send(message.message, () => undefined);
  else beginning.get(message.child)?.push(message.message);
});
process.on('disconnect', () => {
  for (const child of children.values()) child.kill('SIGKILL');
  process.exit(0);
});
// Signals of a terminal go to Node-RED too, which says when it is over.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
