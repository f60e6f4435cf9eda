import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { Editor } from './browser';
import { NodeRed, RELEASES } from './harness';

const executable = [process.env.CHROMIUM ?? '', '/usr/bin/chromium'].find(existsSync) ?? '';
type Stored = Record<string, unknown> & { id: string; type: string; wires: string[][] };

const at = (id: string, type: string, x: number, to: string[][], more: object = {}) => ({
  ...{ id, type, z: 'tab', x, y: 100, wires: to },
  ...more,
});
const flow = [
  { id: 'tab', type: 'tab', label: 'tab' },
  at('go', 'inject', 100, [['data']], {
    props: [{ p: 'payload' }],
    repeat: '',
    crontab: '',
    payload: '',
    payloadType: 'date',
  }),
  at('data', 'nn-dataset', 250, [['net']], {
    version: 1,
    ...{ source: 'example', file: 'penguins', target: 'Species', seed: 1 },
  }),
  at('net', 'nn-network', 400, [['train']]),
  at('train', 'nn-train', 550, [['said'], []], { version: 2, seed: 1 }),
  at('said', 'debug', 700, [], { name: 'model', active: true, complete: 'payload', targetType: 'msg', wires: [] }),
];

const release = RELEASES.at(-1)!;
(executable ? describe : describe.skip)(`a network as single nodes, in the editor of ${release.title}`, () => {
  let red: NodeRed;
  before(async function () {
    this.timeout(300_000);
    red = await NodeRed.start(release);
  });
  after(() => red?.stop());
  const stored = async () => (await (await fetch(`${red.url}/flows`)).json()) as Stored[];

  it('takes its place, trains to the same model, and is undone in one step', async () => {
    await red.deploy(flow as never);
    await red.until(() => red.status.get('net')?.text?.startsWith('table'), 'the status of the network');
    await red.inject('go');
    const whole = (await red.said('model')).value as { parameters: number; metrics: object };
    const editor = await Editor.open(`${red.url}/?lng=en-US`, { executable });
    try {
      const line = () => editor.page.locator('.tensorwire-outcome .tensorwire-line').textContent();
      await editor.edit('train');
      await editor.page.waitForFunction(() => /recipe of the network/.test(document.body.textContent ?? ''));
      assert.match((await line())!, /epochs, each of which goes through the \d+ training rows/);
      await editor.done();
      await editor.edit('net');
      await editor.page.waitForFunction(() => /see the same rows/.test(document.body.textContent ?? ''));
      await editor.page.locator('.tensorwire-single-nodes button').click();
      await editor.page.waitForSelector('.red-ui-tray', { state: 'detached' });
      const invalid = await editor.page.evaluate(
        'const found = []; RED.nodes.eachNode(n => n.valid === false && found.push([n.type, n.validationErrors])); JSON.stringify(found)',
      );
      assert.equal(invalid, '[]');
      await editor.deploy();
      const after = await stored();
      assert.ok(!after.some(({ type }) => type === 'nn-network'));
      assert.ok(after.filter(({ type }) => type === 'nn-output').length > 1);
      assert.equal(after.filter(({ type }) => type === 'nn-optimizer').length, 1);
      const train = after.find(({ id }) => id === 'train')!;
      assert.equal(train.earlyStopping, 'false');
      assert.ok(Number(train.epochs) > 10);
      const outputs = after.filter(({ type }) => type === 'nn-output').map(({ id }) => id);
      await red.until(() => outputs.every(id => red.status.get(id)?.text), 'the walk');
      await red.inject('go');
      const single = (await red.said('model')).value as typeof whole;
      assert.equal(single.parameters, whole.parameters);
      assert.deepEqual(single.metrics, whole.metrics);
      await editor.page.evaluate('RED.history.pop()');
      await editor.deploy();
      const back = await stored();
      assert.deepEqual(back.map(({ id }) => id).sort(), flow.map(({ id }) => id).sort());
      const { wires } = back.find(({ id }) => id === 'net')!;
      assert.deepEqual([wires, back.find(({ id }) => id === 'data')!.wires], [[['train']], [['net']]]);
      // The flow leaves them out, and *Done* without a change did not write them.
      const { epochs, earlyStopping } = back.find(({ id }) => id === 'train')!;
      assert.deepEqual([epochs, earlyStopping], [undefined, undefined]);
    } finally {
      await editor.close();
    }
    assert.deepEqual(editor.errors, []);
  });

  it('what is missing is put there by the buttons of the flow checker, and taken back by undo', async () => {
    const missing = [
      ...flow.filter(({ id }) => ['tab', 'go', 'data'].includes(id)).map(node => ({ ...node })),
      at('in', 'nn-input', 400, [['hidden']]),
      at('hidden', 'nn-dense', 550, [['train']], { layer: 'Dense', units: 8, activation: 'relu' }),
      at('train', 'nn-train', 900, [[], []], { version: 2, seed: 1, name: '' }),
      { ...flow.find(({ id }) => id === 'go')!, id: 'ask', y: 200, wires: [['predict']] },
      at('predict', 'nn-predict', 250, [[]], { y: 200 }),
    ] as Stored[];
    missing.find(({ id }) => id === 'data')!.wires = [['in']];
    await red.deploy(missing as never);
    const editor = await Editor.open(`${red.url}/?lng=en-US`, { executable });
    try {
      const { page } = editor;
      const notice = page.locator('.red-ui-notification');
      const fix = async (sentence: RegExp, button: string) => {
        await notice.getByText(sentence).waitFor();
        await notice.getByRole('button', { name: button }).click();
      };
      await page.evaluate(`RED.actions.invoke('tensorwire:check-flows')`);
      await fix(/the network has no output node/, 'Add an output node');
      await fix(/its model goes nowhere/, 'Wire it');
      await notice.getByText('Nothing is missing').waitFor();
      await editor.deploy();
      const wired = await stored();
      const output = wired.find(({ type }) => type === 'nn-output')!;
      const wiresOf = (id: string) => wired.find(node => node.id === id)!.wires;
      assert.deepEqual(
        [wiresOf('hidden'), output.wires, wiresOf('train')],
        [[[output.id]], [['train']], [['predict'], []]],
      );
      await page.evaluate('RED.history.pop(); RED.history.pop()');
      const back = (await page.evaluate('RED.nodes.createCompleteNodeSet()')) as Stored[];
      assert.deepEqual(
        back.map(({ id, wires }) => [id, wires]).sort(),
        missing.map(({ id, wires }) => [id, wires]).sort(),
      );
    } finally {
      await editor.close();
    }
    assert.deepEqual(editor.errors, []);
  });
});
