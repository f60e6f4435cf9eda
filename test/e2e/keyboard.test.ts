import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Editor } from './browser';
import { NEWEST, NodeRed } from './harness';

/** From an empty workspace to an answer with the keyboard alone: no pointer is moved, nothing is clicked. */

const executable = [process.env.CHROMIUM ?? '', '/usr/bin/chromium'].find(existsSync) ?? '';

for (const release of NEWEST)
  (executable ? describe : describe.skip)(`with the keyboard alone in ${release.title}`, function () {
    this.timeout(300_000);
    let red: NodeRed;
    before(async () => {
      red = await NodeRed.start(release);
    });
    after(() => red?.stop());

    it('a flow is inserted, given its data, deployed, trained and asked', async () => {
      const lines = Array.from({ length: 200 }, (_, i) => {
        const amount = 10 + ((i * 37) % 200);
        return `${amount},${1 + (i % 7)},${['DE', 'FR', 'US'][i % 3]},${amount > 110 ? 'yes' : 'no'}`;
      });
      writeFileSync(join(red.userDir, 'orders.csv'), `amount,items,country,returned\n${lines.join('\n')}\n`);
      const editor = await Editor.open(`${red.url}/?lng=en-US`, { executable });
      const { page } = editor;
      const { keyboard } = page;
      /** Presses Tab until the focus is there. */
      const tabTo = async (selector: string, most = 60) => {
        for (let i = 0; i < most; i++) {
          if (await page.evaluate(wanted => document.activeElement?.matches(wanted) === true, selector)) return;
          await keyboard.press('Tab');
        }
        const at = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200));
        throw new Error(`the keyboard does not come to ${selector}; it is at ${at}`);
      };
      /** The list of actions, which every Node-RED has at Ctrl+Shift+P. */
      const act = async (words: string) => {
        await keyboard.press('Control+Shift+p');
        const list = page.locator('#red-ui-actionList');
        await list.locator('input').waitFor();
        await keyboard.type(words, { delay: 20 });
        await list.locator('li.selected', { hasText: words }).waitFor();
        await keyboard.press('Enter');
        await list.waitFor({ state: 'hidden' });
      };
      try {
        await act('Insert a neural network: Table: predict a class');
        await page.waitForSelector('#node-dialog-ok', { state: 'visible' });
        await page.waitForTimeout(600);
        await tabTo('#node-input-file');
        await keyboard.type('orders.csv', { delay: 10 });
        await keyboard.press('Tab');
        await editor.row('columns').locator('svg').nth(3).waitFor();
        await tabTo('#node-input-target-text');
        await keyboard.type('retu', { delay: 10 });
        await page.locator('.red-ui-autoComplete-container').getByText('returned', { exact: true }).waitFor();
        await keyboard.press('ArrowDown');
        await keyboard.press('Enter');
        await keyboard.press('Control+Enter'); // Done, in every dialog of Node-RED
        await page.waitForSelector('.red-ui-tray', { state: 'detached' });
        const deployed = page.waitForResponse(r => r.url().endsWith('/flows') && r.request().method() === 'POST');
        await keyboard.press('Control+d');
        await deployed;
        await page.waitForTimeout(500);
        // Of an inserted flow the node that starts it is selected; the arrow keys go from node to node.
        await act('Trigger selected nodes');
        const report = await red.said('Report', 120_000);
        assert.ok((report.value as { metrics: { accuracy: number } }).metrics.accuracy > 0.8);
        for (const way of ['Right', 'Right', 'Right', 'Down', 'Down', 'Left']) await keyboard.press(`Arrow${way}`);
        await act('Trigger selected nodes');
        assert.equal(((await red.said('Answer')).value as { label: string }).label, 'no');
        // The sidebar: the focus goes there, and the arrow keys from tab to tab.
        await act('Show neural networks');
        await page.locator('.tensorwire-tabs [role=tab]:focus').waitFor();
        await page.locator('.tensorwire-runs > li', { hasText: 'orders 1' }).waitFor();
        await keyboard.press('ArrowRight');
        await page.locator('.tensorwire-model', { hasText: 'orders' }).waitFor();
        await keyboard.press('ArrowRight');
        await page.locator('.tensorwire-layer').first().waitFor();
        await keyboard.press('ArrowRight');
        await page.locator('.tensorwire-content h2').first().waitFor();
        // Out of the tabs into the first model, and its answer to another record.
        await keyboard.press('ArrowLeft');
        await keyboard.press('ArrowLeft');
        await tabTo('.tensorwire-model');
        await keyboard.press('Enter');
        await page.locator('.tensorwire-said-answer').waitFor();
        await tabTo('.tensorwire-field input');
        await keyboard.type('205');
      } finally {
        await editor.close();
      }
      assert.deepEqual(editor.errors, []);
    });
  });
