import { hostname, uptime } from 'node:os';

/** The process that trains a run. Two Node-REDs may share one userDir. */
export interface TrainerProcess {
  readonly host: string;
  readonly pid: number;
}

export const thisProcess = (): TrainerProcess => ({ host: hostname(), pid: process.pid });

/**
 * Is it another process of this machine that is still alive? A process from before the last boot cannot be, even if
 * its number is in use again. Processes of another machine cannot be seen: they count as ended.
 */
export function isElsewhere({ host, pid }: TrainerProcess, since: string): boolean {
  if (host !== hostname() || pid === process.pid) return false;
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
