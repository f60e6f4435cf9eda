import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chooseEngine, describeEngines, type EngineName } from '../../src/engine';
import { TensorwireError } from '../../src/errors';

describe('the choice of an engine', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'tensorwire-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** A folder like userDir, whose onnxruntime-node has this code. */
  function userDir(name: string, code: string): string {
    const own = join(folder, name);
    const runtime = join(own, 'node_modules/onnxruntime-node');
    mkdirSync(runtime, { recursive: true });
    writeFileSync(join(runtime, 'package.json'), '{"name":"onnxruntime-node","main":"index.js"}');
    writeFileSync(join(runtime, 'index.js'), code);
    return own;
  }

  it('takes the native library of userDir, if it loads', async () => {
    const broken = userDir('broken', 'throw new Error("wrong libc")');
    assert.equal((await chooseEngine({ resolveFrom: [broken] })).name, 'wasm');
    await assert.rejects(
      chooseEngine({ name: 'onnx', resolveFrom: [broken] }),
      (e: unknown) => e instanceof TensorwireError && /does not load on this machine \(wrong libc\)/.test(e.message),
    );
    const whole = userDir('whole', 'module.exports = {}');
    assert.equal((await chooseEngine({ resolveFrom: [whole] })).name, 'onnx');
    assert.equal((await chooseEngine({ name: 'wasm', resolveFrom: [whole] })).name, 'wasm');
  });

  it('leaves steps of few multiply-adds to WebAssembly', async () => {
    const whole = userDir('few', 'module.exports = {}');
    const chosen = async (multiplyAdds: number) => (await chooseEngine({ resolveFrom: [whole], multiplyAdds })).name;
    assert.deepEqual(await Promise.all([1e5, 1e8].map(chosen)), ['wasm', 'onnx']);
  });

  it('says what there is, best first', () => {
    const own = userDir('described', '');
    const [first, second, third] = describeEngines([own]);
    assert.deepEqual(first, {
      name: 'onnx',
      available: true,
      reason: join(own, 'node_modules/onnxruntime-node/index.js'),
    });
    assert.deepEqual([second?.name, second?.available, third?.name], ['wasm', true, 'tfjs-node']);
  });

  it('knows no other names', async () => {
    await assert.rejects(chooseEngine({ name: 'cuda' as EngineName }), /name must be auto, onnx, .* received "cuda"/);
  });

  it('needs nothing but its bundle', async () => {
    const dist = join(folder, 'dist');
    const main = join(dist, 'main.js');
    const entry = `
      import { chooseEngine, describeEngines } from './src/engine';
      import { input, neg } from './src/graph';
      async function main() {
        const engine = await chooseEngine();
        const x = input('x', ['N']);
        const program = await engine.compile({ inputs: [x], outputs: { y: neg(x) } });
        const { y } = await program.run({ x: { data: Float32Array.of(1, 2), shape: [2], dtype: 'float32' } });
        await program.dispose();
        const native = describeEngines().find(e => e.name === 'onnx');
        process.stdout.write(JSON.stringify([engine.name, [...y.data], native.available, typeof globalThis.Worker]));
      }
      main();
    `;
    const root = join(__dirname, '../..');
    await build({
      stdin: { contents: entry, resolveDir: root, loader: 'ts' },
      outfile: main,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'error',
    });
    const { stdout, stderr } = spawnSync(process.execPath, [main], { cwd: folder, encoding: 'utf8' });
    assert.equal(stderr, '');
    assert.deepEqual(JSON.parse(stdout), ['wasm', [-1, -2], false, 'undefined']);
  });
});
