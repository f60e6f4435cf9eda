import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeModelFiles } from '../../src/store';
import { train } from '../../src/training';
import { Model } from '../../src/values/model';
import { engineName, testEngine } from '../engines';
import { sampleDataset, samplePlan } from '../training/samples';

const ROOT = join(__dirname, '../..');

/** What `npm run graph` prints once everything is set up. */
function graph(...args: string[]): { text: string; lines: Set<string>; errors: string } {
  const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 1e8 } as const;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'scripts/graph/main.ts', ...args],
    options,
  );
  return { text: stdout, lines: new Set(stdout.split('\n').map(bare)), errors: stderr };
}
/** Without the spaces that align columns. */
const bare = (line: string): string => line.replace(/\s+/g, ' ').trim();

describe('npm run graph', () => {
  let folder: string;
  before(function () {
    if (engineName !== 'onnx') this.skip();
    folder = mkdtempSync(join(tmpdir(), 'tensorwire-'));
  });
  after(() => folder && rmSync(folder, { recursive: true }));

  it('prints what docs/engine.md shows', () => {
    const docs = readFileSync(join(ROOT, 'docs/engine.md'), 'utf8');
    const [, json, sample] = docs.match(/```json\n(.*?)```.*?```text\n(.*?)```/s)!;
    const file = join(folder, 'small.json');
    writeFileSync(file, json!);
    const { lines, errors } = graph(file);
    const missing = sample!
      .split('\n')
      .map(bare)
      .filter(line => !lines.has(line));
    assert.deepEqual(missing, [], `docs/engine.md is old: print its sample again. ${errors}`);
  });

  it('prints a saved model, its forward pass and its training step', async () => {
    const body = await train(samplePlan({ epochs: 1 }), sampleDataset(8), await testEngine());
    const saved = join(folder, 'model');
    mkdirSync(saved);
    await writeModelFiles(new Model('sample', 1, body), saved);
    const { text, errors } = graph(saved, 'step');
    assert.match(text, /: input, dense, dense_1; SGD, CategoricalCrossentropy\n/, errors);
    for (const part of ['== forward, before', '== training step, before', 'new weights = %', 'loss = %', 'softmax('])
      assert.ok(text.includes(part), part);
  });

  it('shows the body of a scan under it', () => {
    const { text } = graph('lstm');
    assert.match(text, /scan\(.*\{length 24\}[^\n]*\n {2}│ carry 0 .*\n {2}│ next carry 1 = %\d+\n/s);
  });

  it('prints what is hoisted out of the steps, and what is written as one ONNX node', () => {
    const { text } = graph('iris');
    const [, hoisted, written] = text.match(/, hoist: \d groups\n(.*?)\n\n== training step, write: \d+ groups\n(.*)/s)!;
    assert.match(hoisted!, /\n {2}before the steps, for all of them: %\d+ /);
    assert.match(hoisted!, /\n {2}after the steps, for all of them: .*%\d+ /);
    assert.ok(!hoisted!.includes('? '), 'each node has the name that it has in the printout');
    assert.match(written!, /\n {2}Gemm: %\d+ matmul, %\d+ add\n/);
  });

  it('prints which nodes WebAssembly computes in one kernel, those of a scan too', () => {
    const { text } = graph('lstm', 'wasm');
    assert.match(text, /, fuse and schedule: \d+ groups\n {3}\(\d+ nodes in \d+ kernels: /);
    assert.match(text, /\n {2}kernel \d+, one loop: %\d+ /);
    assert.match(text, /\n {2}kernel \d+ of kernel \d+, /);
    assert.ok(!text.includes('? '), 'each node has the name that it has in the printout');
  });

  it('says what there is for a name that it does not know', () => {
    const { errors } = graph('no such thing');
    assert.match(errors, /there is no example, .* "no such thing".*Penguin species/s);
  });
});
