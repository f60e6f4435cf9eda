// The suites of `npm test`, and which files belong to each.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './setup.mjs';

/** Folders with tests that compute on an engine: they run on each engine. */
const COMPUTED = ['graph', 'engine', 'onnx', 'catalogue', 'training'];
/** Those that TensorFlow.js in plain JavaScript runs in minutes, not hours. */
const WITNESSED = ['graph', 'engine', 'onnx', 'catalogue'];

/** Each suite is one mocha process. An engine runs the files that use the engine under test; the others run once. */
export function suites() {
  const [unitTests, onWebAssembly, oddInputs] = coveredSuites();
  const engines = onWebAssembly.files;
  const witness = testsIn(...WITNESSED).filter(asksForEngine);
  const realNodeRed = testsIn('e2e');
  const realBrowser = realNodeRed.filter(opensEditor);
  return [
    { title: 'in a real browser', files: realBrowser, engine: 'onnx' },
    unitTests,
    oddInputs,
    { title: 'in a real Node-RED', files: realNodeRed.filter(file => !realBrowser.includes(file)), engine: 'onnx' },
    onWebAssembly,
    { title: 'engine tests, native', files: engines, engine: 'onnx' },
    { title: 'engine tests, tfjs-node', files: engines, engine: 'tfjs-node' },
    { title: 'a slow witness, TensorFlow.js on its cpu backend', files: witness, engine: 'tfjs-cpu' },
  ];
}

/** The suites that together run every file without Node-RED: coverage is measured on them. */
export function coveredSuites() {
  const engines = testsIn(...COMPUTED).filter(asksForEngine);
  const others = testsIn('').filter(file => !file.startsWith(join('test', 'e2e')) && !engines.includes(file));
  const fuzzers = testsIn('fuzz');
  return [
    { title: 'unit tests', files: others.filter(file => !fuzzers.includes(file)), engine: 'onnx' },
    { title: 'engine tests, WebAssembly', files: engines, engine: 'wasm' },
    // They hold each input to a time: in a process of their own, no garbage of other tests is collected meanwhile.
    { title: 'odd inputs', files: fuzzers, engine: 'onnx' },
  ];
}

const testsIn = (...folders) =>
  folders.flatMap(folder =>
    readdirSync(join(root, 'test', folder), { recursive: true })
      .filter(file => file.endsWith('.test.ts'))
      .map(file => join('test', folder, file))
      .sort(),
  );

/** Does the test, or a module of test/ that it imports, use the engine under test (test/engines.ts)? */
function asksForEngine(file) {
  const seen = new Set();
  const asks = module => {
    if (seen.has(module) || module === join('test', 'engines.ts')) return false;
    seen.add(module);
    const text = readFileSync(join(root, module), 'utf8');
    return /\b(testEngine|engineName)\b/.test(text) || importsOf(module, text).some(asks);
  };
  return asks(file);
}

const opensEditor = file =>
  importsOf(file, readFileSync(join(root, file), 'utf8')).includes(join('test/e2e/browser.ts'));

function importsOf(module, text) {
  return [...text.matchAll(/^(?:import|export) (?!type )[^;]*?'(\.[^']+)';$/gm)]
    .map(([, path]) => relative(root, join(root, dirname(module), `${path}.ts`)))
    .filter(path => path.startsWith('test') && existsSync(join(root, path)));
}
