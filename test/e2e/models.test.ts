import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessible } from './accessible';
import { Editor } from './browser';
import { NodeRed, RELEASES } from './harness';

/** The tab Models of the sidebar, in a real browser, with markup in the names and values of the data. */

const executable = [process.env.CHROMIUM ?? '', '/usr/bin/chromium'].find(existsSync) ?? '';
/** Runs, and says where it stood, as soon as it is part of a page. */
const markup = (where: string) => `<img src=x onerror=planted('${where}')>`;

const rows = Array.from({ length: 120 }, (_, i) => ({
  [markup('column')]: [markup('category'), 'other'][i % 2]!,
  size: (i * 37) % 41,
  kind: [`${markup('class')}`, 'plain'][i % 2]!,
}));
const flow = [
  { id: 'tab', type: 'tab' },
  { id: 'go', type: 'inject', z: 'tab', x: 80, y: 60, props: [], repeat: '', wires: [['data']] },
  {
    ...{ id: 'data', type: 'nn-dataset', z: 'tab', x: 200, y: 60, wires: [['in']] },
    ...{ source: 'file', file: 'rows.json', target: 'kind', validation: 0.2, test: 0.2, seed: 1 },
  },
  { id: 'in', type: 'nn-input', z: 'tab', x: 340, y: 60, wires: [['out']] },
  { id: 'out', type: 'nn-output', z: 'tab', x: 480, y: 60, wires: [['train']] },
  { id: 'train', type: 'nn-train', z: 'tab', x: 620, y: 60, seed: 1, name: 'kinds', epochs: 30, wires: [[], []] },
];

