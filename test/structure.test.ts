import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { type Op, ops } from '../src/graph';

const ROOT = resolve(__dirname, '..');
const SRC = join(ROOT, 'src');
const BUNDLE = { bundle: true, write: false, platform: 'node', packages: 'external', logLevel: 'error' } as const;

/** Where the time of day is meant, and why. */
const TELL_THE_TIME: Readonly<Record<string, string>> = {
  'src/alarm/judge.ts': 'a reading without a time is from now',
  'nodes/nn-window/runtime.ts': 'a reading without a time is from now',
  'nodes/ui-nn-health/runtime.ts': 'answers are counted by hours and days; when a column began to drift',
  'nodes/ui-nn-training/runtime.ts': 'a message that says when the button was pressed',
  'src/editor/sidebar/runs/words.ts': 'how long ago a run began',
  'nodes/shared/dashboard.ts': 'an address that is another one after each start',
  'src/runs/entries.ts': 'numbers above those before a restart; lower ones only make an editor ask for all',
  'src/runs/trainer-process.ts': 'when the machine was started, where the system does not say more',
  'src/files/upload.ts': 'the age of a file; one that seems younger is swept later',
  'src/store/disk.ts': 'the age of a file; one that seems younger is swept later',
  'src/node-files.ts': 'the age of a file; one that seems younger is swept later',
};

