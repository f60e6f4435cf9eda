import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Editor } from './browser';
import { NEWEST_AND_OLDEST, NodeRed } from './harness';

/** The native engine with one click: from the registry into a userDir, and used by the running Node-RED. */

const executable = [process.env.CHROMIUM ?? '', '/usr/bin/chromium'].find(existsSync) ?? '';

const at = (id: string, type: string, wires: string[], more: object = {}) => ({
  ...{ id, type, z: 'tab', x: 100, y: 100, wires: [wires] },
  ...more,
});
const debug = (id: string) =>
  at(id, 'debug', [], { name: id, active: true, tosidebar: true, complete: 'payload', targetType: 'msg' });
const penguin = {
  'Beak Length (mm)': 50.2,
  'Beak Depth (mm)': 15.1,
  'Flipper Length (mm)': 221,
  'Body Mass (g)': 5300,
  Island: 'Biscoe',
  Sex: 'MALE',
};
const flow = [
  { id: 'tab', type: 'tab', label: 'engines' },
  { id: 'engine-wasm', type: 'nn-engine', engine: 'wasm' },
  { id: 'native', type: 'nn-engine', engine: 'onnx' },
  at('train', 'inject', ['data'], { props: [] }),
  at('data', 'nn-dataset', ['in'], { source: 'example', file: 'penguins', target: 'Species', seed: '1' }),
  at('in', 'nn-input', ['dense']),
  at('dense', 'nn-dense', ['out'], { units: '16', activation: 'relu' }),
  at('out', 'nn-output', ['training']),
  at('training', 'nn-train', ['save'], { name: 'penguins', epochs: '5', seed: '1', engine: 'engine-wasm' }),
  at('save', 'nn-model', ['saved'], { action: 'save' }),
  debug('saved'),
  at('ask', 'inject', ['on wasm', 'on native'], { props: [{ p: 'payload', v: JSON.stringify(penguin), vt: 'json' }] }),
  at('on wasm', 'nn-predict', ['said by wasm'], { model: 'penguins', engine: 'engine-wasm' }),
  at('on native', 'nn-predict', ['said by native'], { model: 'penguins', engine: 'native' }),
  debug('said by wasm'),
  debug('said by native'),
];
interface Prediction {
  readonly label: string;
  readonly probabilities: Readonly<Record<string, number>>;
}
interface Engine {
  readonly name: string;
  readonly inUse?: boolean;
  readonly version?: string;
}

for (const release of NEWEST_AND_OLDEST)
  describe(`the native engine by one click, in ${release.title}`, function () {
    this.timeout(900_000);
    let red: NodeRed;
    before(async () => {
      red = await NodeRed.start(release);
    });
    after(() => red?.stop());
    const get = async <T>(path: string): Promise<T> =>
      (await (await fetch(`${red.url}/tensorwire/${path}`)).json()) as T;
    const inUse = async () => (await get<Engine[]>('engines')).find(engine => engine.inUse);

    it('is installed from the dialog, answers without a restart, and gives what WebAssembly gives', async () => {
      await red.deploy(flow);
      assert.equal((await inUse())?.name, 'wasm');
      await red.inject('train');
      await red.said('saved');
      await red.inject('ask');
      const before = (await red.said('said by wasm')).value as Prediction;
      await red.until(() => /onnxruntime-node is not installed/.test(red.log), 'the error of the native engine');

      if (executable) await byHand(red);
      else
        await fetch(`${red.url}/tensorwire/engines/install`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: '{}',
        });
      let install = await get<{ state: string; version?: string }>('engines/install');
      while (install.state === 'running') {
        await new Promise(resolve => setTimeout(resolve, 500));
        install = await get('engines/install');
      }
      assert.equal(install.state, 'done', JSON.stringify(install));
      const used = await inUse();
      assert.deepEqual([used?.name, used?.version], ['onnx', install.version]);
      const folder = join(red.userDir, 'node_modules/onnxruntime-node');
      assert.equal(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version, install.version);
      assert.match(readFileSync(join(red.userDir, 'package.json'), 'utf8'), /"onnxruntime-node": ?"\^1/);

      await red.deploy(flow);
      await red.inject('ask');
      const [there, here] = [await red.said('said by native'), await red.said('said by wasm')];
      for (const { value } of [there, here]) {
        const { label, probabilities } = value as Prediction;
        assert.equal(label, before.label);
        for (const [name, p] of Object.entries(before.probabilities)) {
          assert.ok(p > 0 && Math.abs(probabilities[name]! - p) < 1e-5, `${name}: ${probabilities[name]} for ${p}`);
        }
      }
      await red.inject('train');
      await red.said('saved');
    });
  });

/** Presses the button in the dialog of the engine node, and waits for its message. */
async function byHand(red: NodeRed): Promise<void> {
  const editor = await Editor.open(red.url, { executable });
  try {
    await editor.page.evaluate(() => {
      const { RED } = globalThis as unknown as { RED: { editor: { editConfig(...args: unknown[]): void } } };
      RED.editor.editConfig('', 'nn-engine', 'engine-wasm', '');
    });
    const row = editor.row('engine');
    await row.getByText('In use: WebAssembly, compiled for each network').waitFor();
    await row.getByRole('button', { name: 'Install the native engine' }).click();
    await row.getByText(/Asking the package registry|Installing: \d+ %/).waitFor();
    await row
      .getByText(/Version 1\.\d+\.\d+ is installed/)
      .or(row.locator('.tensorwire-problem'))
      .waitFor({ timeout: 600_000 });
    await row.getByText(/In use: ONNX Runtime, native .* 1\.\d+\.\d+/).waitFor();
    assert.equal(await row.getByRole('button').isVisible(), false);
    assert.deepEqual(editor.errors, []);
  } finally {
    await editor.close();
  }
}
