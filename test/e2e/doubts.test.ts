import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessible } from './accessible';
import { Editor } from './browser';
import { NodeRed, OLDEST } from './harness';

/** What is doubtful about the data is seen in the dialog of the dataset, before anything is deployed. */

const executable = [process.env.CHROMIUM ?? '', '/usr/bin/chromium'].find(existsSync) ?? '';
const markup = `<img src=x onerror=planted('cell')>`;

/** Customers: a reason that only who has left has, a number for each, a discount that most lack, and one country. */
function customers(): string {
  const lines = Array.from({ length: 400 }, (_, i) => {
    const gone = (i * 7919) % 97 < 30;
    const letter = i % 40 === 0 ? 'unbekannt' : i % 2 ? 'ja' : 'nein';
    return `K${10_000 + i};${20 + ((i * 13) % 53)};${i % 5 ? '' : 5 + (i % 3)};${letter};DE;${gone ? markup : ''};${gone ? 'ja' : 'nein'}`;
  });
  return `Kundennr;Alter;Rabatt;Newsletter;Land;Grund;weg\n${lines.join('\n')}\n`;
}

for (const release of OLDEST)
  (executable ? describe : describe.skip)(`doubts about data in ${release.title}`, function () {
    this.timeout(300_000);
    let red: NodeRed;
    before(async () => {
      red = await NodeRed.start(release);
      writeFileSync(join(red.userDir, 'customers.csv'), customers());
    });
    after(() => red?.stop());

    it('stand at the head of the dialog, and a button leaves the columns out; the sidebar shows the data, too', async () => {
      const planted: string[] = [];
      const editor = await Editor.open(`${red.url}/?lng=en-US`, { executable });
      const { page } = editor;
      try {
        await page.exposeFunction('planted', (where: string) => planted.push(where));
        const id = await editor.drop('nn-dataset', 300, 200);
        await editor.edit(id);
        const file = editor.row('file').locator('input').first();
        await file.fill('customers.csv');
        await file.press('Tab');
        await editor.row('columns').getByText('seems to be an identifier, a text of its own').waitFor();
        await editor.row('target').locator('input').fill('weg');
        await editor.row('target').locator('input').press('Tab');
        const doubts = page.locator('.tensorwire-doubt-box');
        await doubts.filter({ hasText: 'weg were already in: Grund' }).waitFor();
        await doubts.filter({ hasText: 'Mostly without a value: Rabatt, Grund.' }).waitFor();
        await doubts.filter({ hasText: /besides "(ja|nein)", "(ja|nein)" it has "unbekannt", in rows: 10/ }).waitFor();
        await doubts.filter({ hasText: 'The same value in all rows: Land.' }).waitFor();
        await accessible(page, '.red-ui-tray .tensorwire');
        await doubts
          .filter({ hasText: 'were already in: Grund' })
          .getByRole('button', { name: 'Leave it out' })
          .click();
        await doubts.filter({ hasText: 'were already in: Grund' }).waitFor({ state: 'detached' });
        await page.getByRole('button', { name: 'See the data' }).click();
        await page.locator('.tensorwire-content').getByText('Mostly without a value: Rabatt').waitFor();
        await editor.done();
        const flows = (await page.evaluate('RED.nodes.createCompleteNodeSet()')) as Record<string, unknown>[];
        const { columns } = flows.find(node => node.id === id)!;
        assert.deepEqual(columns, [{ name: 'Grund', type: 'ignored' }]);
      } finally {
        await editor.close();
      }
      assert.deepEqual([editor.errors, planted], [[], []]);
    });
  });
