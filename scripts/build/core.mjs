// dist/core.js: what the nodes use of src/, in one file.
// dist/programs.js: what runs beside Node-RED and has most of its code in common: dist/training-child.js, the process that
// trains; dist/evaluation-worker.js, the thread that judges; dist/explanation-worker.js, the thread that explains answers;
// dist/import-worker.js, the thread that reads models of other programs; dist/card-worker.js, the thread that reads long
// cards and pipelines of models; dist/request-worker.js, the thread that reads long requests for predictions.
// With bundles of their own: dist/inference-worker.js, the thread that opens models, and answers for large ones: it is
// started for each model; dist/reader.js, the process that reads data; dist/spawner.js, the process that starts other
// ones; dist/drawing-worker.mjs, the thread that draws pictures; dist/data-report-worker.js, the thread that looks at data.
// dist/zod.js and dist/ws.js: packages that most programs do not load.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/setup.mjs';
import { sharedECharts } from './echarts.mjs';
import { bundle, forNode, optionalPeers } from './esbuild.mjs';

/** Packages with files of their own, once for the core and the programs. */
const APART = { zod: "export * from 'zod';", ws: "module.exports = require('ws');" };
const apart = {
  name: 'apart',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\w+$/ }, ({ path }) => (path in APART ? { path, namespace: 'apart' } : undefined));
    // All that import it share one module: each would copy its exports otherwise.
    onLoad({ filter: /./, namespace: 'apart' }, ({ path }) => ({
      contents: `export * from './${path}.js'; export { default } from './${path}.js';`,
    }));
    onResolve({ filter: /./, namespace: 'apart' }, ({ path }) => ({ path, external: true }));
  },
};

/** `names`: what the nodes import from src/. What no node imports is left out, and a name that is not there is an error. */
export async function buildCore(names, dist) {
  await bundle({
    ...forNode,
    stdin: {
      contents: `export { ${names.join(', ')} } from './src';`,
      resolveDir: root,
      sourcefile: 'core.ts',
      loader: 'ts',
    },
    outfile: join(dist, 'core.js'),
    external: optionalPeers,
    plugins: [apart],
  });
  await buildPrograms(dist);
  await bundle({
    ...forNode,
    entryPoints: ['src/data-report/worker/thread.ts'],
    outfile: join(dist, 'data-report-worker.js'),
  });
  // A module, because what it loads is one: ECharts, which is larger than most of the rest.
  await bundle({
    ...forNode,
    entryPoints: ['src/charts/draw/thread.ts'],
    outfile: join(dist, 'drawing-worker.mjs'),
    format: 'esm',
    plugins: [sharedECharts('../resources/echarts.mjs')],
  });
  // Reading needs nothing of the rest either.
  await bundle({ ...forNode, entryPoints: ['src/data/process/child.ts'], outfile: join(dist, 'reader.js') });
  await bundle({ ...forNode, entryPoints: ['src/process/spawner/program.ts'], outfile: join(dist, 'spawner.js') });
}

/** The programs of one bundle, in which each is a function: what only one of them needs is not even initialized by others. */
const PROGRAMS = {
  'training-child': './src/training/process/child',
  'evaluation-worker': './src/inference/evaluation/thread',
  'explanation-worker': './src/explanation/worker/thread',
  'import-worker': './src/keras/worker/thread',
  'card-worker': './src/store/thread/thread',
  'request-worker': './src/open-inference/server/thread/thread',
};

export async function buildPrograms(dist) {
  await bundle({
    ...forNode,
    entryPoints: ['src/inference/worker/thread.ts'],
    outfile: join(dist, 'inference-worker.js'),
    external: optionalPeers,
  });
  for (const [name, contents] of Object.entries(APART))
    await bundle({
      ...forNode,
      stdin: { contents, resolveDir: root, loader: 'js' },
      outfile: join(dist, `${name}.js`),
    });
  const functions = Object.entries(PROGRAMS).map(([name, file]) => `'${name}': () => require('${file}')`);
  const contents = `export const programs = { ${functions.join(', ')} };`;
  await bundle({
    ...forNode,
    stdin: { contents, resolveDir: root, sourcefile: 'programs.ts', loader: 'ts' },
    outfile: join(dist, 'programs.js'),
    external: optionalPeers,
    plugins: [apart],
  });
  for (const name of Object.keys(PROGRAMS))
    writeFileSync(join(dist, `${name}.js`), `require('./programs.js').programs['${name}']();\n`);
}
