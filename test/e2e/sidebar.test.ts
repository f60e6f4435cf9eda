import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { accessible } from './accessible';
import { Editor } from './browser';
import { NEWEST, NodeRed } from './harness';

/** The sidebar "Neural networks" and its tab Runs, in a real browser. */

const executable = [process.env.CHROMIUM ?? '', '/usr/bin/chromium'].find(existsSync) ?? '';

/** Runs, and says where it stood, as soon as it is part of a page. */
const markup = (where: string) => `'"><img src=x onerror='planted("${where}")'>`;

type FlowNode = Record<string, unknown> & { id: string; type: string };
const flow = (train: object, label = 'Penguins'): FlowNode[] => [
  { id: 'tab', type: 'tab', label },
  { id: 'go', type: 'inject', z: 'tab', x: 80, y: 60, props: [], wires: [['data']] },
  {
    ...{ id: 'data', type: 'nn-dataset', z: 'tab', x: 200, y: 60, wires: [['in']] },
    ...{ source: 'example', file: 'penguins', target: 'Species', validation: 0.2, test: 0.2, seed: 1 },
  },
  { id: 'in', type: 'nn-input', z: 'tab', x: 340, y: 60, wires: [['out']] },
  { id: 'out', type: 'nn-output', z: 'tab', x: 480, y: 60, wires: [['train']] },
  { id: 'train', type: 'nn-train', z: 'tab', x: 620, y: 60, seed: 1, name: '', ...train, wires: [[], []] },
];

for (const release of NEWEST)
  (executable ? describe : describe.skip)(`the sidebar of ${release.title}`, function () {
    this.timeout(300_000);
    let red: NodeRed;
    let editor: Editor;
    const planted: string[] = [];

    before(async () => {
      red = await NodeRed.start(release);
    });
    after(() => red?.stop());
    const open = async (language = 'en-US') => {
      editor = await Editor.open(`${red.url}/?lng=${language}`, { language, executable });
      await editor.page.exposeFunction('planted', (where: string) => planted.push(where));
      await editor.page.evaluate(`RED.sidebar.show('tensorwire')`);
      await editor.page.locator('.tensorwire-tabs [role=tab]').first().waitFor();
    };
    afterEach(async () => {
      await editor.close();
      assert.deepEqual(editor.errors, []);
      assert.deepEqual(planted, []);
    });
    const row = (name: string) => editor.page.locator('.tensorwire-runs > li', { hasText: name });

    it('shows a training live, and ends it with its best weights', async () => {
      await red.deploy(flow({ epochs: 1_000_000, earlyStopping: false }));
      await open();
      await editor.page.getByText('No training has run yet').waitFor();
      await red.inject('go');
      await row('model 1').getByText('running').waitFor();
      const epoch = editor.page.locator('.tensorwire-run-head', { hasText: /epoch \d/ });
      const first = await epoch.textContent();
      await editor.page.waitForFunction(
        before => document.querySelector('.tensorwire-run-head')?.textContent !== before,
        first,
      );
      await editor.page.locator('.tensorwire-chart canvas').first().waitFor();
      assert.ok((await editor.page.locator('.tensorwire-chart-place').count()) >= 2);
      await accessible(editor.page, '.tensorwire-sidebar');
      await editor.page.getByRole('button', { name: 'Stop and keep' }).click();
      await row('model 1').locator('.tensorwire-state-stopped').waitFor();
      // and its model, which no node has saved, is saved from here
      await editor.page.getByRole('button', { name: 'Save model' }).click();
      await editor.page.getByLabel('Name of the model').fill('kept');
      await editor.page.keyboard.press('Enter');
      await editor.page.getByText('saved as kept v1').waitFor();
      const models = (await (await fetch(`${red.url}/tensorwire/models`)).json()) as { model: string }[];
      assert.equal(models[0]!.model, 'kept');
    });

    it('compares runs, also those of before a restart, and takes names for what they are', async () => {
      await red.deploy(flow({ epochs: 3, batchSize: 16, name: 'penguins' }, markup('flow')));
      const before = red.status.get('train')?.text; // of the training before, which is done too
      await red.inject('go');
      await red.until(() => red.status.get('train')?.text !== before, 'a new status');
      await red.until(() => /done|完成/.test(red.status.get('train')?.text ?? ''), 'the training');
      await red.restart();
      await open();
      await row('penguins 2').getByRole('button').click();
      await editor.page.getByRole('button', { name: 'Rename' }).click();
      await editor.page.getByLabel('Rename').fill(markup('name'));
      await editor.page.keyboard.press('Enter');
      await row(markup('name')).waitFor();
      await row('model 1').getByRole('checkbox').check();
      const table = editor.page.locator('.tensorwire-compare', { hasText: 'What differs' });
      await table.getByRole('rowheader', { name: 'Batch size' }).waitFor();
      assert.equal(await table.getByRole('columnheader').count(), 2);
      await editor.page.locator('.tensorwire-chart').first().hover();
      await editor.page.locator('.tensorwire-tip').first().waitFor();
      await editor.page.waitForTimeout(500);
      await accessible(editor.page, '.tensorwire-sidebar');
      await row('model 1').getByRole('checkbox').uncheck();
      await editor.page.getByRole('button', { name: 'Delete' }).click();
      await editor.page.getByRole('button', { name: 'Delete' }).click();
      await row(markup('name')).waitFor({ state: 'detached' });
    });

    it('uses the whole window: nothing of the editor lies above it, until it is left', async () => {
      await open();
      const { page } = editor;
      /** What is not the sidebar's, at points over the whole window below the header. */
      const strangers = () =>
        page.evaluate(() => {
          const found = new Set<string>();
          for (let x = 3; x < innerWidth; x += 3)
            for (const y of [60, 300, innerHeight / 2, innerHeight - 60, innerHeight - 20]) {
              const at = document.elementFromPoint(x, y);
              if (at && !at.closest('.tensorwire-sidebar')) found.add(`${at.tagName} ${at.id} ${at.className}`);
            }
          return [...found];
        });
      await page.getByRole('button', { name: 'Use the whole window' }).click();
      assert.deepEqual(await strangers(), []);
      await page.evaluate(`RED.sidebar.show('info')`);
      await page.locator('.tensorwire-sidebar').waitFor({ state: 'hidden' });
      assert.notDeepEqual(await strangers(), []);
      assert.equal(await page.locator('.tensorwire-wide').count(), 0);
    });

    it('goes by the keyboard, and speaks Chinese', async () => {
      await open('zh-CN');
      await editor.page.getByRole('tab', { name: '训练记录' }).focus();
      await editor.page.keyboard.press('ArrowRight');
      await editor.page.keyboard.press('Home');
      assert.equal(await editor.page.evaluate('document.activeElement.id'), 'tensorwire-tab-runs');
      await row('model 1').getByRole('button').focus();
      await editor.page.keyboard.press('Enter');
      await editor.page.locator('.tensorwire-run-head').getByText('已停止').waitFor();
      const text = await editor.page.locator('.tensorwire-details').textContent();
      assert.match(text ?? '', /损失/);
      await editor.page.getByRole('button', { name: '使用整个窗口' }).click();
      await editor.page.locator('.tensorwire-wide').waitFor();
      await editor.page.keyboard.press('Escape');
      await editor.page.locator('.tensorwire-wide').waitFor({ state: 'detached' });
    });
  });
