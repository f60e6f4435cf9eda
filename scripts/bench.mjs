// `npm run bench -- reading`: reading of tables beside pandas; see bench/reading.ts.
// `npm run bench`: sets up what is missing and measures tensorwire beside its peers; see bench/compare.ts.
import { spawnSync } from 'node:child_process';
import {
  build,
  buildTfjsNode,
  installDependencies,
  installPandas,
  installPeers,
  nodeForNodeRed,
  root,
  run,
} from './lib/setup.mjs';

const say = step => console.error(`· ${step} …`);

try {
  await installDependencies(say);
  const node = await nodeForNodeRed(say);
  await run(process.execPath, ['scripts/generate.mjs']);
  const [what, ...rest] = process.argv.slice(2);
  const reading = what === 'reading';
  if (!reading) await buildTfjsNode(say);
  await build(say);
  const env = { ...process.env, BENCH_PYTHON: await (reading ? installPandas : installPeers)(say) };
  const program = reading ? ['bench/reading.ts', ...rest] : ['bench/compare.ts', ...process.argv.slice(2)];
  const bench = ['--import', 'tsx', ...program];
  process.exitCode = spawnSync(node, bench, { cwd: root, stdio: 'inherit', env }).status ?? 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
