// `npm run bench`: sets up what is missing and measures tensorwire beside its peers; see bench/compare.ts.
import { spawnSync } from 'node:child_process';
import { build, buildTfjsNode, installDependencies, installPeers, nodeForNodeRed, root, run } from './lib/setup.mjs';

const say = step => console.error(`· ${step} …`);

try {
  installDependencies(say);
  const node = nodeForNodeRed(say);
  run(process.execPath, ['scripts/generate.mjs']);
  buildTfjsNode(say);
  build(say);
  const env = { ...process.env, BENCH_PYTHON: installPeers(say) };
  const bench = ['--import', 'tsx', 'bench/compare.ts', ...process.argv.slice(2)];
  process.exitCode = spawnSync(node, bench, { cwd: root, stdio: 'inherit', env }).status ?? 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
