// The "node-red" part of package.json: what is in nodes/, in the palette's order.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/setup.mjs';

const file = join(root, 'package.json');

export function writeManifest(forms) {
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  const wanted = {
    version: '>=4.1',
    nodes: Object.fromEntries(forms.map(({ type, group }) => [type, `dist/nodes/${group}/${type}.js`])),
    plugins: { 'tensorwire-editor': 'dist/editor/tensorwire-editor.html' },
  };
  if (JSON.stringify(manifest['node-red']) === JSON.stringify(wanted)) return;
  if (process.env.CI)
    throw new Error('package.json does not list the nodes that are in nodes/: run npm run build, and commit it.');
  writeFileSync(file, `${JSON.stringify({ ...manifest, 'node-red': wanted }, null, 2)}\n`);
}