(executable ? describe : describe.skip)('models in the sidebar', function () {
  this.timeout(300_000);
  let red: NodeRed;
  before(async () => {
    red = await NodeRed.start(RELEASES[0]!);
  });
  after(() => red?.stop());

  it('are tried, called otherwise, downloaded, uploaded and deleted; their names are never markup', async () => {
    writeFileSync(join(red.userDir, 'rows.json'), JSON.stringify(rows));
    await red.deploy(flow);
    await red.inject('go');
    await red.until(() => /done/.test(red.status.get('train')?.text ?? ''), 'the training');
    const planted: string[] = [];
    const editor = await Editor.open(`${red.url}/?lng=en-US`, { executable });
    const { page } = editor;
    try {
      await page.exposeFunction('planted', (where: string) => planted.push(where));
      await page.evaluate(`RED.sidebar.show('tensorwire')`);
      await page.getByRole('tab', { name: 'Models' }).click();
      await page.locator('.tensorwire-model', { hasText: 'kinds' }).click();
      const answer = page.locator('.tensorwire-said-answer > b');
      await answer.waitFor();
      const first = await answer.textContent();
      await accessible(page, '.tensorwire-sidebar');
      assert.ok([markup('class'), 'plain'].includes(first ?? ''));
      const category = page.locator('.tensorwire-field select').first();
      const other = (await category.inputValue()) === 'other' ? markup('category') : 'other';
      await category.selectOption(other);
      await page.waitForFunction(
        before => document.querySelector('.tensorwire-said-answer > b')?.textContent !== before,
        first,
      );
      await page.getByLabel('Alias for this version').fill('champion');
      await page.keyboard.press('Enter');
      await page.getByText('kinds@champion now means version 1.').waitFor();
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download' }).click();
      const file = join(red.folder, 'kinds.zip');
      await (await download).saveAs(file);
      await page.getByRole('button', { name: 'Rename' }).click();
      await page.getByLabel('New name').fill('sorts');
      await page.keyboard.press('Enter');
      await page.getByText('kinds is called sorts now.').waitFor();
      await page.getByRole('button', { name: 'All models' }).click();
      await page.locator('.tensorwire-drop input').setInputFiles(file);
      await page.getByText('kinds v1 is stored.').waitFor();
      await page.getByRole('button', { name: 'Delete model' }).click();
      await page.locator('.tensorwire-danger').click();
      await page.getByText('kinds is deleted.').waitFor();
      await page.locator('.tensorwire-model', { hasText: 'sorts' }).waitFor();
      assert.equal(await page.locator('.tensorwire-model').count(), 1);
    } finally {
      await editor.close();
    }
    assert.deepEqual([editor.errors, planted], [[], []]);
  });

  it('are taken by a button where they do not take over, since they take other columns', async () => {
    await red.deploy([]);
    writeFileSync(join(red.userDir, 'rows.json'), JSON.stringify(rows));
    const without = (columns: object) => flow.map(one => (one.id === 'data' ? { ...one, ...columns } : one));
    const named = (nodes: typeof flow) =>
      nodes.map(one => (one.id === 'train' ? { ...one, name: 'rows', epochs: 3 } : one));
    const train = async (until: RegExp) => {
      await red.inject('go');
      await red.until(() => until.test(red.status.get('train')?.text ?? ''), `the status ${until}`);
    };
    red.status.clear();
    await red.deploy(named(flow));
    await train(/done/);
    await red.deploy(named(without({ columns: [{ name: 'size', type: 'ignored' }] })));
    await train(/^v2 is not in use · v1 still answers$/);
    const editor = await Editor.open(`${red.url}/?lng=en-US`, { executable });
    const { page } = editor;
    try {
      await page.evaluate(`RED.sidebar.show('tensorwire')`);
      await page.getByRole('tab', { name: 'Runs' }).click();
      const told = page.getByText(
        'Version 2 is not in use: it takes or gives other columns (column "size" is gone). Version 1 still answers.',
      );
      await told.waitFor();
      await page.getByRole('tab', { name: 'Models' }).click();
      await page.locator('.tensorwire-model', { hasText: 'rows' }).click();
      await told.waitFor();
      await accessible(page, '.tensorwire-sidebar');
      await page.getByRole('tab', { name: 'Runs' }).click();
      await page.getByRole('button', { name: 'Use v2' }).click();
      await page.getByText('rows now means version 2.').waitFor();
      await told.waitFor({ state: 'detached' });
      const models = (await (await fetch(`${red.url}/tensorwire/models`)).json()) as Record<string, unknown>[];
      assert.equal(models.find(({ model, inUse }) => model === 'rows' && inUse)?.version, 2);
    } finally {
      await editor.close();
    }
    assert.deepEqual(editor.errors, []);
  });

  it('are written onto the canvas as nodes, which train to a model of the same size', async () => {
    writeFileSync(join(red.userDir, 'rows.json'), JSON.stringify(rows));
    const layer = (id: string, to: string[], more: object = {}) =>
      ({ id, type: 'nn-dense', z: 'tab', x: 480, y: 60, layer: 'Dense', units: 4, wires: [to], ...more }) as const;
    const network = [
      { id: 'in', type: 'nn-input', z: 'tab', x: 340, y: 60, wires: [['a', 'b']] },
      layer('a', ['sum'], { name: markup('layer') }),
      layer('b', ['sum'], { activation: 'tanh', y: 120 }),
      { id: 'sum', type: 'nn-merge', z: 'tab', x: 620, y: 60, layer: 'Subtract', order: ['b', 'a'], wires: [['c']] },
      ...['c', 'd', 'e', 'f'].map((id, i, all) => layer(id, [all[i + 1] ?? 'out'], { units: 5 + i, y: 180 })),
    ];
    const train = { ...flow.find(({ id }) => id === 'train')!, name: 'branches', epochs: 2 };
    const others = flow.filter(({ id }) => !['in', 'train'].includes(id));
    const tabs = ['empty', 'locked'].map(id => ({ id, type: 'tab', label: id, locked: id === 'locked' }));
    red.status.clear();
    await red.deploy([...others, ...tabs, ...network, train] as never);
    const parameters = async (reference: string): Promise<number> =>
      ((await (await fetch(`${red.url}/tensorwire/model?reference=${reference}`)).json()) as { parameters: number })
        .parameters;
    await red.inject('go');
    await red.until(() => /done/.test(red.status.get('train')?.text ?? ''), 'the training');
    const editor = await Editor.open(`${red.url}/?lng=en-US`, { executable });
    const { page } = editor;
    const planted: string[] = [];
    type Placed = { id: string; type: string; name: string; x: number; y: number; w: number };
    const on = async (z: string): Promise<Placed[]> =>
      JSON.parse(
        await page.evaluate(
          `JSON.stringify(RED.nodes.filterNodes({ z: '${z}' }).map(({ id, type, name, x, y, w }) => ({ id, type, name, x, y, w })))`,
        ),
      );
    try {
      await page.exposeFunction('planted', (where: string) => planted.push(where));
      await page.evaluate(`RED.sidebar.show('tensorwire'); RED.workspaces.show('locked')`);
      await page.getByRole('tab', { name: 'Models' }).click();
      await page.locator('.tensorwire-model', { hasText: 'branches' }).click();
      const toFlow = page.getByRole('button', { name: 'To the flow' });
      await toFlow.click();
      await page.getByText('This flow cannot be changed.').waitFor();
      assert.deepEqual(await on('locked'), []);
      await page.evaluate(`RED.workspaces.show('empty')`);
      await toFlow.click();
      await page
        .getByText('The network of branches is on the canvas: 9 nodes, which begin with new weights.')
        .waitFor();
      const written = await on('empty');
      assert.deepEqual(written.map(({ type }) => type).sort(), [
        'nn-dense',
        'nn-dense',
        'nn-dense',
        'nn-dense',
        'nn-dense',
        'nn-dense',
        'nn-input',
        'nn-merge',
        'nn-output',
      ]);
      assert.ok(written.some(({ name }) => name === markup('layer')));
      // In some releases the sidebar lies over the canvas.
      const left = (await page.locator('#red-ui-workspace-chart').boundingBox())!.x;
      const width = (await page.locator('.tensorwire-sidebar').boundingBox())!.x - left;
      const overlaps = written.filter(a =>
        written.some(b => a !== b && a.y === b.y && Math.abs(a.x - b.x) < (a.w + b.w) / 2),
      );
      assert.deepEqual(overlaps, []);
      assert.ok(new Set(written.map(({ y }) => y)).size > 2, 'in several rows');
      assert.equal(Math.min(...written.map(({ y }) => y)), 60);
      if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/to-flow.png` });
      assert.ok(Math.max(...written.map(({ x, w }) => x + w / 2)) <= width, 'no wider than the canvas');
      await page.evaluate(`RED.actions.invoke('core:undo')`);
      assert.deepEqual(await on('empty'), []);
      await page.evaluate(`RED.workspaces.show('tab')`);
      const before = new Set((await on('tab')).map(({ id }) => id));
      await toFlow.click();
      await page.waitForFunction(`RED.nodes.filterNodes({ z: 'tab' }).length === ${before.size + 9}`);
      const added = (await on('tab')).filter(({ id }) => !before.has(id));
      assert.ok(Math.min(...added.map(({ y }) => y)) > 180, 'below what is there');
      const [input, output] = ['nn-input', 'nn-output'].map(type => added.find(one => one.type === type)!.id);
      // the data flow through the new nodes only
      await page.evaluate(`
        const node = id => RED.nodes.node(id);
        for (const { source, target, sourcePort } of RED.nodes.filterLinks({ source: node('data') }))
          RED.nodes.removeLink(RED.nodes.filterLinks({ source, target, sourcePort })[0]);
        RED.nodes.removeLink(RED.nodes.filterLinks({ source: node('out') })[0]);
        RED.nodes.addLink({ source: node('data'), sourcePort: 0, target: node('${input}') });
        RED.nodes.addLink({ source: node('${output}'), sourcePort: 0, target: node('train') });
        RED.nodes.dirty(true);
      `);
      const invalid = await page.evaluate(
        'const found = []; RED.nodes.eachNode(n => n.valid === false && found.push([n.type, n.validationErrors])); JSON.stringify(found)',
      );
      assert.equal(invalid, '[]');
      red.status.clear();
      await editor.deploy();
      await red.inject('go');
      await red.until(() => /done/.test(red.status.get('train')?.text ?? ''), 'the training of the nodes');
      assert.equal(await parameters('branches:2'), await parameters('branches:1'));
    } finally {
      await editor.close();
    }
    assert.deepEqual([editor.errors, planted], [[], []]);
  });
});
