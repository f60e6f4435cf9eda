// What all bundles of the build share.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../lib/setup.mjs';

/** Bundles for Node: CommonJS, with readable identifiers for stack traces. */
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

/** Bundles for pages: of the editor, and of Dashboard. */
export const forBrowser = {
  absWorkingDir: root,
  bundle: true,
  platform: 'browser',
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'silent',
};

/** Native engines: resolved at run time if the user has installed them, never part of the package. */
export const optionalPeers = ['onnxruntime-node', '@tensorflow/tfjs-node', '@tensorflow/tfjs'];

/**
 * zod's `z` holds its texts in all languages, 0.3 MB; ours are two. An unused one is not noticed by esbuild, because `z` is
 * handed on as a whole.
 */
const ourLanguages = {
  name: 'zod-languages',
  setup({ onLoad }) {
    onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';\nexport { default as zhCN } from './zh-CN.js';\n",
    }));
  },
};

/** The files that were bundled; notices.mjs finds their packages. */
export const bundled = new Set();

/** Makes a bundle for the package. */
export async function bundle(options) {
  const result = await build({ ...options, plugins: [...(options.plugins ?? []), ourLanguages], metafile: true });
  for (const { inputs } of Object.values(result.metafile.outputs))
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) if (bytesInOutput > 0) bundled.add(file);
  return result;
}

/** Evaluates TypeScript source and returns its exports. */
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
