// The "node-red" part of package.json: what is in nodes/, in the palette's order.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/setup.mjs';

const file = join(root, 'package.json');

export function writeManifest(forms) {
  const text = readFileSync(file, 'utf8');
  const manifest = JSON.parse(text);
  manifest['node-red'] = {
    version: '>=4.1',
    nodes: Object.fromEntries(forms.map(({ type, group }) => [type, `dist/nodes/${group}/${type}.js`])),
    plugins: { 'tensorwire-editor': 'dist/editor/tensorwire-editor.html' },
  };
  const wanted = `${JSON.stringify(manifest, null, 2)}\n`;
  if (wanted === text) return;
  if (process.env.CI)
    throw new Error('package.json does not list the nodes that are in nodes/: run npm run build, and commit it.');
  writeFileSync(file, wanted);
}
