// Builds dist/, the package as it is published, from src/, nodes/ and the catalogue. Fails if a translation, a help
// text or an icon is missing. Takes seconds; downloads nothing.
import { execFileSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildCore } from './build/core.mjs';
import { buildEditor, checkNodes, loadForms } from './build/editor.mjs';
import { writeManifest } from './build/manifest.mjs';
import { buildNodes, importedNames } from './build/nodes.mjs';
import { writeNotices } from './build/notices.mjs';
import { root } from './lib/setup.mjs';

/** Built beside the old one and then moved into place, so that a failed build keeps the working one. */
const fresh = join(root, 'dist.new');
const dist = join(root, 'dist');
/** Where Node-RED looks for a module's files for browsers. */
const resources = join(root, 'resources');

try {
  execFileSync(process.execPath, [join(root, 'scripts/generate.mjs')], { stdio: 'inherit' });
  rmSync(fresh, { recursive: true, force: true });
  const tools = await loadForms();
  checkNodes(tools);
  writeManifest(tools.forms);
  await buildCore(importedNames(tools.forms), fresh);
  await Promise.all([buildNodes(tools.forms, fresh), buildEditor(tools, fresh)]);
  writeNotices(fresh);
  rmSync(resources, { recursive: true, force: true });
  renameSync(join(fresh, 'resources'), resources);
  rmSync(dist, { recursive: true, force: true });
  renameSync(fresh, dist);
} catch (error) {
  rmSync(fresh, { recursive: true, force: true });
  console.error(`build: ${error.message}`);
  process.exitCode = 1;
}
