import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';

/** What the programs beside Node-RED load, and what Node-RED itself does: each starts as fast as that is little. */

const ROOT = resolve(__dirname, '../..');
const PEERS = ['onnxruntime-node', '@tensorflow/tfjs-node', '@tensorflow/tfjs'];

/** What is imported on request. */
const onRequest: Plugin = {
  name: 'on-request',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\./ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    ),
};

/** The files that a program loads when it starts. */
async function loadedBy(contents: string): Promise<readonly string[]> {
  const { metafile } = await build({
    ...{ bundle: true, write: false, metafile: true, platform: 'node', format: 'cjs', logLevel: 'error' },
    ...{ absWorkingDir: ROOT, external: PEERS, plugins: [onRequest] },
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
  });
  const [bundle] = Object.values(metafile.outputs);
  return Object.entries(bundle!.inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []));
}

/** A package, or a folder of src/. */
const partOf = (file: string): string | undefined =>
  (/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file) ?? /^src\/([\w-]+)\//.exec(file))?.[1];

const programs: Readonly<Record<string, { readonly needs: readonly string[]; readonly not: readonly string[] }>> = {
  'training/process/child': {
    needs: ['training', 'engine', 'catalogue'],
    not: ['zod', 'ws', 'fflate', 'read-excel-file', 'cluster', 'charts', 'locale', 'store', 'keras', 'open-inference'],
  },
  'inference/worker/thread': { needs: ['engine', 'onnx'], not: ['zod', 'catalogue', 'training', 'data', 'charts'] },
  'inference/evaluation/thread': { needs: ['evaluation', 'engine'], not: ['zod', 'training', 'charts', 'store'] },
  'explanation/worker/thread': { needs: ['explanation', 'engine'], not: ['zod', 'training', 'charts', 'store'] },
  'keras/worker/thread': { needs: ['keras', 'network'], not: ['charts', 'health', 'store', 'read-excel-file'] },
  'store/thread/thread': { needs: ['store', 'zod'], not: ['engine', 'charts', 'training', 'inference'] },
};

describe('programs beside Node-RED', function () {
  this.timeout(60_000);

  for (const [program, { needs, not }] of Object.entries(programs))
    it(`${program} loads only what it needs`, async () => {
      const started = new Set(
        (await loadedBy(`import start = require('./src/${program}'); export = start;`)).map(partOf),
      );
      for (const name of needs) assert.ok(started.has(name), `${name}: ${[...started].join(', ')}`);
      assert.deepEqual(
        not.filter(name => started.has(name)),
        [],
      );
    });

  it('Node-RED itself loads nothing that only they do', async () => {
    const { importedNames, nodeTypes } = await import('../../scripts/build/nodes.mjs');
    const names = importedNames(nodeTypes().map(type => ({ type })));
    const loaded = await loadedBy(`export { ${names.join(', ')} } from './src';`);
    for (const file of ['training/process/client', 'inference/predictor', 'open-inference/server/server'])
      assert.ok(loaded.includes(`src/${file}.ts`), file);
    const others = ['training/loop', 'training/trainer', 'training/cluster/remote-trainer', 'explanation/explaining'];
    assert.deepEqual(
      [...others, 'keras/worker/thread'].filter(file => loaded.includes(`src/${file}.ts`)),
      [],
    );
  });
});
