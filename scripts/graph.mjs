// `npm run graph -- <model>`: prints a model's graph before and after each rewrite; see scripts/graph/main.ts.
import { spawnSync } from 'node:child_process';
import { installDependencies, nodeForNodeRed, root, run } from './lib/setup.mjs';

const say = step => console.error(`· ${step} …`);

try {
  await installDependencies(say);
  const node = await nodeForNodeRed(say);
  await run(process.execPath, ['scripts/generate.mjs']);
  const main = ['--import', 'tsx', 'scripts/graph/main.ts', ...process.argv.slice(2)];
  process.exitCode = spawnSync(node, main, { cwd: root, stdio: 'inherit' }).status ?? 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
