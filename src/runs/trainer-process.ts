import { readFileSync } from 'node:fs';
import { hostname, uptime } from 'node:os';

/** The process that trains a run. Two Node-REDs may share one userDir. */
export interface TrainerProcess {
  readonly host: string;
  readonly pid: number;
  /** when the system started it, in its own unit: the same number may be given to another process later; absent: unknown */
  readonly began?: string;
}

export const thisProcess = (): TrainerProcess => ({ host: hostname(), pid: process.pid, ...beganAt(process.pid) });

/**
 * Is it another process of this machine that is still alive? A process from before the last boot cannot be, even if
 * its number is in use again. Processes of another machine cannot be seen: they count as ended.
 */
export function isElsewhere({ host, pid, began }: TrainerProcess, since: string): boolean {
  if (host !== hostname() || pid === process.pid) return false;
  const now = beganAt(pid).began;
  if (began !== undefined && now !== undefined) return began === now && isAlive(pid); // whatever the clock says
  return Date.parse(since) > Date.now() - uptime() * 1000 && isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0); // signal 0 only asks
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // it is alive, and belongs to another user
  }
}

/** Field 22 of Linux's stat: clock ticks since the machine started. The name before it, in brackets, may hold spaces. */
const BEGAN = 22 - 3;

function beganAt(pid: number): Pick<TrainerProcess, 'began'> {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const began = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[BEGAN];
    return began === undefined ? {} : { began };
  } catch {
    return {}; // the process is gone, or the system has no such file
  }
}
