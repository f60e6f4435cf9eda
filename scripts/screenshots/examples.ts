/**
 * The pictures of the README and of docs/examples, taken of the real editor:
 *   node --import tsx scripts/screenshots/examples.ts [titles]      (without: of all examples; Node 22.9 or newer, CHROMIUM where it is not found by itself)
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { BUSINESS } from '../../test/e2e/business';
import { DASHBOARD, NodeRed, RELEASES, ROOT } from '../../test/e2e/harness';

type FlowNode = Record<string, unknown> & { id: string; type: string; x?: number; y?: number };
const read = (title: string): FlowNode[] => JSON.parse(readFileSync(join(ROOT, 'examples', `${title}.json`), 'utf8'));
const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium'].find(path => path && existsSync(path));

/** Opens the editor, wide enough for the whole flow. */
async function openEditor(page: Page, red: NodeRed, flow: FlowNode[]): Promise<void> {
  const right = Math.max(...flow.map(node => node.x ?? 0)) + 130;
  const bottom = Math.max(...flow.map(node => node.y ?? 0)) + 60;
  await page.setViewportSize({ width: right + 540, height: Math.max(bottom + 130, 640) });
  await page.addInitScript(`localStorage.setItem('editor-language', 'en-US')`);
  await page.goto(red.url);
  await page.waitForFunction('document.querySelectorAll(".red-ui-flow-node").length > 3');
}

/** Takes a picture with the neural network nodes in the palette, which the editor fills last. */
async function shoot(page: Page, path: string): Promise<void> {
  await page
    .locator('.red-ui-palette-header', { hasText: 'neural network' })
    .evaluate(header => header.scrollIntoView());
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(ROOT, path) });
}

/** Trains the flow with a few settings. */
async function trainVariants(red: NodeRed, flow: FlowNode[], variants: readonly object[][]): Promise<void> {
  for (const [optimizer, train] of variants) {
    await red.deploy(
      flow.map(node => {
        if (node.type === 'nn-optimizer') return { ...node, ...optimizer };
        return node.type === 'nn-train' ? { ...node, epochs: 60, earlyStopping: false, ...train } : node;
      }),
    );
    const id = flow.find(({ type }) => type === 'nn-train')!.id;
    red.status.delete(id);
    await red.until(() => /^done/.test(red.status.get(id)?.text ?? ''), 'a training');
  }
}

/** The sidebar's runs, three of them compared. */
async function shootRuns(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1360, height: 800 });
  const sidebar = page.locator('.tensorwire-sidebar');
  if (!(await sidebar.isVisible())) await page.locator('button[data-tab-id="tensorwire"]').click();
  await page.locator('.tensorwire-widen').click();
  const boxes = page.locator('.tensorwire-runs input[type="checkbox"]');
  for (const i of [1, 2]) await boxes.nth(i).check();
  await page.locator('.tensorwire-runs').getByRole('button').first().blur();
  await page.waitForTimeout(1500);
  await page.screenshot({ path: join(ROOT, 'docs/images/runs.png') });
}

/** A page of Dashboard 2.0, when it shows these. */
async function shootPage(page: Page, red: NodeRed, path: string, to: string, ...shown: string[]): Promise<void> {
  await page.setViewportSize({ width: 1240, height: 760 });
  await page.goto(`${red.url}/dashboard${path}`);
  for (const selector of shown) await page.locator(selector).first().waitFor();
  await page.waitForTimeout(2500);
  await page.screenshot({ path: join(ROOT, to) });
}

const SHAPES = { circle: 'M50 8a42 42 0 1 0 .1 0z', square: 'M12 12h76v76h-76z', triangle: 'M50 8 94 90H6z' };

