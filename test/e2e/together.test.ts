import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { Editor } from './browser';
import { NodeRed, OLDEST } from './harness';

/** Two users at one Node-RED, each in a browser; and Node-RED restarts while they watch a training. */

const executable = [process.env.CHROMIUM ?? '', '/usr/bin/chromium'].find(existsSync) ?? '';

const flow = [
  { id: 'tab', type: 'tab', label: 'Penguins' },
  { id: 'go', type: 'inject', z: 'tab', x: 80, y: 60, props: [], wires: [['data']] },
  {
    ...{ id: 'data', type: 'nn-dataset', z: 'tab', x: 200, y: 60, wires: [['in']] },
    ...{ source: 'example', file: 'penguins', target: 'Species', validation: 0.2, test: 0.2, seed: 1 },
  },
  { id: 'in', type: 'nn-input', z: 'tab', x: 340, y: 60, wires: [['out']] },
  { id: 'out', type: 'nn-output', z: 'tab', x: 480, y: 60, wires: [['train']] },
  {
    ...{ id: 'train', type: 'nn-train', z: 'tab', x: 620, y: 60, wires: [[], []] },
    ...{ seed: 1, name: 'penguins', epochs: 10_000_000, earlyStopping: false },
  },
];

for (const release of OLDEST)
  (executable ? describe : describe.skip)(`two browsers at ${release.title}`, function () {
    this.timeout(300_000);
    let red: NodeRed;
    let editors: Editor[] = [];
    before(async () => {
      red = await NodeRed.start(release);
      await red.deploy(flow);
    });
    after(() => red?.stop());
    beforeEach(async () => {
      editors = [];
      for (const user of ['first', 'second']) {
        const editor = await Editor.open(`${red.url}/?lng=en-US`, { executable, user });
        await editor.page.evaluate(`RED.sidebar.show('tensorwire')`);
        await editor.page.getByRole('tab', { name: 'Runs' }).click();
        editors.push(editor);
      }
    });
    afterEach(async () => {
      for (const editor of editors) await editor.close();
    });

    const row = ({ page }: Editor, name: string) => page.locator('.tensorwire-runs > li', { hasText: name });
    const state = (editor: Editor, name: string, wanted: string) =>
      row(editor, name).locator(`.tensorwire-state-${wanted}`).waitFor();
    /** The epoch that the header tells. */
    const epochOf = async ({ page }: Editor): Promise<number> => {
      const head = page.locator('.tensorwire-run-head', { hasText: /epoch [\d,]+/ });
      return Number(/epoch ([\d,]+)/.exec((await head.textContent()) ?? '')![1]!.replaceAll(',', ''));
    };
    const goesOn = async (editor: Editor, after: number) => {
      while ((await epochOf(editor)) <= after) await editor.page.waitForTimeout(50);
    };

    it('both see the training go on; what one changes, the other sees', async () => {
      const [first, second] = editors as [Editor, Editor];
      await red.inject('go');
      for (const editor of editors) {
        await state(editor, 'penguins 1', 'running');
        await goesOn(editor, await epochOf(editor));
        await editor.page.locator('.tensorwire-chart canvas').first().waitFor();
      }
      await first.page.getByRole('button', { name: 'Stop and keep' }).click();
      await state(second, 'penguins 1', 'stopped');
      await second.page.getByRole('button', { name: 'Rename' }).click();
      await second.page.getByLabel('Rename').fill('ours');
      await second.page.keyboard.press('Enter');
      await row(first, 'ours').waitFor();
      for (const { page } of editors) await page.getByRole('tab', { name: 'Models' }).click();
      await first.page.locator('.tensorwire-model', { hasText: 'penguins' }).click();
      await first.page.getByLabel('Alias for this version').fill('champion');
      await first.page.keyboard.press('Enter');
      await second.page.locator('.tensorwire-model', { hasText: '@champion' }).waitFor();
      for (const { errors } of editors) assert.deepEqual(errors, []);
    });

    it('a restart in the middle of a training: both are told, it goes on, its curves are whole', async () => {
      const [first, second] = editors as [Editor, Editor];
      await red.inject('go');
      for (const editor of editors) await state(editor, 'penguins 2', 'running');
      await red.until(() => existsSync(`${red.userDir}/tensorwire/checkpoints`), 'a checkpoint');
      await goesOn(first, (await epochOf(first)) + 100);
      await first.page.waitForTimeout(3000); // a checkpoint is written every two seconds at most
      const before = await epochOf(first);
      await red.end('SIGKILL');
      await red.restart();
      for (const editor of editors) await state(editor, 'penguins 2', 'interrupted');
      await red.inject('go');
      for (const editor of editors) {
        await state(editor, 'penguins 2', 'running');
        await goesOn(editor, before);
      }
      // one training is one run
      assert.equal(await first.page.locator('.tensorwire-runs > li').count(), 2);
      await second.page.getByRole('button', { name: 'Stop and keep' }).click();
      await state(first, 'penguins 2', 'stopped');
      const { runs } = (await (await fetch(`${red.url}/tensorwire/runs`)).json()) as { runs: { run: string }[] };
      const { curves } = (await (await fetch(`${red.url}/tensorwire/run?run=${runs[0]!.run}`)).json()) as {
        curves: { epochs: number[]; metrics: Record<string, (number | null)[]> };
      };
      const gaps = curves.epochs.map((epoch, i) => epoch - (curves.epochs[i - 1] ?? 0));
      const usual = Math.max(...gaps.slice(0, 10));
      assert.ok(curves.epochs.at(-1)! > before);
      assert.ok(
        gaps.every(gap => gap >= 1 && gap <= 2 * usual),
        `the epochs of the curves: ${gaps.join()}`,
      );
      assert.ok(curves.metrics.val_loss!.every(value => value !== null));
      // The connection was gone meanwhile, which the browser reports.
      for (const { errors } of editors)
        assert.deepEqual(
          errors.filter(error => !/ERR_CONNECTION|WebSocket/.test(error)),
          [],
        );
    });
  });
