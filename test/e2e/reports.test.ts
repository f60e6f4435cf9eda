import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessible } from './accessible';
import { Editor } from './browser';
import { NodeRed, RELEASES, ROOT } from './harness';

/** Reports open from the button of their node, and the debug sidebar shows tensors and models. */
type FlowNode = Record<string, unknown> & { id: string; type: string; name?: string };
const executable = process.env.CHROMIUM;
const flow = JSON.parse(readFileSync(join(ROOT, 'examples/Penguin species.json'), 'utf8')) as FlowNode[];
const tab = flow[0]!.id;
const node = (id: string, type: string, props: object, wires: string[][] = []): FlowNode => ({
  ...{ id, type, z: tab, x: 300, y: 560, wires },
  ...props,
});
const tensors: FlowNode[] = [
  node('make', 'inject', { props: [{ p: 'payload' }], payload: '', payloadType: 'date', once: false }, [['numbers']]),
  node(
    'numbers',
    'function',
    {
      func: `const grid = Array.from({ length: 28 }, (_, y) => Array.from({ length: 28 }, (_, x) => (x - 14) * (y - 14)));
node.send({ payload: [[1, -2.5], [3, 4]] });
setTimeout(() => node.send({ payload: grid }), 600);`,
      outputs: 1,
      libs: [],
    },
    [['tensor']],
  ),
  node('tensor', 'nn-tensor', { action: 'from array', dtype: 'float32' }, [['seen']]),
  node('seen', 'debug', { name: 'seen', active: true, tosidebar: true, complete: 'payload', targetType: 'msg' }),
];

(executable ? describe : describe.skip)('reports and pictures in the editor', function () {
  this.timeout(300_000);
  for (const [release, language, words] of [
    [
      RELEASES[0]!,
      'en-US',
      { title: 'Evaluation of penguins', button: 'Open the last report as a page', predicts: 'predicts' },
    ],
    [RELEASES[2]!, 'zh-CN', { title: 'penguins 的评估', button: '以网页打开最近的报告', predicts: '预测' }],
  ] as const)
    it(`${release.title}, ${language}`, async () => {
      const red = await NodeRed.start(release);
      let editor: Editor | undefined;
      try {
        const judge = flow.find(({ type }) => type === 'nn-evaluate')!.id;
        const data = flow.find(({ type }) => type === 'nn-dataset')!.id;
        const quiet = flow.map(one => (one.type === 'inject' ? { ...one, once: false } : one));
        const wired = quiet.map(one => (one.type === 'nn-train' ? { ...one, wires: [[judge, 'model'], []] } : one));
        const model = node('model', 'debug', { name: 'model', active: true, tosidebar: true, complete: 'payload' });
        await red.deploy([...wired, ...tensors, { ...model, targetType: 'msg' }]);
        editor = await Editor.open(red.url, { language, executable: executable! });
        const { page } = editor;
        const button = (id: string) => page.locator(`[id="${id}"] .red-ui-flow-node-button`);
        await button(data).waitFor(); // an example is read at the deploy, or when it is asked for
        assert.equal(await button(judge).isVisible(), false, 'there is no report yet');

        await red.inject(flow.find(({ type, name }) => type === 'inject' && name === 'train')!.id);
        await button(judge).waitFor({ timeout: 120_000 });
        assert.equal(await button(judge).locator('title').textContent(), words.button);
        const opened = page.context().waitForEvent('page');
        await button(judge).locator('.red-ui-flow-node-button-button').click();
        const shown = await opened;
        await shown.locator('h1').waitFor();
        assert.equal(await shown.locator('h1').textContent(), words.title);
        assert.equal(await shown.locator('script').count(), 0);
        await accessible(shown, 'body');
        await shown.close();

        await page.evaluate(`RED.sidebar.show('debug')`);
        await page.locator('.tensorwire-debug-model', { hasText: 'penguins v1' }).first().waitFor();
        assert.match(
          (await page.locator('.tensorwire-debug-model').first().textContent())!,
          new RegExp(words.predicts),
        );
        await red.inject('make');
        await page.locator('.tensorwire-debug-tensor canvas').waitFor();
        const cells = await page.locator('.tensorwire-debug-tensor td').allTextContents();
        assert.deepEqual(cells, ['1', '-2.5', '3', '4']);
        const colors = await page.locator('.tensorwire-debug-tensor canvas').evaluate(element => {
          const { data: pixels } = (element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, 28, 28);
          return [pixels.slice(0, 3), pixels.slice(4 * 27, 4 * 27 + 3)].map(color => [...color]);
        });
        assert.ok(colors[0]![0]! > colors[0]![2]!, `the product of two negative numbers is red: ${colors[0]}`);
        assert.ok(colors[1]![2]! > colors[1]![0]!, `that of one is blue: ${colors[1]}`);
        assert.deepEqual(editor.errors, []);
      } finally {
        await editor?.close();
        await red.stop();
      }
    });
});
