/**
 * The pictures of the guides, docs/images/<language>/: a first model with one's own CSV, by mouse, and the sidebar afterwards.
 *   node --import tsx scripts/screenshots/guide.ts [en zh]      (after a build; Node 22.9 or newer)
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { Editor } from '../../test/e2e/browser';
import { NodeRed, RELEASES, ROOT } from '../../test/e2e/harness';
import { orders } from './orders';

const executable = [process.env.CHROMIUM ?? '', '/usr/bin/chromium'].find(path => existsSync(path)) ?? '';
const SIZE = { width: 1360, height: 800 };

const LANGUAGES = {
  en: {
    language: 'en-US',
    insert: 'Insert a ready flow',
    kind: 'Table: predict a class',
    upload: 'Upload',
    start: 'Train',
    ask: 'Ask',
    answer: 'Answer',
    report: 'Report',
    tabs: { models: 'Models', network: 'Network', data: 'Data' },
  },
  zh: {
    language: 'zh-CN',
    insert: '插入现成流程',
    kind: '表格：预测类别',
    upload: '上传',
    start: '训练',
    ask: '提问',
    answer: '预测结果',
    report: '报告',
    tabs: { models: '模型', network: '网络', data: '数据' },
  },
} as const;
type Words = (typeof LANGUAGES)[keyof typeof LANGUAGES];

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const folder = mkdtempSync(join(tmpdir(), 'tensorwire-pictures-'));
  const red = await NodeRed.start(RELEASES[0]!);
  try {
    for (const [name, words] of Object.entries(LANGUAGES)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      const file = join(folder, name === 'en' ? 'orders.csv' : '订单.csv');
      writeFileSync(file, orders());
      mkdirSync(join(ROOT, 'docs/images', name), { recursive: true });
      await take(red, words, file, picture => join(ROOT, 'docs/images', name, `${picture}.png`));
    }
  } finally {
    await red.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From an empty workspace to an answer, with a picture of each step, then the sidebar's tabs. */
async function take(red: NodeRed, words: Words, file: string, path: (picture: string) => string): Promise<void> {
  await red.deploy([]);
  const editor = await Editor.open(`${red.url}/?lng=${words.language}`, { language: words.language, executable });
  const { page } = editor;
  await page.setViewportSize(SIZE);
  const shoot = async (picture: string) => {
    await page.mouse.move(640, 790);
    await page.waitForTimeout(700); // colors and panels move
    await page.screenshot({ path: path(picture) });
  };
  await page.getByRole('button', { name: words.insert }).click();
  await page.getByText(words.kind, { exact: true }).locator('visible=true').waitFor();
  await shoot('insert');
  await page.getByText(words.kind, { exact: true }).locator('visible=true').click();
  await page.waitForSelector('#node-dialog-ok', { state: 'visible' });
  const chosen = page.waitForEvent('filechooser');
  await editor.row('file').getByRole('button', { name: words.upload }).click();
  await (await chosen).setFiles(file);
  await editor.row('columns').locator('svg').nth(3).waitFor();
  await editor.row('target').getByRole('button').click();
  await page.locator('.red-ui-autoComplete-container').getByText('returned', { exact: true }).click();
  await page.locator('.form-row label').locator('visible=true').first().click(); // the help of the target goes away
  await shoot('columns');
  await editor.done();
  await editor.deploy();
  await page.evaluate(`RED.sidebar.show('debug')`);
  await buttonOf(page, words.start).click();
  await red.said(words.report, 240_000);
  await buttonOf(page, words.ask).click();
  await red.said(words.answer);
  await page.evaluate(`document.querySelectorAll('.red-ui-notification').forEach(note => note.remove())`);
  await unfold(page);
  await page.mouse.click(500, 600); // nothing is selected
  await page.locator('#red-ui-view-zoom-out').click();
  await shoot('answer');
  await page.evaluate(`RED.sidebar.show('tensorwire')`);
  await page.locator('.tensorwire-widen').click();
  await page.waitForTimeout(1500);
  await shoot('run');
  for (const [tab, label] of Object.entries(words.tabs)) {
    await page.locator('.tensorwire-sidebar').getByRole('tab', { name: label, exact: true }).click();
    await page.waitForTimeout(2500);
    if (tab === 'models') await openModel(page);
    await shoot(tab);
  }
  await editor.close();
}

const buttonOf = (page: Page, name: string) =>
  page.locator('.red-ui-flow-node-group', { hasText: name }).locator('.red-ui-flow-node-button-button').first();

/** Opens the newest message of the debug sidebar. */
async function unfold(page: Page): Promise<void> {
  await page.locator('.red-ui-debug-msg').last().locator('.red-ui-debug-msg-object-handle').first().click();
}

/** The card of the first model. */
async function openModel(page: Page): Promise<void> {
  await page.locator('.tensorwire-model').first().click();
  await page.locator('.tensorwire-answer > *').first().waitFor({ timeout: 60_000 });
  await page.waitForTimeout(2500);
}

main().then(
  () => process.exit(), // the browser would keep it
  error => {
    console.error(error);
    process.exit(1);
  },
);
