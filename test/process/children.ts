import { readdirSync, readFileSync } from 'node:fs';

/** The living children of a process whose command line has a word. */
export function childrenOf(parent: number, word: string): number[] {
  return readdirSync('/proc')
    .filter(pid => /^\d+$/.test(pid))
    .map(Number)
    .filter(pid => {
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return status.includes(`PPid:\t${parent}\n`) && !status.includes('State:\tZ') && command.includes(word);
      } catch {
        return false; // it is gone
      }
    });
}
