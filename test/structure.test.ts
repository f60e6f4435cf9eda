import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const SRC = resolve(__dirname, '../src');

/** What each folder of src/ may import: the arrows of docs/design.md, section 4. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  files: [],
  values: ['graph', 'data', 'network'], // types only
  process: [],
  graph: ['values'],
  catalogue: ['graph', 'values'],
  network: ['catalogue', 'graph', 'values', 'data'],
  data: ['process', 'graph', 'values'],
  tensor: ['values', 'graph'],
  engine: ['graph', 'values'],
  training: ['process', 'engine', 'data', 'network', 'catalogue', 'graph', 'values', 'inference', 'evaluation'],
  inference: ['process', 'engine', 'data', 'network', 'catalogue', 'graph', 'values', 'evaluation'],
  evaluation: ['data', 'network', 'graph', 'values'],
  store: ['process', 'inference', 'training', 'engine', 'data', 'network', 'catalogue', 'graph', 'values'],
  canvas: ['network', 'data', 'graph', 'values'],
  editor: ['catalogue', 'graph'],
};

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap(name => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return /\.ts$/.test(name) && !name.endsWith('.generated.ts') ? [path] : [];
  });
}
const imports = (file: string) =>
  [...readFileSync(file, 'utf8').matchAll(/^(import|export)( type)?[^;'"]*?['"]([^'"]+)['"]/gm)].map(
    ([, , type, from]) => ({
      from: from!,
      typeOnly: type !== undefined,
    }),
  );

describe('the structure of src/', () => {
  const files = sources(SRC);

  it('imports go one way', () => {
    const wrong = files.flatMap(file => {
      const [folder, ...rest] = relative(SRC, file).split('/');
      if (rest.length === 0) return [];
      return imports(file).flatMap(({ from, typeOnly }) => {
        if (!from.startsWith('.')) return [];
        const [to, ...below] = relative(SRC, resolve(dirname(file), from)).split('/');
        if (to === folder || to === 'errors' || (below.length === 0 && !existsSync(join(SRC, to!)))) return [];
        const allowed = MAY_IMPORT[folder!]?.includes(to!) && (folder !== 'values' || to === 'graph' || typeOnly);
        return allowed ? [] : [`${relative(SRC, file)} imports ${from}`];
      });
    });
    assert.deepEqual(wrong, []);
  });

  it('nothing in src/ imports node-red', () => {
    const wrong = files.filter(file => imports(file).some(({ from }) => /^@?node-red/.test(from)));
    assert.deepEqual(wrong, []);
  });
});
