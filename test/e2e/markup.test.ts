import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeForms } from '../../scripts/forms';
import { defaultsOf } from '../../src/editor/page';
import { Editor } from './browser';
import { NEWEST, NEWEST_AND_OLDEST, NodeRed } from './harness';

/**
 * Flows and data may come from others. Every property of every node, and the names and values of a file, contain
 * markup; every hover, popover, list and dialog is opened. None of it may become part of the page.
 */

const executable = [process.env.CHROMIUM ?? '', '/usr/bin/chromium'].find(existsSync) ?? '';
const forms = nodeForms();

/** Runs, and reports its origin, as soon as it is part of a page. */
const markup = (where: string) => `'"><img src=x onerror='planted("${where}")'>`;

type Planted = Record<string, unknown> & { id: string; type: string };
/**
 * Two nodes of a type: one with markup everywhere, and one with valid choices, so that all its other fields are shown.
 */
const planted = forms.flatMap((form, row) =>
  [true, false].map((everywhere, column): Planted => {
    const choices = new Set(
      form.fields.filter(({ widget }) => widget === 'select' || widget === 'config').map(({ property }) => property),
    );
    if (form.classes?.property) choices.add(form.classes.property);
    const properties = Object.entries(defaultsOf(form)).map(([name, { value }]) => [
      name,
      everywhere || !choices.has(name) ? markup(`${form.type}.${name}`) : value,
    ]);
    const place = form.group === 'config' ? {} : { z: 'tab', x: 150 + 400 * column, y: 40 + 40 * row, wires: [[]] };
    return { id: `${form.type}-${column}`, type: form.type, ...place, ...Object.fromEntries(properties) };
  }),
);
const onCanvas = planted.filter(({ z }) => z === 'tab');
const configs = planted.filter(({ z }) => z !== 'tab');
const place = { z: 'tab', x: 150, wires: [[]] };
const flow = [
  { id: 'tab', type: 'tab', label: 'planted' },
  ...planted,
  {
    ...{ id: 'data', type: 'nn-dataset', ...place, y: 940, source: 'file', file: 'planted.csv', wires: [['merge']] },
    columns: [{ name: markup('hint'), type: markup('type') }],
    target: [markup('target'), 'b'],
  },
  // A branch, named by markup, in the list of a merge; configuration nodes, named by markup, in the lists of a form.
  { id: 'merge', type: 'nn-merge', ...place, y: 980, layer: 'Concatenate', order: [markup('branch'), 'data'] },
  { id: 'predict', type: 'nn-predict', ...place, y: 1020, store: configs.at(-1)!.id, engine: configs[0]!.id },
  { id: 'train', type: 'nn-train', ...place, y: 1060, engine: markup('no engine') },
];
const csv = [`${markup('column').replaceAll('"', '""')},b`.replace(/^(.*),b$/, '"$1",b')]
  .concat(Array.from({ length: 40 }, (_, i) => `"${markup(`cell ${i % 3}`).replaceAll('"', '""')}",${i % 2}`))
  .join('\n');

