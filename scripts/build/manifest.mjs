// The parts of package.json that follow from nodes/: "node-red", in the palette's order, and "node-red-dashboard-2".
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/setup.mjs';

const file = join(root, 'package.json');

/** The component of a widget: `ui-nn-form` is `NnForm`. */
const componentOf = type =>
  type.replace(/^ui-/, '').replace(/(^|-)(\w)/g, (_all, _dash, letter) => letter.toUpperCase());

export function writeManifest(forms) {
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  const widgets = forms
    .filter(({ group }) => group === 'dashboard')
    .map(({ type }) => [type, { output: 'dashboard.js', component: componentOf(type) }]);
  const wanted = {
    'node-red': {
      version: '>=4.1',
      nodes: Object.fromEntries(forms.map(({ type, group }) => [type, `dist/nodes/${group}/${type}.js`])),
      plugins: { 'tensorwire-editor': 'dist/editor/tensorwire-editor.html' },
    },
    'node-red-dashboard-2': { version: '>=1.20.0', widgets: Object.fromEntries(widgets) },
  };
  const isAsWanted = Object.entries(wanted).every(
    ([key, value]) => JSON.stringify(manifest[key]) === JSON.stringify(value),
  );
  if (isAsWanted) return;
  if (process.env.CI)
    throw new Error('package.json does not list the nodes that are in nodes/: run npm run build, and commit it.');
  writeFileSync(file, `${JSON.stringify({ ...manifest, ...wanted }, null, 2)}\n`);
}
