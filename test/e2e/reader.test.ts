import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { Editor } from './browser';
import { NEWEST, NodeRed } from './harness';

/** Who may only read: looks at every tab of the sidebar, and is offered nothing that would be refused. */

const bcrypt = require('bcryptjs') as { hashSync(text: string, rounds: number): string };
const executable = [process.env.CHROMIUM ?? '', '/usr/bin/chromium'].find(existsSync) ?? '';

const flow = [
  { id: 'tab', type: 'tab', label: 'Penguins' },
  { id: 'go', type: 'inject', z: 'tab', x: 80, y: 60, props: [], once: true, wires: [['data']] },
  {
    ...{ id: 'data', type: 'nn-dataset', z: 'tab', x: 200, y: 60, wires: [['in']] },
    ...{ source: 'example', file: 'penguins', target: 'Species', validation: 0.2, test: 0.2, seed: 1 },
  },
  { id: 'in', type: 'nn-input', z: 'tab', x: 340, y: 60, wires: [['out']] },
  { id: 'out', type: 'nn-output', z: 'tab', x: 480, y: 60, wires: [['train']] },
  { id: 'train', type: 'nn-train', z: 'tab', x: 620, y: 60, seed: 1, name: 'penguins', epochs: 5, wires: [[], []] },
];
/** What changes something, as it is called. */
const CHANGES =
  /^(Save model|Pin|Unpin|Delete|Rename|Stop and keep|Cancel|Use this|Roll back|Give alias|Promote|Download|Delete model|Upload|To the flow)/;

/** `read`: everything that may be read; the other: only what the palette shows. */
const READERS = [
  ['reader', 'read'],
  ['viewer', ['flows.read', 'settings.read', 'nodes.read', 'plugins.read', 'status.read', 'tensorwire.read']],
] as const;

for (const release of NEWEST)
  (executable ? describe : describe.skip)(`who may only read in ${release.title}`, function () {
    this.timeout(300_000);
    let red: NodeRed;
    before(async () => {
      const password = bcrypt.hashSync('secret', 4);
      red = await NodeRed.start(release, {
        adminAuth: {
          type: 'credentials',
          users: [
            { username: 'admin', password, permissions: '*' },
            ...READERS.map(([username, permissions]) => ({ username, password, permissions })),
          ],
        },
      });
      const login = { client_id: 'node-red-admin', grant_type: 'password', scope: '*', username: 'admin' };
      const body = new URLSearchParams({ ...login, password: 'secret' });
      const answer = await fetch(`${red.url}/auth/token`, { method: 'POST', body });
      const { access_token: token } = (await answer.json()) as { access_token: string };
      const authorization = `Bearer ${token}`;
      const deployed = await fetch(`${red.url}/flows`, {
        ...{ method: 'POST', headers: { authorization, 'content-type': 'application/json' } },
        body: JSON.stringify(flow),
      });
      assert.equal(deployed.status, 204);
      for (let done = false; !done; ) {
        await new Promise(resolve => setTimeout(resolve, 200));
        const runs = await fetch(`${red.url}/tensorwire/runs`, { headers: { authorization } });
        const { runs: all } = (await runs.json()) as { runs: { state: string; versions: unknown[] }[] };
        done = all.some(({ state, versions }) => state === 'finished' && versions.length > 0);
      }
    });
    after(() => red?.stop());

    for (const [user] of READERS)
      it(`sees every tab, and no button that would be refused: ${user}`, async () => {
        const editor = await Editor.open(`${red.url}/?lng=en-US`, { executable, user, password: 'secret' });
        const { page } = editor;
        const refused: string[] = [];
        page.on('response', response => {
          const path = new URL(response.url()).pathname;
          if (path.startsWith('/tensorwire/') && response.status() >= 400) refused.push(`${response.status()} ${path}`);
        });
        try {
          await page.evaluate(`RED.sidebar.show('tensorwire')`);
          const sidebar = page.locator('.tensorwire-sidebar');
          const offered = async () => {
            const names = await sidebar
              .getByRole('button')
              .evaluateAll(all => all.map(one => one.getAttribute('aria-label') ?? one.textContent ?? ''));
            return names.filter(name => CHANGES.test(name.trim()));
          };
          await page.getByRole('tab', { name: 'Runs' }).click();
          await page.locator('.tensorwire-chart canvas').first().waitFor();
          assert.deepEqual(await offered(), []);
          await page.getByRole('tab', { name: 'Models' }).click();
          await page.locator('.tensorwire-model', { hasText: 'penguins' }).click();
          await page.locator('.tensorwire-card').getByText('Species').first().waitFor();
          assert.deepEqual(await offered(), []);
          assert.equal(await page.locator('.tensorwire-trial').count(), 0);
          await page.getByText('for those who may change models').waitFor();
          await page.getByRole('tab', { name: 'Network' }).click();
          await page.locator('.tensorwire-layer').first().waitFor();
          await page.getByRole('button', { name: 'Weights', exact: true }).click();
          await page.getByText('Weights of penguins:1').waitFor();
          await page.getByRole('tab', { name: 'Data' }).click();
          await page.locator('.tensorwire-content h2').first().waitFor();
          // and the dialogs, whose fields Node-RED shows but does not save
          for (const id of ['data', 'train', 'out', 'in']) {
            await page.evaluate(`RED.editor.edit(RED.nodes.node(${JSON.stringify(id)}))`);
            await page.locator('.tensorwire-row').first().waitFor();
            await page.waitForTimeout(700);
            await page.locator('#node-dialog-cancel').click();
            await page.waitForSelector('.red-ui-tray', { state: 'detached' });
          }
          assert.deepEqual(refused, []);
        } finally {
          await editor.close();
        }
        assert.deepEqual(editor.errors, []);
      });
  });
