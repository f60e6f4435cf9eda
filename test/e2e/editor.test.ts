import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessible } from './accessible';
import { Editor } from './browser';
import { NEWEST, NEWEST_AND_OLDEST, NodeRed, ROOT } from './harness';

/** scripts/test.mjs sets CHROMIUM if there is one; CI must have one. */
const executable = [process.env.CHROMIUM ?? '', '/usr/bin/chromium'].find(existsSync) ?? '';

type Stored = Record<string, unknown> & { id: string; type: string };

type Change = [property: string, value: string | boolean, stored: unknown];
/** A field to change by hand, and the resulting property; nodes that are not listed get another name. */
const FIELDS: Record<string, Change> = {
  'nn-dataset': ['source', 'file', 'file'],
  'nn-tensor': ['action', 'one-hot', 'one-hot'],
  'nn-input': ['shape', '28, 28', '28, 28'],
  'nn-dense': ['units', '128', '128'],
  'nn-activation': ['activation', 'tanh', 'tanh'],
  'nn-dropout': ['rate', '0.3', '0.3'],
  'nn-merge': ['timeout', '5', '5'],
  'nn-layers': ['model', 'digits', 'digits'],
  'nn-output': ['task', 'regression', 'regression'],
  'nn-optimizer': ['learningRate', '0.01', '0.01'],
  'nn-network': ['recipe', 'table', 'table'],
  'nn-train': ['earlyStopping', 'true', 'true'],
  'nn-predict': ['output', 'label', 'label'],
  'nn-evaluate': ['on', 'validation', 'validation'],
  'nn-model': ['action', 'save', 'save'],
};

/** Their dialogs have every kind of field together. */
const VARIED: readonly string[] = ['nn-dataset', 'nn-dense', 'nn-merge', 'nn-train', 'nn-predict', 'nn-alarm'];

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  'node-red': { nodes: Record<string, string> };
};
const CHANGES = Object.entries(manifest['node-red'].nodes)
  .filter(([, file]) => !file.includes('/config/'))
  .map(([type]): [string, Change] => [type, FIELDS[type] ?? ['name', 'renamed', 'renamed']]);

