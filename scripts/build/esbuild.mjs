// What every bundle of the build has in common.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../lib/setup.mjs';

/** Bundles for Node: CommonJS; identifiers stay as they are, so that stack traces can be read. */
export const forNode = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'silent',
};

/** Native engines: found at run time where the user has installed them, never part of the package. */
export const optionalPeers = ['onnxruntime-node', '@tensorflow/tfjs-node', '@tensorflow/tfjs'];

/** The files that went into what was bundled; notices.mjs tells whose they are. */
export const bundled = new Set();

/** A bundle of what is published. */
export async function bundle(options) {
  const result = await build({ ...options, metafile: true });
  for (const { inputs } of Object.values(result.metafile.outputs))
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) if (bytesInOutput > 0) bundled.add(file);
  return result;
}

/** The exports of TypeScript source, run here and now. */
export async function evaluate(contents) {
  const { outputFiles } = await build({
    ...forNode,
    external: optionalPeers,
    stdin: { contents, resolveDir: root, loader: 'ts' },
    write: false,
  });
  const module = { exports: {} };
  const run = new Function('module', 'exports', 'require', '__dirname', '__filename', outputFiles[0].text);
  run(module, module.exports, createRequire(join(root, 'package.json')), root, join(root, 'build.cjs'));
  return module.exports;
}
