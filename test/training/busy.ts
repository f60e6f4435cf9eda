/** A training process in an endless computation: only its watchdog reacts. */
import { watch } from '../../src/process/watchdog';

watch({ parent: process.ppid, memoryLimit: 2 ** 40 });
process.stdout.write('computing\n', () => {
  for (;;);
});
