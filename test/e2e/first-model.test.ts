import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { Editor } from './browser';
import { DASHBOARD, NEWEST_AND_OLDEST, NodeRed, RELEASES } from './harness';

const executable = [process.env.CHROMIUM ?? '', '/usr/bin/chromium'].find(existsSync) ?? '';

/** What the user reads on what he clicks. */
const WORDS = {
  'en-US': {
    insert: 'Insert a ready flow',
    kind: 'Table: predict a class',
    upload: 'Upload',
    start: 'Train',
    ask: 'Ask',
    page: 'Dashboard page: Prediction form',
    open: 'open the page /dashboard/neural-networks',
    send: 'Send',
  },
  'zh-CN': {
    insert: '插入现成流程',
    kind: '表格：预测类别',
    upload: '上传',
    start: '训练',
    ask: '提问',
    page: 'Dashboard 页面：预测表单',
    open: '打开此 Node-RED 的页面 /dashboard/neural-networks',
    send: '发送',
  },
} as const;
type Language = keyof typeof WORDS;

/** At most so many clicks, and minutes: what a newcomer was promised; and from there to a page. */
const [MOST_CLICKS, MOST_MINUTES, CLICKS_TO_PAGE] = [12, 3, 3];

/** Orders of which the large ones are returned. */
function orders(): string {
  const lines = Array.from({ length: 300 }, (_, i) => {
    const amount = 10 + ((i * 37) % 200);
    const country = ['DE', 'FR', 'US'][i % 3];
    return `${amount}.5,${1 + (i % 7)},${country},${amount > 110 ? 'yes' : 'no'}`;
  });
  return `amount,items,country,returned\n${lines.join('\n')}\n`;
}

/** The nodes of the canvas that lie above one another. */
async function overlapping(page: Page): Promise<string[]> {
  const boxes = await page.locator('.red-ui-flow-node-group > .red-ui-flow-node').evaluateAll(nodes =>
    nodes.map(node => {
      const { left, right, top, bottom } = node.getBoundingClientRect();
      return { left, right, top, bottom, name: node.parentElement?.textContent ?? '' };
    }),
  );
  return boxes.flatMap((a, i) =>
    boxes
      .slice(0, i)
      .filter(b => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map(b => `${a.name} / ${b.name}`),
  );
}

for (const release of NEWEST_AND_OLDEST)
  (executable ? describe : describe.skip)(`a first model in ${release.title}`, function () {
    this.timeout(400_000);
    let red: NodeRed;
    let editor: Editor;
    let folder: string;
    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'tensorwire-first-'));
      red = await NodeRed.start(release, {}, [DASHBOARD]);
    });
    after(async () => {
      await red?.stop();
      rmSync(folder, { recursive: true, force: true });
    });
    afterEach(async () => {
      await editor.close();
      assert.deepEqual(editor.errors, []);
      await red.deploy([]);
    });

    for (const language of Object.keys(WORDS) as Language[])
      it(`from an empty workspace to an answer with one's own CSV, by mouse alone (${language})`, async () => {
        const words = WORDS[language];
        const file = join(folder, `orders of the last year, ${language}.csv`);
        writeFileSync(file, orders());
        editor = await Editor.open(`${red.url}/?lng=${language}`, { language, executable });
        const { page } = editor;
        const began = Date.now();
        let clicks = 0;
        const click = async (what: Locator) => {
          await what.click();
          clicks++;
        };
        await click(page.getByRole('button', { name: words.insert }));
        await click(page.getByText(words.kind, { exact: true }).locator('visible=true'));
        await page.waitForSelector('#node-dialog-ok', { state: 'visible' });
        const chosen = page.waitForEvent('filechooser');
        await click(editor.row('file').getByRole('button', { name: words.upload }));
        await (await chosen).setFiles(file);
        clicks++; // the file in the dialog of the system
        await editor.row('columns').locator('svg').nth(3).waitFor();
        await click(editor.row('target').getByRole('button'));
        await click(page.locator('.red-ui-autoComplete-container').getByText('returned', { exact: true }));
        await editor.done();
        // Node-RED draws the moved nodes in its next frame.
        for (const end = Date.now() + 10_000; (await overlapping(page)).length > 0 && Date.now() < end; )
          await page.waitForTimeout(50);
        assert.deepEqual(await overlapping(page), [], 'the long name has room');
        await editor.deploy();
        clicks += 2;
        const button = (name: string) =>
          page.locator('.red-ui-flow-node-group', { hasText: name }).locator('.red-ui-flow-node-button-button').first();
        await click(button(words.start));
        const trained = () => [...red.status.values()].find(({ text }) => /epoch|轮|accuracy|准确率/.test(text ?? ''));
        await red.until(trained, 'the training', 120_000);
        const report = await red.said(language === 'en-US' ? 'Report' : '报告', 120_000);
        assert.ok((report.value as { metrics: { accuracy: number } }).metrics.accuracy > 0.8);
        await click(button(words.ask));
        const { value } = await red.said(language === 'en-US' ? 'Answer' : '预测结果');
        const seconds = Math.round((Date.now() - began) / 1000);
        console.log(`      ${clicks} clicks, ${seconds} s`);
        assert.equal((value as { target: string }).target, 'returned');
        assert.equal((value as { label: string }).label, 'no');
        assert.ok(clicks <= MOST_CLICKS, `${clicks} clicks`);
        assert.ok(seconds < MOST_MINUTES * 60, `${seconds} s`);
        const flow = (await (await fetch(`${red.url}/flows`)).json()) as Record<string, unknown>[];
        const train = flow.find(({ type }) => type === 'nn-train')!;
        assert.equal(train.name, `orders of the last year- ${language}`);

        // and from there to an answer on a page
        clicks = 0;
        await click(page.getByRole('button', { name: words.insert }));
        await click(page.getByText(words.page, { exact: true }).locator('visible=true'));
        await page.getByText(words.open).waitFor();
        await editor.deploy();
        clicks++;
        const dashboard = await page.context().newPage();
        await dashboard.goto(`${red.url}/dashboard/neural-networks`);
        const form = dashboard.locator('.tw-form');
        await form.getByRole('button', { name: words.send }).waitFor();
        await form.getByLabel('amount').fill('200.5');
        await form.locator('.tw-said strong', { hasText: /^yes$/ }).waitFor();
        await form.getByLabel('amount').fill('20.5');
        await form.locator('.tw-said strong', { hasText: /^no$/ }).waitFor();
        await dashboard.close();
        console.log(`      ${clicks} clicks to its page`);
        assert.ok(clicks <= CLICKS_TO_PAGE, `${clicks} clicks`);
      });
  });