for (const release of NEWEST_AND_OLDEST)
  (executable ? describe : describe.skip)(`the editor of ${release.title}`, () => {
    let red: NodeRed;
    before(async function () {
      this.timeout(300_000);
      red = await NodeRed.start(release);
    });
    after(() => red?.stop());

    let editor: Editor;
    const open = async (language = 'en-US') => {
      editor = await Editor.open(`${red.url}/?lng=${language}`, { language, executable });
    };
    afterEach(async () => {
      await editor.close();
      assert.deepEqual(editor.errors, []);
      await red.deploy([]);
    });
    const stored = async (id: string): Promise<Stored> => {
      await editor.deploy();
      const flows = (await (await fetch(`${red.url}/flows`)).json()) as Stored[];
      return flows.find(node => node.id === id)!;
    };

    /** Texts in the dialog: none may be a key without translation. */
    const checkTexts = async (type: string) => {
      const texts = await editor.page
        .locator('.tensorwire label span, .tensorwire option, .red-ui-tray-titlebar')
        .evaluateAll(all => all.map(element => element.textContent ?? ''));
      assert.ok(texts.length > 0, type);
      for (const text of texts) {
        assert.notEqual(text.trim(), '', type);
        assert.doesNotMatch(text, /nn-|tensorwire|\w\.\w+\.\w/, type);
      }
    };

    it('every node is dropped, opened, changed and deployed', async () => {
      await open();
      const ids = new Map<string, string>();
      for (const [i, [type]] of CHANGES.entries())
        ids.set(type, await editor.drop(type, 120 + 220 * (i % 4), 60 + 70 * Math.floor(i / 4)));
      for (const [type, [property, value]] of CHANGES) {
        await editor.edit(ids.get(type)!);
        await checkTexts(type);
        if (release === NEWEST[0] && VARIED.includes(type)) await accessible(editor.page, '.red-ui-tray .tensorwire');
        const row = editor.row(property);
        if (typeof value === 'boolean') await row.locator('input').setChecked(value);
        else if ((await row.locator('select').count()) > 0) await row.locator('select').selectOption(value);
        else await row.locator('input').first().fill(value);
        if (property === 'source') await editor.row('file').locator('input').fill('rows.csv');
        await editor.done();
      }
      await stored('');
      const flows = (await (await fetch(`${red.url}/flows`)).json()) as Stored[];
      for (const [type, [property, , wanted]] of CHANGES)
        assert.equal(flows.find(node => node.type === type)![property], wanted, type);
      assert.equal(flows.find(node => node.type === 'nn-dataset')!.file, 'rows.csv');
      assert.equal(await editor.page.locator('.red-ui-flow-node-error:visible').count(), 0, 'no red triangle');
    });

    it('columns are looked at, corrected and offered as targets', async () => {
      await open();
      const id = await editor.drop('nn-dataset', 200, 100);
      await editor.edit(id);
      await editor.row('source').locator('select').selectOption('example');
      await editor.row('file').locator('select').selectOption('penguins');
      await editor.row('columns').getByRole('button', { name: 'Look at the data' }).click();
      const line = editor.row('columns').locator('tbody tr', { hasText: 'Island' });
      await line.waitFor();
      assert.match((await line.textContent()) ?? '', /automatic: category/);
      assert.match((await line.textContent()) ?? '', /Torgersen/);
      await line.locator('select').first().selectOption('ignored');
      const scaled = editor.row('columns').locator('tbody tr', { hasText: 'Beak Depth' });
      assert.match((await scaled.textContent()) ?? '', /automatic: standardize/);
      await scaled.locator('select').nth(1).selectOption('robust');
      await editor.row('target').locator('input').click();
      await editor.row('target').locator('input').pressSequentially('Spec');
      await editor.page
        .locator('.red-ui-autoComplete-container, .red-ui-menu')
        .getByText('Species', { exact: true })
        .click();
      await editor.done();
      const { columns, target, file, source } = await stored(id);
      assert.deepEqual(
        { columns, target, file, source },
        {
          columns: [
            { name: 'Island', type: 'ignored' },
            { name: 'Beak Depth (mm)', scaling: 'robust' },
          ],
          target: 'Species',
          file: 'penguins',
          source: 'example',
        },
      );
    });

    it('configuration nodes are made from the dialogs that use them', async () => {
      await open();
      const id = await editor.drop('nn-train', 200, 100);
      await editor.edit(id);
      await editor.page.locator('#node-input-btn-engine-add').click();
      const engine = editor.page.locator('#node-config-input-engine');
      await engine.locator('option', { hasText: 'not installed' }).first().waitFor({ state: 'attached' });
      await checkTexts('nn-engine');
      await engine.selectOption('wasm');
      await editor.page.locator('#node-config-dialog-ok').click();
      await editor.page.waitForFunction(() => document.querySelectorAll('.red-ui-tray').length === 1);
      await editor.done();
      const { engine: named } = await stored(id);
      const flows = (await (await fetch(`${red.url}/flows`)).json()) as Stored[];
      const config = flows.find(node => node.id === named)!;
      assert.deepEqual([config.type, config.engine], ['nn-engine', 'wasm']);
    });

    it('speaks Chinese', async () => {
      await open('zh-CN');
      await editor.page.locator('.red-ui-palette-header', { hasText: '神经网络' }).waitFor();
      const id = await editor.drop('nn-train', 200, 100);
      assert.match((await editor.page.locator(`[id="${id}"]`).textContent()) ?? '', /训练/);
      await editor.edit(id);
      await checkTexts('nn-train');
      assert.match((await editor.row('epochs').textContent()) ?? '', /轮数/);
      await editor.row('epochs').locator('input').fill('0');
      await editor.row('epochs').locator('input').press('Tab');
      await editor.row('epochs').locator('input').hover();
      await editor.page.getByText('轮数: 必须是不小于 1 的整数').waitFor();
      await editor.row('epochs').locator('input').fill('5');
      await editor.done();
      const help = await (
        await fetch(`${red.url}/nodes`, { headers: { Accept: 'text/html', 'Accept-Language': 'zh-CN' } })
      ).text();
      const section = help.slice(help.indexOf('data-help-name="nn-train"'));
      for (const heading of ['属性', '输入', '输出', '详细'])
        assert.ok(section.includes(`<h3>${heading}</h3>`), heading);
    });

    if (release !== NEWEST[0]) return; // the rest is of our forms, which are the same in both editors

    it('how a German export is read is shown, and corrected', async () => {
      await open();
      const lines = Array.from(
        { length: 20 },
        (_, i) => `${i + 1};7.${779 + i};0${1 + (i % 9)}/02/2024;${i % 2 ? 'ja' : 'nein'}`,
      );
      writeFileSync(join(red.userDir, 'export.csv'), `\ufeffNr;Wert, °C;Tag;Antwort\r\n${lines.join('\r\n')}\r\n`);
      const id = await editor.drop('nn-dataset', 200, 100);
      await editor.edit(id);
      await editor.row('source').locator('select').selectOption('file');
      await editor.row('file').locator('input').fill('export.csv');
      const look = editor.row('columns').getByRole('button', { name: 'Look at the data' });
      await look.click();
      const notes = editor.row('columns').locator('tr.tensorwire-note');
      await notes.getByText(/"7\.779" may be a thousand and more or a fraction/).waitFor();
      await notes.getByText(/may have the day or the month first/).waitFor();
      const line = editor.row('columns').locator('tbody tr', { hasText: 'Wert, °C' });
      await line.locator('select').nth(2).selectOption('comma');
      await editor.row('dateOrder').locator('select').selectOption('dmy');
      await look.click();
      await notes.getByText(/day or the month/).waitFor({ state: 'detached' });
      await editor.row('target').locator('input').fill('Wert, °C');
      await editor.row('target').locator('input').press('Tab');
      await editor.done();
      const { columns, target, dateOrder, decimal } = await stored(id);
      assert.deepEqual(
        { columns, target, dateOrder, decimal },
        { columns: [{ name: 'Wert, °C', decimal: ',' }], target: ['Wert, °C'], dateOrder: 'dmy', decimal: 'auto' },
      );
      // The choice is shown again, even if the data cannot be read.
      await editor.edit(id);
      await editor.row('source').locator('select').selectOption('payload');
      await line.locator('select').first().selectOption('number');
      await line.locator('select').nth(2).selectOption('point');
      await editor.done();
      await editor.edit(id);
      assert.equal(await line.locator('select').nth(2).inputValue(), 'point');
      await editor.done();
      assert.deepEqual((await stored(id)).columns, [{ name: 'Wert, °C', type: 'number', decimal: '.' }]);
    });

    it('what is typed stays at Tab and Enter; a column is taken where the user has gone to it', async () => {
      await open();
      const rows = Array.from({ length: 20 }, (_, i) => `${i};${i + 2};"${i},5"`);
      writeFileSync(join(red.userDir, 'names.csv'), `Jahresumsatz;Umsatz;Wert, °C\n${rows.join('\n')}\n`);
      const id = await editor.drop('nn-dataset', 200, 100);
      await editor.edit(id);
      await editor.row('source').locator('select').selectOption('file');
      await editor.row('file').locator('input').fill('names.csv');
      await editor.row('columns').getByRole('button', { name: 'Look at the data' }).click();
      await editor.row('columns').getByText('Jahresumsatz', { exact: true }).waitFor();
      const table = editor.row('columns').locator('table');
      const cut = await table.locator('td, select').evaluateAll(all => all.filter(e => e.scrollWidth > e.clientWidth));
      assert.equal(cut.length, 0, 'the table is as wide as the dialog');

      const input = editor.row('target').locator('input');
      const list = editor.page.locator('.red-ui-autoComplete-container:visible li');
      const type = async (text: string) => {
        await input.fill('');
        await input.click();
        await input.pressSequentially(text);
        await list.first().waitFor();
      };
      for (const typed of ['Umsatz', 'Wert, °C', 'Umsatz, Wert, °C'])
        for (const key of ['Tab', 'Enter']) {
          await type(typed);
          await input.press(key);
          await list.first().waitFor({ state: 'detached' });
          assert.equal(await input.inputValue(), typed, key);
        }
      await type('umsatz');
      assert.deepEqual(await list.allTextContents(), ['Umsatz', 'Jahresumsatz']);
      await editor.page.keyboard.press('ArrowDown');
      await editor.page.keyboard.press('ArrowDown');
      await editor.page.keyboard.press('Enter');
      await list.first().waitFor({ state: 'detached' });
      assert.equal(await input.inputValue(), 'Jahresumsatz');
      await type('Umsatz, Wert, °');
      await list.getByText('Wert, °C').click();
      assert.equal(await input.inputValue(), 'Umsatz, Wert, °C');
      await editor.done();
      assert.deepEqual((await stored(id)).target, ['Umsatz', 'Wert, °C']);
      // If the data have not been read, the name is known from the stored value.
      await editor.edit(id);
      await editor.row('seed').locator('input').fill('7');
      await editor.done();
      const { target, seed } = await stored(id);
      assert.deepEqual([target, Number(seed)], [['Umsatz', 'Wert, °C'], 7]);
    });

    it('so does a reference to a model', async () => {
      await open();
      const models = ['Jahresbetrag_DE', 'betrag'].map(model => ({ model, version: 1, aliases: [] }));
      await editor.page.route('**/tensorwire/models*', route => route.fulfill({ json: models }));
      const id = await editor.drop('nn-predict', 200, 100);
      await editor.edit(id);
      const input = editor.row('model').locator('input');
      const list = editor.page.locator('.red-ui-autoComplete-container:visible li');
      await input.click();
      await input.pressSequentially('betrag');
      await list.getByText('Jahresbetrag_DE', { exact: true }).waitFor();
      assert.deepEqual((await list.allTextContents()).slice(0, 2), ['betrag', 'betrag:1']);
      await input.press('Tab');
      await list.first().waitFor({ state: 'detached' });
      assert.equal(await input.inputValue(), 'betrag');
      await editor.done();
      assert.equal((await stored(id)).model, 'betrag');
    });

    it('a table of many columns is shown in parts', async () => {
      const names = Array.from({ length: 450 }, (_, i) => `c${i}`);
      writeFileSync(
        join(red.userDir, 'wide.csv'),
        `${names}\n${names.map((_, i) => i)}\n${names.map((_, i) => i + 1)}\n`,
      );
      await red.deploy([
        { id: 'tab', type: 'tab', label: 'Wide' },
        ...[{ id: 'd', type: 'nn-dataset', z: 'tab', x: 200, y: 60, source: 'file', file: 'wide.csv', wires: [[]] }],
      ]);
      await open();
      await editor.edit('d');
      const lines = editor.row('columns').locator('tbody tr:not(.tensorwire-note)');
      await editor.row('columns').getByText('450 columns').waitFor();
      assert.equal(await lines.count(), 200);
      await editor.row('columns').getByRole('button', { name: 'Show 200 of 250 more columns' }).click();
      await editor.row('columns').getByRole('button', { name: 'Show 50 of 50 more columns' }).click();
      assert.equal(await lines.count(), 450);
      await editor.row('columns').getByLabel('Type: c449', { exact: true }).waitFor();
    });

    it('a file that is not there is said so in the dialog', async () => {
      await open();
      await editor.edit(await editor.drop('nn-dataset', 200, 100));
      await editor.row('source').locator('select').selectOption('file');
      await editor.row('file').locator('input').fill('nowhere.csv');
      await editor.row('columns').getByRole('button').first().click();
      await editor.page.getByText(/nowhere\.csv.*(exist|found)/i).waitFor();
      await editor.done();
      // The browser reports the rejected request by itself.
      editor.errors.splice(0, editor.errors.length, ...editor.errors.filter(text => !/status of 422/.test(text)));
    });

    it('a wrong argument is marked in the dialog and on the canvas, an environment variable is not', async () => {
      await open();
      const id = await editor.drop('nn-dense', 200, 100);
      const units = () => editor.row('units').locator('input');
      const triangle = editor.page.locator(`[id="${id}"] .red-ui-flow-node-error`);
      await editor.edit(id);
      await units().fill('1.5');
      await units().press('Tab');
      assert.match((await units().getAttribute('class')) ?? '', /input-error/);
      await units().hover();
      await editor.page.getByText('Units: must be a whole number of at least 1').waitFor();
      await editor.done();
      assert.ok(await triangle.isVisible());
      await editor.edit(id);
      await units().fill(['$', '{UNITS}'].join(''));
      await editor.done();
      assert.ok(!(await triangle.isVisible()));
    });

    it('another class brings its own arguments; what was set and still fits is kept', async () => {
      await open();
      const merge = await editor.drop('nn-merge', 200, 100);
      await editor.edit(merge);
      assert.equal(await editor.row('axis').count(), 0);
      await editor.row('layer').locator('select').selectOption('Concatenate');
      assert.equal(await editor.row('axis').locator('input').inputValue(), '-1');
      await editor.done();
      const { layer, axis } = await stored(merge);
      assert.deepEqual({ layer, axis: Number(axis) }, { layer: 'Concatenate', axis: -1 });

      const optimizer = await editor.drop('nn-optimizer', 200, 200);
      await editor.edit(optimizer);
      const rate = editor.row('learningRate').locator('input');
      assert.equal(await rate.inputValue(), '0.001');
      await editor.row('algorithm').locator('select').selectOption('SGD');
      assert.equal(await rate.inputValue(), '0.01', "SGD's own default in place of Adam's");
      await rate.fill('0.05');
      await editor.row('algorithm').locator('select').selectOption('Adam');
      assert.equal(await rate.inputValue(), '0.05', 'what was typed');
      await editor.done();
    });

    /** Three numbers → dense → a convolution, which takes pictures, and an output. */
    const layersOf = [
      { id: 'tab', type: 'tab', label: 'layers' },
      ...[
        { id: 'data', type: 'nn-dataset', source: 'example', file: 'penguins', target: 'Species', wires: [['in']] },
        {
          id: 'in',
          type: 'nn-input',
          columns: ['Beak Length (mm)', 'Beak Depth (mm)', 'Flipper Length (mm)'],
          wires: [['dense']],
        },
        { id: 'dense', type: 'nn-dense', layer: 'Dense', units: '4', wires: [['convolution', 'out']] },
        { id: 'convolution', type: 'nn-convolution', layer: 'Conv2D', filters: '8', kernelSize: '3', wires: [[]] },
        { id: 'out', type: 'nn-output', wires: [[]] },
      ].map((node, i) => ({ z: 'tab', x: 150, y: 60 + 80 * i, ...node })),
    ];
    const result = (text: string) => editor.page.locator('.tensorwire-outcome', { hasText: text }).waitFor();

    it('the form of a layer shows what it will do, as the user types', async () => {
      await red.deploy(layersOf);
      await red.until(() => red.status.get('dense')?.text === '4 outputs · 16 weights', 'the walk');
      await open();
      await editor.edit('dense');
      await result('3 → 4');
      await result('parameters: 16');
      await editor.row('units').locator('input').fill('1000');
      await result('3 → 1000');
      await result('parameters: 4,000');
      await result('multiply-adds: 3,000');
      await editor.row('useBias').locator('input').setChecked(false);
      await result('parameters: 3,000');
      await editor.row('units').locator('input').fill('0');
      await result('Units: must be a whole number of at least 1');
      await editor.row('units').locator('input').fill('7');
      await result('3 → 7');
      await editor.done();
      await editor.edit('convolution');
      await result('received [N, 4]');
      await editor.done();
      await editor.edit(await editor.drop('nn-dense', 500, 300));
      await result('not known yet');
      await editor.done();
      await editor.edit('in');
      await result('3');
      await editor.row('columns').locator('input').fill('Island');
      await result('by index, before an embedding layer');
      await editor.done();
      await editor.edit('out');
      await result('4 → 3');
      await result('parameters: 15');
      await editor.row('task').locator('select').selectOption('regression');
      await result('task regression does not suit the target Species');
      await editor.done();
    });

    it('and does so in Chinese', async () => {
      await red.deploy(layersOf);
      await red.until(() => red.status.get('dense')?.text === '4 outputs · 16 weights', 'the walk');
      await open('zh-CN');
      await editor.edit('dense');
      await result('参数：16');
      await editor.row('units').locator('input').fill('1.5');
      await result('必须是不小于 1 的整数');
      await editor.row('units').locator('input').fill('5');
      await result('3 → 5');
      await editor.done();
    });

    it('an initializer is kept with its numbers', async () => {
      await open();
      const id = await editor.drop('nn-dense', 200, 100);
      await editor.edit(id);
      await editor.row('kernelInitializer').locator('select').selectOption('RandomNormal');
      await editor.row('kernelInitializer').locator('input').fill('stddev=0.1');
      await editor.row('kernelRegularizer').locator('select').selectOption('L2');
      await editor.done();
      const { kernelInitializer, kernelRegularizer } = await stored(id);
      assert.deepEqual(
        { kernelInitializer, kernelRegularizer },
        {
          kernelInitializer: 'RandomNormal(stddev=0.1)',
          kernelRegularizer: 'L2',
        },
      );
      await editor.edit(id);
      assert.equal(await editor.row('kernelInitializer').locator('input').inputValue(), 'stddev=0.1');
      await editor.done();
    });
  });
