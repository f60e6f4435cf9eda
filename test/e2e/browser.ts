import { type BrowserContext, chromium, type Page } from 'playwright-core';

/** The editor in a real browser, used as by a user, with the mouse and the keyboard. */

/** Node-RED's own request for its catalogue of palettes fails without internet. */
const EXPECTED = /catalogue\.nodered\.org/;

/**
 * One context for each language and test run, because what pages load stays in the browser's memory. It ends with this
 * process.
 */
const contexts = new Map<string, Promise<BrowserContext>>();
/** For how many milliseconds a page is waited for: other suites run at the same time. */
export const PATIENCE = 120_000;
function contextFor(language: string, executablePath: string, user: string): Promise<BrowserContext> {
  const key = `${language} ${user}`;
  let context = contexts.get(key);
  if (!context) {
    context = newContext(language, executablePath);
    contexts.set(key, context);
  }
  return context;
}
async function newContext(locale: string, executablePath: string): Promise<BrowserContext> {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, locale });
  context.setDefaultTimeout(PATIENCE);
  return context;
}

interface Opening {
  readonly language?: string;
  readonly executable: string;
  /** of another user, in a browser of their own */
  readonly user?: string;
  /** where Node-RED asks who it is */
  readonly password?: string;
}

export class Editor {
  private constructor(
    readonly page: Page,
    /** errors that the page has reported */
    readonly errors: string[],
  ) {}

  static async open(url: string, { language = 'en-US', executable, user = '', password }: Opening) {
    const page = await (await contextFor(language, executable, user)).newPage();
    const errors: string[] = [];
    page.on('pageerror', error => errors.push(error.message));
    page.on('console', message => {
      const { url: source } = message.location();
      if (message.type() === 'error' && !EXPECTED.test(source + message.text())) errors.push(message.text());
    });
    await page.goto(url);
    if (password !== undefined) {
      await page.locator('#node-dialog-login-username').fill(user);
      await page.locator('#node-dialog-login-password').fill(password);
      await page.locator('#node-dialog-login-submit').click();
      errors.length = 0; // before that, Node-RED answers its own editor with 401
    }
    await page.waitForSelector('.red-ui-palette-node[data-palette-type="nn-train"]', { state: 'attached' });
    await page.waitForSelector('#red-ui-loading-progress', { state: 'hidden' });
    return new Editor(page, errors);
  }

  /** Drags a node from the palette to a position on the canvas; returns its id. */
  async drop(type: string, x: number, y: number): Promise<string> {
    const before = new Set(await this.ids());
    const tile = this.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
    await tile.scrollIntoViewIfNeeded();
    const canvas = (await this.page.locator('#red-ui-workspace-chart').boundingBox())!;
    const from = (await tile.boundingBox())!;
    await this.page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await this.page.mouse.down();
    await this.page.mouse.move(canvas.x + x, canvas.y + y, { steps: 5 });
    await this.page.mouse.up();
    for (let waited = 0; waited < 5000; waited += 50) {
      const added = (await this.ids()).find(id => !before.has(id));
      if (added) return added;
      await this.page.waitForTimeout(50);
    }
    throw new Error(`${type} was not added to the canvas`);
  }

  private ids(): Promise<string[]> {
    return this.page.locator('.red-ui-flow-node[id]').evaluateAll(nodes => nodes.map(node => node.id));
  }

  /** Opens the dialog of a node with a double click. */
  async edit(id: string): Promise<void> {
    await this.page.locator(`[id="${id}"] .red-ui-flow-node`).first().dblclick();
    await this.page.waitForSelector('#node-dialog-ok', { state: 'visible' });
    await this.settled();
    await this.showMore();
  }

  /** Opens what is under *more* in the dialog. */
  async showMore(): Promise<void> {
    const closed = this.page.locator('.tensorwire-more:not([open]) > summary:visible');
    while ((await closed.count()) > 0) await closed.first().click();
  }

  async done(): Promise<void> {
    await this.page.locator('#node-dialog-ok').click();
    await this.page.waitForSelector('.red-ui-tray', { state: 'detached' });
  }

  /** The row of a property in the open dialog. */
  row(property: string) {
    return this.page.locator(`.tensorwire-row[data-property="${property}"]`);
  }

  /** The dialog slides in; clicks before that miss. */
  private async settled(): Promise<void> {
    const place = async () => JSON.stringify(await this.page.locator('.red-ui-tray').last().boundingBox());
    let last = '';
    let now = await place();
    while (now !== last) {
      await this.page.waitForTimeout(100);
      [last, now] = [now, await place()];
    }
  }

  /** Imports a flow as JSON, with the dialog of the menu, and puts it on the canvas. */
  async import(flow: readonly object[]): Promise<void> {
    const { page } = this;
    await page.locator('#red-ui-workspace-chart').click({ position: { x: 600, y: 400 } });
    await page.keyboard.press('Control+i');
    const text = page.locator('#red-ui-clipboard-dialog-import-text');
    await text.fill(JSON.stringify(flow));
    await text.press('End'); // the dialog validates its text on keyup
    await page.locator('#red-ui-clipboard-dialog-ok').click();
    await page.locator('#red-ui-workspace-chart').click({ position: { x: 500, y: 300 } });
  }

  async deploy(): Promise<void> {
    const answer = this.page.waitForResponse(r => r.url().endsWith('/flows') && r.request().method() === 'POST');
    await this.page.locator('#red-ui-header-button-deploy').click();
    // Where something is doubtful, Node-RED asks once more.
    const confirm = this.page.locator('#node-dialog-confirm-deploy-deploy');
    const asked = confirm.waitFor().then(
      () => true,
      () => false, // it was deployed at once
    );
    if (await Promise.race([asked, answer.then(() => false)])) await confirm.click();
    await answer;
    // Node-RED covers its parts until the deploy is done; the cover differs between releases.
    await this.page.waitForFunction(() =>
      [...document.querySelectorAll('[id$="-shade"], [class$="-shade"]')].every(shade => shade.clientHeight === 0),
    );
  }

  /** Closes the page; the next one has no state of it. */
  async close(): Promise<void> {
    if (this.page.isClosed()) return;
    await this.page.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
    });
    await this.page.close();
  }
}
