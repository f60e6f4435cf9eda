// dist/nodes/<group>/<type>.js: thin, using the one dist/core.js and one copy of each file of nodes/shared/, because
// nodes share their state (the nodes on the canvas, the running trainings).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { root } from '../lib/setup.mjs';
import { bundle, forNode } from './esbuild.mjs';

const src = join(root, 'src');
const shared = join(root, 'nodes/shared');

/** Imports of src/ and of nodes/shared/ become a require of their built files. */
const keepShared = (outfile, dist) => ({
  name: 'keep-shared',
  setup({ onResolve }) {
    const external = file => {
      const path = relative(dirname(outfile), file).split(sep).join('/');
      return { path: path.startsWith('.') ? path : `./${path}`, external: true };
    };
    onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
      if (kind === 'entry-point') return undefined;
      const target = resolve(resolveDir, path);
      if (target === src || target.startsWith(src + sep)) return external(join(dist, 'core.js'));
      if (!target.startsWith(shared + sep)) return undefined;
      return external(join(dist, 'nodes/shared', `${relative(shared, target).replace(/\.ts$/, '')}.js`));
    });
  },
});

const buildNode = (entry, outfile, dist, rest = {}) =>
  bundle({ ...forNode, entryPoints: [entry], outfile, plugins: [keepShared(outfile, dist)], ...rest });

/** The TypeScript files of a folder and its subfolders. */
const sources = folder =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts'));

export async function buildNodes(forms, dist) {
  const parts = sources(shared).map(file => ({
    entry: join(shared, file),
    outfile: join(dist, 'nodes/shared', file.replace(/\.ts$/, '.js')),
  }));
  await Promise.all([
    ...parts.map(({ entry, outfile }) => buildNode(entry, outfile, dist)),
    ...forms.map(({ type, group }) =>
      buildNode(join(root, 'nodes', type, 'runtime.ts'), join(dist, 'nodes', group, `${type}.js`), dist, {
        // Node-RED calls the module itself.
        footer: { js: 'module.exports=module.exports.default;' },
      }),
    ),
  ]);
}

/** The names of what nodes import from src/, except types. */
export function importedNames(forms) {
  const folders = [...forms.map(({ type }) => join(root, 'nodes', type)), shared];
  const files = folders.flatMap(folder => sources(folder).map(file => join(folder, file)));
  const names = files.flatMap(file =>
    [...readFileSync(file, 'utf8').matchAll(/^(?:im|ex)port \{([^}]*)\} from '(?:\.\.\/)+src[^']*'/gm)].flatMap(
      ([, list]) =>
        list
          .split(',')
          .map(name => name.trim().split(' as ')[0])
          .filter(name => name !== '' && !name.startsWith('type ')),
    ),
  );
  return [...new Set(names)].sort();
}

/** The node types: the folders with settings. */
export const nodeTypes = () =>
  readdirSync(join(root, 'nodes')).filter(name => existsSync(join(root, 'nodes', name, 'settings.ts')));
