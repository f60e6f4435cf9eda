import { type ChildProcess, fork } from 'node:child_process';
import { type FileHandle, open } from 'node:fs/promises';
import type { FromSpawner, ToSpawner } from './messages';

/**
 * The spawner: the process that starts others for Node-RED. Fork copies the page tables of the whole process: 50 ms for
 * each gigabyte, during which the forking process stands still. The spawner is small, forks within a millisecond or
 * two, and relays messages between its children and Node-RED. It ends its children before it ends, and it ends with
 * Node-RED.
 */

const children = new Map<number, ChildProcess>();
/**
 * children whose files are being opened, with the messages to deliver once they have begun; null: to be ended instead
 */
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
    // On Linux, the descriptor of another process has a path, even if the file is unlinked.
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
    if (child.pid !== undefined) return; // about a message or a signal; the end says more
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
// Signals of a terminal reach Node-RED too, which tells the spawner when it ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
