// resources/echarts.mjs: ECharts, once in the package. Pages of the editor and of Dashboard load it, and the thread that draws.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/setup.mjs';
import { bundle, forBrowser } from './esbuild.mjs';

const source = join(root, 'src/charts/echarts');
const name = 'echarts.mjs';
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Its address for a page that loads a file beside it: with the version, so that a cache does not return another one. */
export const besideECharts = `./${name}?v=${version}`;

/** A bundle that draws imports that file instead of containing it. `address`: the file, seen from the bundle. */
export const sharedECharts = address => ({
  name: 'shared-echarts',
  setup({ onResolve }) {
    onResolve({ filter: /\/echarts$/ }, ({ path, resolveDir }) =>
      join(resolveDir, path) === source ? { path: address, external: true } : undefined,
    );
  },
});

export async function buildECharts(resources) {
  await bundle({ ...forBrowser, entryPoints: [`${source}.ts`], outfile: join(resources, name) });
}
