// dist/core.js: all of src/ in one file. dist/training-child.js: the process that trains.
// dist/inference.js: dist/inference-worker.js, the thread that opens models, and answers for large ones, and
// dist/evaluation-worker.js, the thread that judges, and dist/import-worker.js, the thread that reads models of other
// programs. dist/reader.js: the process that reads data.
// dist/spawner.js: the process that starts other ones. dist/drawing-worker.mjs: the thread that draws pictures.
// dist/explanation-worker.js: the thread that explains answers. dist/data-report-worker.js: the thread that looks at data.
// dist/card-worker.js: the thread that reads long cards and pipelines of models.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/setup.mjs';
import { sharedECharts } from './echarts.mjs';
import { bundle, forNode, optionalPeers } from './esbuild.mjs';

// The training process and these threads run this file too; what only they do starts on request. The nodes use
// zod from here, so that it is in the package once.
const entry = `
  export * from './src';
  export { z } from 'zod';
  export const runTrainingChild = () => require('./src/training/process/child');
  export const runExplanationThread = () => require('./src/explanation/worker/thread');
  export const runCardThread = () => require('./src/store/thread/thread');
`;

export async function buildCore(dist) {
  await bundle({
    ...forNode,
    stdin: { contents: entry, resolveDir: root, sourcefile: 'core.ts', loader: 'ts' },
    outfile: join(dist, 'core.js'),
    external: optionalPeers,
  });
  await buildInferenceWorker(dist);
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
  writeFileSync(join(dist, 'training-child.js'), "require('./core.js').runTrainingChild();\n");
  writeFileSync(join(dist, 'explanation-worker.js'), "require('./core.js').runExplanationThread();\n");
  writeFileSync(join(dist, 'card-worker.js'), "require('./core.js').runCardThread();\n");
}

// A bundle of their own: these threads need only the engine and the layers, and start in a tenth of the time. What only one
// of them does starts on request.
const threads = `
  export const runInferenceThread = () => require('./src/inference/worker/thread');
  export const runEvaluationThread = () => require('./src/inference/evaluation/thread');
  export const runImportThread = () => require('./src/keras/worker/thread');
`;

export async function buildInferenceWorker(dist) {
  await bundle({
    ...forNode,
    stdin: { contents: threads, resolveDir: root, sourcefile: 'inference.ts', loader: 'ts' },
    outfile: join(dist, 'inference.js'),
    external: optionalPeers,
  });
  writeFileSync(join(dist, 'inference-worker.js'), "require('./inference.js').runInferenceThread();\n");
  writeFileSync(join(dist, 'evaluation-worker.js'), "require('./inference.js').runEvaluationThread();\n");
  writeFileSync(join(dist, 'import-worker.js'), "require('./inference.js').runImportThread();\n");
}