/** What each folder of src/ may import: the arrows of docs/design.md, section 4. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  spec: [],
  files: [],
  process: [],
  values: ['spec'],
  graph: ['spec'],
  alarm: ['spec'],
  cluster: [],
  catalogue: ['graph', 'spec', 'values'],
  flow: [],
  network: ['catalogue', 'graph', 'spec', 'values', 'data'],
  data: ['process', 'files', 'graph', 'spec', 'values'],
  tensor: ['values', 'graph', 'spec'],
  onnx: ['graph', 'spec'],
  hdf5: [],
  keras: ['hdf5', 'training', 'inference', 'process', 'network', 'graph', 'spec', 'values'],
  engine: ['onnx', 'graph', 'spec', 'values'],
  anomaly: ['calibration', 'data', 'graph', 'spec'],
  forecast: ['calibration', 'data', 'network', 'catalogue', 'graph', 'spec', 'values'],
  calibration: ['data', 'network', 'catalogue', 'graph', 'spec', 'values'],
  training: [
    ...[
      'anomaly',
      'forecast',
      'calibration',
      'cluster',
      'process',
      'engine',
      'onnx',
      'data',
      'network',
      'catalogue',
      'graph',
      'spec',
      'values',
      'inference',
    ],
    'evaluation',
    'data-report',
  ],
  inference: [
    'anomaly',
    'forecast',
    'calibration',
    'process',
    'engine',
    'data',
    'network',
    'catalogue',
    'graph',
    'spec',
    'values',
    'evaluation',
  ],
  charts: ['process', 'locale', 'spec', 'values'],
  evaluation: ['anomaly', 'forecast', 'calibration', 'catalogue', 'data', 'network', 'graph', 'spec', 'values'],
  'data-report': ['process', 'charts', 'evaluation', 'data', 'graph', 'spec', 'values'],
  'open-inference': ['process', 'inference', 'engine', 'data', 'graph', 'spec', 'values'],
  explanation: [
    'process',
    'charts',
    'inference',
    'calibration',
    'engine',
    'data',
    'network',
    'catalogue',
    'graph',
    'spec',
    'values',
  ],
  store: [
    'keras',
    'hdf5',
    'process',
    'files',
    'inference',
    'training',
    'engine',
    'data',
    'network',
    'catalogue',
    'graph',
    'spec',
    'values',
  ],
  runs: ['store', 'training', 'catalogue', 'spec', 'values'],
  canvas: ['flow', 'network', 'data', 'graph', 'spec', 'values'],
  settings: ['catalogue', 'graph', 'spec'],
  'model-form': ['spec'],
  health: ['model-form', 'data-report', 'data', 'spec', 'values'],
  editor: ['charts', 'data-report', 'model-form', 'settings', 'catalogue', 'graph', 'spec'],
  dashboard: ['charts', 'model-form', 'spec'],
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
    ([, , , from]) => from!,
  );

describe('the structure of src/', () => {
  const files = sources(SRC);
  /** what the package is made of */
  const code = [...files, ...sources(join(ROOT, 'nodes'))];

  it('imports go one way', () => {
    const wrong = files.flatMap(file => {
      const [folder, ...rest] = relative(SRC, file).split('/');
      if (rest.length === 0) return [];
      return imports(file).flatMap(from => {
        if (!from.startsWith('.')) return [];
        const [to, ...below] = relative(SRC, resolve(dirname(file), from)).split('/');
        if (to === folder || to === 'errors' || (below.length === 0 && !existsSync(join(SRC, to!)))) return [];
        return MAY_IMPORT[folder!]?.includes(to!) ? [] : [`${relative(SRC, file)} imports ${from}`];
      });
    });
    assert.deepEqual(wrong, []);
  });

  it('nothing in src/ imports node-red', () => {
    const wrong = files.filter(file => imports(file).some(from => /^@?node-red/.test(from)));
    assert.deepEqual(wrong, []);
  });

  it('no module needs itself by way of others: what is loaded first must not matter', async () => {
    const contents = files.map(file => `import '${file}';`).join('\n');
    const { metafile } = await build({ ...BUNDLE, stdin: { contents, resolveDir: SRC }, metafile: true });
    // esbuild drops imports of types only
    const needs = new Map(
      Object.entries(metafile.inputs).map(([file, { imports }]) => [file, imports.map(({ path }) => path)]),
    );
    const circles: string[] = [];
    const done = new Set<string>();
    const visit = (file: string, way: readonly string[]): void => {
      if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' → '));
      if (way.includes(file) || done.has(file)) return;
      for (const next of needs.get(file) ?? []) visit(next, [...way, file]);
      done.add(file);
    };
    for (const file of needs.keys()) visit(file, []);
    assert.deepEqual(circles, []);
  });

  it('nothing is exported for tests alone: no twin of what production uses', () => {
    const scripts = ['scripts', 'bench'].flatMap(folder =>
      readdirSync(join(ROOT, folder), { recursive: true })
        .map(name => join(ROOT, folder, String(name)))
        .filter(file => /\.(ts|mjs)$/.test(file)),
    );
    const texts = new Map([...code, ...scripts].map(file => [file, readFileSync(file, 'utf8')]));
    const uses = new Map<string, number>();
    for (const text of texts.values())
      for (const [word] of text.matchAll(/[\w$]+/g)) uses.set(word, (uses.get(word) ?? 0) + 1);
    const unused = code.flatMap(file =>
      [...texts.get(file)!.matchAll(/^export (?:async )?(?:function\*?|const|class) ([\w$]+)/gm)]
        .map(([, name]) => name!)
        .filter(name => uses.get(name) === 1),
    );
    // the check of instructions while they are written, which tests switch on
    assert.deepEqual(unused.sort(), ['OperandStack', 'setStackCheck']);
  });

  it('docs/design.md has a line for each folder of src/, and for no other', () => {
    const design = readFileSync(join(ROOT, 'docs/design.md'), 'utf8');
    const listed = [...design.matchAll(/^src\/([\w-]+)\/ /gm)].map(([, folder]) => folder!);
    assert.deepEqual(
      listed.sort(),
      readdirSync(SRC)
        .filter(name => statSync(join(SRC, name)).isDirectory())
        .sort(),
    );
  });

  it('an error that is caught and passed over has its reason beside it', () => {
    const silent = code.flatMap(file => {
      const lines = readFileSync(file, 'utf8').split('\n');
      return lines.flatMap((line, i) => {
        if (!/\bcatch \{|\.catch\(\(\) =>/.test(line)) return [];
        // the reason may stand above, as that of a docstring; what is thrown instead tells it itself
        const around = lines.slice(Math.max(0, i - 1), i + 3).join('\n');
        return /\/\/ |\*\/|throw |addIssue/.test(around) ? [] : [`${relative(ROOT, file)}:${i + 1}: ${line.trim()}`];
      });
    });
    assert.deepEqual(silent, []);
  });

  it('spans of time are measured by the monotonic clock: the other one can be set back', () => {
    const files = code
      .filter(file => /Date\.now\(\)/.test(readFileSync(file, 'utf8')))
      .map(file => relative(ROOT, file));
    assert.deepEqual(files.sort(), Object.keys(TELL_THE_TIME).sort());
  });

  it('types are not talked away: few casts by way of unknown', () => {
    const casts = code.flatMap(file =>
      [...readFileSync(file, 'utf8').matchAll(/as unknown as .*/g)].map(([cast]) => `${relative(ROOT, file)}: ${cast}`),
    );
    assert.ok(casts.length <= 4, casts.join('\n'));
  });

  it('the graph needs no engine: alone, it is bundled from src/graph, the ground, and errors', async () => {
    const { metafile } = await build({ ...BUNDLE, entryPoints: [join(SRC, 'graph/index.ts')], metafile: true });
    const needed = Object.keys(metafile.inputs).map(file => relative(SRC, resolve(file)));
    assert.ok(needed.includes('graph/autodiff.ts'));
    assert.deepEqual(
      needed.filter(file => !/^(graph|spec|errors)[/.]/.test(file)),
      [],
    );
  });

  it('the table of ops and their gradients is complete, whichever file is loaded first', async () => {
    const folder = join(SRC, 'graph/ops');
    const entries = readdirSync(folder).map(name => `./src/graph/ops/${name}`);
    const tables = await Promise.all(
      [...entries, './src/graph', './src/graph/autodiff', './src/graph/scan/build', './src/engine/wasm/fusion'].map(
        async first => {
          const contents = [
            `export * as first from '${first}';`,
            "export { ops } from './src/graph/ops';",
            "export { gradients } from './src/graph/gradients';",
          ].join('\n');
          const stdin = { contents, resolveDir: resolve(SRC, '..') };
          const { outputFiles } = await build({ ...BUNDLE, stdin, format: 'cjs' });
          const module = { exports: {} as { ops: Record<string, Op>; gradients: object } };
          new Function('module', 'exports', 'require', outputFiles[0]!.text)(module, module.exports, require);
          return [first, module.exports] as const;
        },
      ),
    );
    const expected = Object.keys(ops).sort();
    assert.ok(expected.length > 50);
    for (const [first, { ops: found, gradients }] of tables) {
      assert.deepEqual(Object.keys(found).sort(), expected, first);
      assert.deepEqual(Object.keys(gradients).sort(), expected, first);
      for (const [name, op] of Object.entries(found))
        assert.ok(op?.name === name && typeof op.shape === 'function', `${first}: ${name}`);
    }
  });
});