/** The page that teaches, when a network has learned shapes that were drawn by hand, more or less. */
async function shootTeaching(page: Page, red: NodeRed): Promise<void> {
  await page.goto(`${red.url}/dashboard/teach`);
  const random = (low: number, high: number) => low + (high - low) * Math.random();
  const draw = (shape: string) =>
    page.evaluate(
      ({ shape, paper, pen, width, place, size, angle }) => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 96, height: 96 });
        const drawing = canvas.getContext('2d')!;
        drawing.fillStyle = paper;
        drawing.fillRect(0, 0, 96, 96);
        drawing.translate(...place);
        drawing.scale(...size);
        drawing.rotate(angle);
        drawing.lineWidth = width;
        drawing.strokeStyle = pen;
        drawing.stroke(new Path2D(shape));
        return canvas.toDataURL();
      },
      {
        shape,
        paper: `hsl(${random(30, 60)}, 25%, ${random(82, 95)}%)`,
        pen: `hsl(${random(200, 260)}, 60%, ${random(20, 45)}%)`,
        width: random(8, 14),
        place: [random(20, 36), random(20, 36)] as [number, number],
        size: [random(0.35, 0.6), random(0.35, 0.6)] as [number, number],
        angle: random(-0.2, 0.2),
      },
    );
  for (const [label, shape] of Object.entries(SHAPES)) {
    const pictures = await Promise.all(Array.from({ length: 25 }, () => draw(shape)));
    const files = pictures.map((address, i) => ({
      name: `${label} ${i}.png`,
      mimeType: 'image/png',
      buffer: Buffer.from(address.split(',')[1]!, 'base64'),
    }));
    await page.getByLabel(`Pictures of ${label} from files`).setInputFiles(files);
  }
  await page.getByText('25 examples').nth(2).waitFor();
  await page.getByRole('button', { name: 'Learn' }).click();
  await page.getByText('things v1').first().waitFor();
  await shootPage(page, red, '/teach', 'docs/examples/teach-pictures-opened.png', '.tw-training canvas');
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const red = await NodeRed.start(RELEASES[0]!, {}, [DASHBOARD]);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking'] });
  try {
    for (const file of readdirSync(join(ROOT, 'examples')).filter(name => name.endsWith('.json'))) {
      const title = file.replace('.json', '');
      if (wanted.length > 0 && !wanted.includes(title)) continue;
      const service = BUSINESS[title]?.service;
      const running = await service?.start();
      const flow = read(title).map(node => ({ ...node, ...(running && service?.address(node, running.port)) }));
      const page = await browser.newPage();
      await red.deploy(flow);
      await openEditor(page, red, flow);
      await page.waitForTimeout(9000); // until its training is over
      const picture = `docs/examples/${title.toLowerCase().replaceAll(' ', '-')}`;
      if (!existsSync(join(ROOT, `${picture}-opened.png`))) await shoot(page, `${picture}.png`); // else its page is shown
      if (title === 'Prediction form')
        await shootPage(
          page,
          red,
          '/penguins',
          'docs/examples/prediction-form-opened.png',
          '.tw-said strong',
          '.tw-training canvas',
        );
      if (title === 'Model health') {
        await red.inject(flow.find(({ name }) => name === 'heavier penguins')!.id);
        await page.waitForTimeout(60_000);
        await shootPage(page, red, '/health', 'docs/examples/model-health-opened.png', '.tw-health canvas');
      }
      if (title === 'Teach pictures') await shootTeaching(page, red);
      if (title === 'Penguin species') {
        await shoot(page, 'docs/images/flow.png');
        const slow = flow.map(node =>
          node.type === 'nn-train' ? { ...node, epochs: 20000, earlyStopping: false } : node,
        );
        await red.deploy(slow);
        await page.waitForTimeout(1500);
        await openEditor(page, red, flow);
        await page.waitForTimeout(4000);
        await shoot(page, 'docs/images/training.png');
        const rates = [0.0003, 0.03, 0.003].map(learningRate => [{ learningRate }, { name: 'penguins' }]);
        await red.deploy(flow.filter(({ type }) => type === 'tab'));
        await trainVariants(red, flow, rates);
        await openEditor(page, red, flow); // without the news that others have deployed
        await shootRuns(page);
      }
      await page.close();
      await red.deploy([]);
      await running?.stop();
    }
  } finally {
    await browser.close();
    await red.stop();
  }
}
main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
