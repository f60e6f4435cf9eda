import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessible } from './accessible';
import { Editor } from './browser';
import { NodeRed, OLDEST } from './harness';

/** The tabs Network and Data of the sidebar, in a real browser. */

const executable = [process.env.CHROMIUM ?? '', '/usr/bin/chromium'].find(existsSync) ?? '';

/** Runs, and says where it stood, as soon as it is part of a page. */
const markup = (where: string) => `'"><img src=x onerror='planted("${where}")'>`;

type FlowNode = Record<string, unknown> & { id: string; type: string };
const at = (id: string, type: string, x: number, y: number, wires: string[][], more: object = {}): FlowNode => ({
  ...{ id, type, z: 'tab', x, y, wires },
  ...more,
});

/** Two branches that share a layer, and data whose names, values and classes are markup. */
const flow = (file: string): FlowNode[] => [
  { id: 'tab', type: 'tab', label: 'Shared' },
  at('go', 'inject', 80, 60, [['data']], { props: [] }),
  at('data', 'nn-dataset', 200, 60, [['left', 'right']], {
    ...{ source: 'file', file, target: markup('target'), splitBy: 'stratified' },
    columns: [{ name: 'closed', type: 'category' }],
  }),
  at('left', 'nn-input', 340, 40, [['shared']], { columns: ['a'] }),
  at('right', 'nn-input', 340, 100, [['shared']], { columns: [markup('column')] }),
  at('shared', 'nn-dense', 480, 60, [['join']], { name: markup('label'), units: 8, activation: 'relu' }),
  at('join', 'nn-merge', 620, 60, [['out']], { layer: 'Concatenate' }),
  at('out', 'nn-output', 760, 60, [['train']]),
  at('train', 'nn-train', 900, 60, [[], []], { name: 'views', epochs: 2, earlyStopping: false }),
];

/** A column that gives the target away, and half of the rows without a value. */
function csv(): string {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const lines = [['a', markup('column'), 'closed', 'gaps', markup('target')].map(quoted).join()];
  for (let i = 0; i < 160; i++) {
    const answer = (i * 7) % 5 < 2 ? markup('class') : 'other';
    lines.push(
      [
        (i * 37) % 101,
        (i * 53) % 97,
        answer === 'other' ? 'b' : quoted(markup('value')),
        i % 3 ? '' : i,
        quoted(answer),
      ].join(),
    );
  }
  return lines.join('\n');
}

for (const release of OLDEST)
  (executable ? describe : describe.skip)(`the views of ${release.title}`, function () {
    this.timeout(300_000);
    let red: NodeRed;
    let editor: Editor;
    const planted: string[] = [];

    before(async () => {
      red = await NodeRed.start(release);
      writeFileSync(join(red.userDir, 'rows.csv'), csv());
      await red.deploy(flow('rows.csv'));
    });
    after(() => red?.stop());
    const open = async (tab: string, language = 'en-US') => {
      editor = await Editor.open(`${red.url}/?lng=${language}`, { language, executable });
      await editor.page.exposeFunction('planted', (where: string) => planted.push(where));
      await editor.page.evaluate(`RED.sidebar.show('tensorwire')`);
      await editor.page.getByRole('tab', { name: tab, exact: true }).click();
    };
    afterEach(async () => {
      await editor.close();
      assert.deepEqual(editor.errors, []);
      assert.deepEqual(planted, []);
    });

    it('the data: what is doubtful, the classes, the columns; and the same as a page', async () => {
      await open('Data');
      await editor.page.getByText('were already in: closed').waitFor();
      await editor.page.getByText('Mostly without a value: gaps').waitFor();
      await editor.page
        .locator('.tensorwire-content td', { hasText: markup('column') })
        .first()
        .waitFor();
      // a chart is drawn when it comes into sight
      await editor.page.locator('.tensorwire-picture').first().scrollIntoViewIfNeeded();
      await editor.page.locator('.tensorwire-picture canvas').first().waitFor();
      await accessible(editor.page, '.tensorwire-sidebar');
      const download = editor.page.waitForEvent('download');
      await editor.page.getByRole('button', { name: 'Save as page' }).click();
      const page = readFileSync((await (await download).path())!, 'utf8');
      assert.match(page, /<svg/);
      assert.doesNotMatch(page, /<img/);
    });

    it('the network: a layer for each call, shared ones named so, each leads to its node', async () => {
      await open('Network');
      const layers = editor.page.locator('.tensorwire-layer');
      await layers.first().waitFor();
      // two inputs, two calls of the shared layer, merge, output
      assert.equal(await layers.count(), 6);
      assert.equal(await editor.page.locator('.tensorwire-edge').count(), 5);
      assert.equal(await editor.page.locator('.tensorwire-shared').count(), 2);
      assert.match((await layers.last().textContent()) ?? '', /17 params/);
      await layers.nth(4).focus();
      await editor.page.keyboard.press('Enter');
      await editor.page.evaluate(`RED.view.select({ nodes: [RED.nodes.node('shared')] })`);
      await editor.page.locator('.tensorwire-selected').first().waitFor();
      assert.equal(await editor.page.locator('.tensorwire-selected').count(), 2);
      await accessible(editor.page, '.tensorwire-sidebar');
    });

    it('the weights of the model that was trained, in Chinese', async () => {
      await red.inject('go');
      await red.until(() => /done|完成/.test(red.status.get('train')?.text ?? ''), 'the training');
      await open('网络', 'zh-CN');
      await editor.page.locator('.tensorwire-layer').first().waitFor();
      await editor.page.getByRole('button', { name: '权重', exact: true }).click();
      await editor.page.getByText('views:1 的权重').waitFor();
      assert.equal(await editor.page.locator('.tensorwire-picture').count(), 4);
      await editor.page.getByRole('tab', { name: '数据', exact: true }).click();
      await editor.page.getByText('需要留意之处').waitFor();
    });
  });