for (const release of NEWEST_AND_OLDEST)
  (executable ? describe : describe.skip)(`markup in flows and data, in the editor of ${release.title}`, function () {
    this.timeout(600_000);
    let red: NodeRed;
    let editor: Editor;
    let opened: Editor | undefined;
    before(async () => {
      red = await NodeRed.start(release);
      writeFileSync(join(red.userDir, 'planted.csv'), csv);
      await red.deploy(flow);
    });
    after(() => red?.stop());
    beforeEach(async () => {
      if (opened) return;
      editor = opened = await Editor.open(red.url, { executable });
      await editor.page.clock.install(); // hundreds of tooltips wait for nearly a second each, and so do dialogs
      await editor.page.evaluate(() => {
        const page = globalThis as unknown as { ran: string[]; planted: (where: string) => void };
        page.ran = [];
        page.planted = where => page.ran.push(where);
      });
    });
    /** Closes what a failed test left open. */
    afterEach(async function () {
      if (this.currentTest?.state !== 'failed') return;
      await opened?.close();
      opened = undefined;
    });
    after(() => opened?.close());
    /** Runs what the page has scheduled within this time, in milliseconds. */
    const passTime = (time: number) => editor.page.clock.runFor(time);
    /** Checked after each of them, so that this test fails and the next one still runs. */
    const nothingRan = async () => {
      await editor.page.waitForTimeout(500);
      const ran = await editor.page.evaluate(() => (globalThis as unknown as { ran: string[] }).ran);
      const images = await editor.page.locator('img[src="x"]').count();
      assert.deepEqual([ran, images], [[], 0]);
      // An image that was part of the page for a moment would have been requested. The missing planted store is
      // reported.
      assert.deepEqual(
        editor.errors.filter(text => !/status of 422/.test(text)),
        [],
      );
    };
    const nothing = (where: string, look: () => Promise<void>) =>
      it(where, async () => {
        await look();
        await nothingRan();
      });
    /** Hovers one element after the other, or all at once. Returns how often something was shown on top of the page. */
    const hover = async (selector: string, how: 'in turn' | 'at once' = 'at once') => {
      const all = editor.page.locator(selector);
      const send = (events: string[], i?: number) =>
        (i === undefined ? all : all.nth(i)).evaluateAll((targets, names) => {
          for (const target of targets)
            for (const name of names)
              target.dispatchEvent(new MouseEvent(name, { bubbles: /over|move|out/.test(name) }));
        }, events);
      const count = await all.count();
      let shown = 0;
      for (const i of how === 'in turn' ? Array(count).keys() : [undefined]) {
        await send(['mouseenter', 'mouseover', 'mousemove'], i);
        await passTime(900);
        if ((await editor.page.locator('.red-ui-popover, .red-ui-flow-port-tooltip').count()) > 0) shown++;
        await send(['mouseleave', 'mouseout'], i);
      }
      return shown;
    };
    const inEditor = (call: string) => editor.page.evaluate(call);
    const closeAll = async () => {
      for (let i = 0; i < 3 && (await editor.page.locator('.red-ui-tray').count()) > 0; i++) {
        const cancel = editor.page.locator('#node-dialog-cancel, #node-config-dialog-cancel').last();
        await cancel.click();
        await passTime(400);
      }
    };
    /** Every field of the open dialog: focused, with its list open, under the mouse. */
    const touch = async () => {
      await passTime(300);
      await editor.showMore();
      await editor.page.evaluate(() => {
        const { $ } = globalThis as unknown as { $: (selector: string) => { trigger(event: string): void } };
        for (const event of ['focus', 'click', 'keyup', 'change'])
          $('.red-ui-tray .tensorwire-row input:visible').trigger(event);
      });
      await hover('.red-ui-tray .input-error, .red-ui-tray .tensorwire-row label');
      await editor.page.keyboard.press('Escape');
    };

    nothing('on the canvas and in its hovers', async () => {
      assert.ok((await editor.page.locator('.red-ui-flow-node-error:visible').count()) >= onCanvas.length / 2);
      assert.ok((await hover('#red-ui-workspace-chart .red-ui-flow-node-error > *', 'in turn')) >= onCanvas.length / 2);
      await hover('#red-ui-workspace-chart .red-ui-flow-node');
    });

    nothing('in the sidebars', async () => {
      await inEditor(`RED.sidebar.show('config')`);
      await inEditor(`RED.sidebar.config.show()`);
      await editor.page.locator('.red-ui-palette-node-config').first().waitFor();
      assert.ok((await editor.page.locator('.red-ui-palette-node-config-invalid').count()) >= 1);
      await hover('.red-ui-palette-node-config, .red-ui-palette-node-config .red-ui-flow-node-error');
      for (const { id, type } of planted) {
        await inEditor(`RED.view.select({ nodes: [RED.nodes.node(${JSON.stringify(id)})] })`);
        await inEditor(`RED.sidebar.info.show && RED.sidebar.show('info')`);
        await inEditor(`RED.sidebar.info.refresh(RED.nodes.node(${JSON.stringify(id)}))`);
        await inEditor(`RED.sidebar.help.show(${JSON.stringify(type)}, false)`);
      }
      await inEditor(`RED.actions.invoke('core:show-info-tab')`);
      for (const arrow of await editor.page.locator('.red-ui-info-outline .red-ui-treeList-label').all())
        await arrow.click({ timeout: 1000 }).catch(() => undefined); // it may be folded away
    });

    const inEach = release === NEWEST[0] ? 'every node' : 'some nodes'; // our fields are the same in both editors
    nothing(`in the dialog of ${inEach}`, async () => {
      for (const { id } of inEach === 'every node' ? onCanvas : onCanvas.slice(0, 6)) {
        await inEditor(`RED.editor.edit(RED.nodes.node(${JSON.stringify(id)}))`);
        await editor.page.waitForSelector('#node-dialog-ok', { state: 'visible' });
        await touch();
        await closeAll();
      }
    });

    nothing('in the dialogs of configuration nodes, and in the lists that name them', async () => {
      for (const { id, type } of configs) {
        await inEditor(`RED.editor.editConfig('', ${JSON.stringify(type)}, ${JSON.stringify(id)}, '')`);
        await editor.page.waitForSelector('#node-config-dialog-ok', { state: 'visible' });
        await touch();
        await closeAll();
      }
      for (const id of ['predict', 'train', 'merge']) {
        await inEditor(`RED.editor.edit(RED.nodes.node('${id}'))`);
        await editor.page.waitForSelector('#node-dialog-ok', { state: 'visible' });
        await touch();
        await closeAll();
      }
    });

    nothing('in the columns of a file', async () => {
      await inEditor(`RED.editor.edit(RED.nodes.node('data'))`);
      await editor.page.waitForSelector('#node-dialog-ok', { state: 'visible' });
      await editor.row('columns').getByRole('button').first().click();
      await editor.row('columns').locator('tbody tr', { hasText: 'planted("column")' }).waitFor();
      await editor.showMore();
      await hover('.tensorwire-table tbody tr, .tensorwire-table tbody td');
      for (const input of ['target', 'sampleWeight']) {
        await editor.row(input).locator('input').fill('img');
        await editor.row(input).locator('input').dispatchEvent('keyup');
        await editor.page.locator('.red-ui-autoComplete-container').getByText('planted("column")').waitFor();
        await editor.page.locator('.red-ui-autoComplete-container a').first().click();
      }
      await editor.done();
    });

    nothing('when it is searched for, exported, and deployed', async () => {
      await inEditor(`RED.search.show('img')`);
      await editor.page.waitForTimeout(1000);
      await editor.page.keyboard.press('Escape');
      await inEditor(
        `RED.view.select({ nodes: ${JSON.stringify(onCanvas.map(({ id }) => id))}.map(id => RED.nodes.node(id)) })`,
      );
      await inEditor(`RED.actions.invoke('core:show-export-dialog')`);
      await editor.page.waitForTimeout(1000);
      await editor.page.getByRole('button', { name: 'Cancel' }).last().click();
      await editor.page.locator('.ui-widget-overlay').waitFor({ state: 'detached' });
      await inEditor(
        `(() => { const node = RED.nodes.node('train'); node.name = ${JSON.stringify(markup('renamed'))}; node.changed = true; RED.nodes.dirty(true); })()`,
      );
      await editor.page.locator('#red-ui-header-button-deploy').click();
      await editor.page.waitForTimeout(1500);
      assert.ok((await editor.page.locator('.red-ui-notification, .ui-dialog:visible').count()) > 0);
    });
  });