(executable ? describe : describe.skip)('the guided first model', function () {
  this.timeout(400_000);
  it('is offered where the workspace is empty, and leads to an answer; once', async () => {
    const red = await NodeRed.start(RELEASES[0]!, { editorTheme: { tours: true } });
    try {
      const editor = await Editor.open(red.url, { executable });
      const { page } = editor;
      /** The shade of the tour goes away under the pointer. */
      const pointAt = async (what: Locator) => {
        const { x, y, width, height } = (await what.boundingBox())!;
        await page.mouse.move(5, 5);
        await page.mouse.move(x + width / 2, y + height / 2, { steps: 3 });
        await page.locator('.red-ui-tourGuide-shade').waitFor({ state: 'hidden' });
      };
      const step = (text: RegExp) => page.locator('.red-ui-tourGuide-popover', { hasText: text });
      // Node-RED's own tour of what is new comes first.
      const welcome = page.locator('.red-ui-tourGuide-popover', { hasText: 'Welcome to Node-RED' });
      await welcome.waitFor();
      await page.getByRole('button', { name: 'Show me' }).waitFor({ state: 'detached' }); // one thing at a time
      await welcome.locator('.red-ui-tourGuide-close, button[aria-label=Close]').first().click();
      await page.getByRole('button', { name: 'Show me' }).click();
      await step(/A first model in five minutes/)
        .getByRole('button', { name: 'Start' })
        .click();
      await step(/ready flows/)
        .getByRole('button', { name: 'Next' })
        .click();
      await step(/Upload your file/).waitFor();
      await pointAt(editor.row('file').locator('input'));
      await editor.row('source').locator('select').selectOption('example');
      await editor.row('columns').locator('svg').nth(3).waitFor();
      await editor.row('target').getByRole('button').click();
      await page.locator('.red-ui-autoComplete-container').getByText('Species', { exact: true }).click();
      await editor.done();
      await step(/now the flow runs/).waitFor();
      const deployed = page.waitForResponse(r => r.url().endsWith('/flows') && r.request().method() === 'POST');
      await page.locator('#red-ui-header-button-deploy').click();
      await deployed;
      await step(/the model is trained/).waitFor();
      const button = (name: string) =>
        page.locator('.red-ui-flow-node-group', { hasText: name }).locator('.red-ui-flow-node-button-button').first();
      await pointAt(button('Train'));
      await button('Train').click();
      await red.said('Report', 120_000);
      await step(/the model is trained/)
        .getByRole('button', { name: 'Next' })
        .click();
      await step(/a record of your data/).waitFor();
      await pointAt(button('Ask'));
      await button('Ask').click();
      assert.equal(((await red.said('Answer')).value as { target: string }).target, 'Species');
      await step(/a record of your data/)
        .getByRole('button', { name: 'Next' })
        .click();
      // the last one says Close, as the cross above it does
      await step(/look at everything/)
        .locator('.red-ui-tourGuide-toolbar button')
        .click();
      await page.locator('.red-ui-tourGuide-shade').waitFor({ state: 'detached' });
      assert.deepEqual(editor.errors, []);
      await editor.close();
      await red.deploy([]);
      const again = await Editor.open(red.url, { executable });
      await again.page.waitForTimeout(2500);
      assert.equal(await again.page.getByRole('button', { name: 'Show me' }).count(), 0);
      await again.close();
    } finally {
      await red.stop();
    }
  });
});
