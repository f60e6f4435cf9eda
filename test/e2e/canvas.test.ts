import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Editor } from './browser';
import { BUSINESS } from './business';
import { DASHBOARD, NEWEST_AND_OLDEST, NodeRed, RELEASES, ROOT } from './harness';
import type { Service } from './services';

const executable = [process.env.CHROMIUM ?? '', '/usr/bin/chromium'].find(existsSync) ?? '';

type Stored = Record<string, unknown> & { id: string; type: string };

interface Part {
  readonly node: string;
  readonly kind: 'node' | 'status';
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Boxes of the nodes and of the texts under them, as drawn by the browser. */
const parts = (editor: Editor): Promise<Part[]> =>
  editor.page.evaluate(() =>
    [...document.querySelectorAll('.red-ui-flow-node-group[id]')].flatMap(group =>
      (['node', 'status'] as const).flatMap(kind => {
        const part = group.querySelector(kind === 'node' ? '.red-ui-flow-node' : '.red-ui-flow-node-status-label');
        if (!part) return [];
        const { left, right, top, bottom, width } = part.getBoundingClientRect();
        return width > 0 ? [{ node: group.id, kind, text: part.textContent ?? '', left, right, top, bottom }] : [];
      }),
    ),
  );

/** Statuses that overlap something of another node. */
const collisions = (all: readonly Part[]): string[] =>
  all
    .filter(({ kind }) => kind === 'status')
    .flatMap(status =>
      all
        .filter(other => other.node !== status.node)
        .filter(
          ({ left, right, top, bottom }) =>
            status.left < right - 1 && left < status.right - 1 && status.top < bottom - 1 && top < status.bottom - 1,
        )
        .map(other => `"${status.text}" over the ${other.kind} ${other.node} ${other.text}`),
    );

for (const release of NEWEST_AND_OLDEST)
  (executable ? describe : describe.skip)(`statuses on the canvas of ${release.title}`, function () {
    this.timeout(300_000);
    let red: NodeRed;
    let editor: Editor;
    const services: Service[] = [];
    before(async () => {
      red = await NodeRed.start(release, {}, [DASHBOARD]);
    });
    after(() => red?.stop());
    afterEach(async () => {
      await editor.close();
      await red.deploy([]); // it lets go of the services
      for (const service of services.splice(0)) await service.stop();
      assert.deepEqual(editor.errors, []);
    });
    const open = async () => {
      editor = await Editor.open(red.url, { executable });
    };

    it('end before what stands beside, and a pointer shows the whole; labels of paths are short', async () => {
      const node = (id: string, type: string, x: number, y: number, more: object = {}) => ({
        id,
        type,
        z: 'tab',
        x,
        y,
        wires: [],
        ...more,
      });
      await red.deploy([
        { id: 'tab', type: 'tab', label: 'tab' },
        node('a', 'nn-train', 150, 100),
        node('b', 'nn-train', 320, 100),
        node('c', 'nn-train', 480, 115),
        node('d', 'nn-train', 150, 200),
        node('e', 'nn-dataset', 320, 300, {
          source: 'file',
          file: '/a/very/long/path/of/folders/that/never/ends/penguins.csv',
        }),
      ]);
      await open();
      await editor.page.waitForFunction(() => document.querySelectorAll('.red-ui-flow-node-status-label').length > 4);
      await editor.page.waitForTimeout(500);
      const all = await parts(editor);
      assert.deepEqual(collisions(all), []);
      const cut = all.filter(({ kind, text }) => kind === 'status' && text.endsWith('…')).map(({ node }) => node);
      assert.ok(
        ['a', 'b'].every(id => cut.includes(id)),
        cut.join(),
      );
      const title = (id: string, inside: string) => editor.page.locator(`[id="${id}"] ${inside} > title`).textContent();
      assert.match((await title('a', '.red-ui-flow-node-status-group'))!, /^there is no network on the message/);
      assert.equal(await editor.page.locator('[id="a"] .red-ui-flow-node-status-group b').count(), 0);
      assert.equal(
        await editor.page.locator('[id="e"] > title').textContent(),
        '/a/very/long/path/of/folders/that/never/ends/penguins.csv',
      );
      assert.match(
        (await editor.page.locator('[id="e"] .red-ui-flow-node-label').textContent())!,
        /^\s*penguins\.csv\s*$/,
      );
    });

    if (release !== RELEASES[0]) return; // the flows are the same, and both releases draw them alike
    it('of every example run into nothing and are whole, where it trains by itself also then', async () => {
      const cut: string[] = [];
      const files = readdirSync(join(ROOT, 'examples')).filter(file => file.endsWith('.json'));
      const isThere = (file: string) => BUSINESS[file.replace('.json', '')]?.needs?.() ?? true;
      if (process.env.CI)
        assert.deepEqual(
          files.filter(file => !isThere(file)),
          [],
          'its service is not installed',
        );
      const flows = files.filter(isThere).map(file => {
        const flow = JSON.parse(readFileSync(join(ROOT, 'examples', file), 'utf8')) as Stored[];
        return { file, flow };
      });
      const deployed: Stored[] = [];
      for (const { file, flow } of flows) {
        const { service } = BUSINESS[file.replace('.json', '')] ?? {};
        const running = service && (await service.start());
        if (running) services.push(running);
        deployed.push(...flow.map(node => ({ ...node, ...(running && service.address(node, running.port)) })));
      }
      await red.deploy(deployed);
      for (const { file, flow } of flows) {
        const judge = flow.some(({ once }) => once === true) && flow.find(({ type }) => type === 'nn-evaluate');
        const reported = () => judge && /guessing/.test(red.status.get(judge.id)?.text ?? '');
        if (judge) await red.until(reported, `the report of ${file}`, 240_000); // all of them train at once
      }
      await open();
      for (const { file, flow } of flows) {
        const tab = flow.find(({ type }) => type === 'tab')!.id;
        await editor.page.evaluate(`RED.workspaces.show(${JSON.stringify(tab)})`);
        await editor.page.waitForFunction(
          ids => ids.every(id => document.getElementById(id)),
          flow.filter(({ z, type }) => z === tab && type !== 'group').map(({ id }) => id),
        );
        await editor.page.waitForTimeout(1000);
        const all = await parts(editor);
        assert.deepEqual(collisions(all), [], file);
        for (const { node, text } of all)
          if (text.endsWith('…'))
            cut.push(
              `${file}: ${await editor.page.locator(`[id="${node}"] .red-ui-flow-node-status-group > title`).first().textContent()}`,
            );
      }
      assert.deepEqual(cut, []);
    });
  });
