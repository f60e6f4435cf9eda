/** A training process in the middle of a computation that does not end: only its watchdog hears anything. */
import { watch } from '../../src/process/watchdog';

watch({ parent: process.ppid, memoryLimit: 2 ** 40 });
process.stdout.write('computing\n', () => {
  for (;;);
});
