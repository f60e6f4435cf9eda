// `npm run bench -- reading`: reading of tables beside pandas; see bench/reading.ts.
// `npm run bench -- tables`: networks for tables beside boosted trees; see bench/tables/main.ts.
// `npm run bench -- explanation`: contributions of columns beside shap and Captum; see bench/explanation/main.ts.
// `npm run bench -- confidence`: intervals and sets beside MAPIE; see bench/confidence/main.ts.
// `npm run bench -- series`: forecasts beside statsforecast; see bench/series/main.ts.
// `npm run bench`: sets up what is missing and measures tensorwire beside its peers; see bench/compare.ts.
import { spawnSync } from 'node:child_process';
import {
  build,
  buildTfjsNode,
  installDependencies,
  installExplainers,
  installMapie,
  installPandas,
  installPeers,
  installSeriesPeers,
  installTablePeers,
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
  const own = {
    reading: ['bench/reading.ts', installPandas],
    tables: ['bench/tables/main.ts', installTablePeers],
    explanation: ['bench/explanation/main.ts', installExplainers],
    series: ['bench/series/main.ts', installSeriesPeers],
    confidence: ['bench/confidence/main.ts', installMapie],
  }[what];
  if (!own) await buildTfjsNode(say);
  await build(say);
  const [file, install] = own ?? ['bench/compare.ts', installPeers];
  const env = { ...process.env, BENCH_PYTHON: await install(say) };
  const program = [file, ...(own ? rest : process.argv.slice(2))];
  const bench = ['--import', 'tsx', ...program];
  process.exitCode = spawnSync(node, bench, { cwd: root, stdio: 'inherit', env }).status ?? 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
