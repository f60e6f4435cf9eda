/** A Node-RED that will be killed: one child trains, another computes and never returns. Prints their process ids. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startTraining } from '../../src/training';
import { childPlan, until } from './program';
import { sampleDataset } from './samples';

async function main(path: string): Promise<void> {
  const run = startTraining(childPlan({ epochs: 1e6 }), sampleDataset(64), { entry: { path } });
  const busy = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'busy.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await Promise.all([until(() => run.progress !== null), once(busy.stdout, 'data')]);
  console.log(JSON.stringify([run.pid, busy.pid]));
}
void main(process.argv[2]!);
