import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Editor } from './browser';
import { NodeRed, OLDEST, ROOT } from './harness';

/** A dialog that is opened and closed with Done, and nothing else, changes nothing: no node is marked, nothing is to be deployed. */

const executable = [process.env.CHROMIUM ?? '', '/usr/bin/chromium'].find(existsSync) ?? '';

type FlowNode = Record<string, unknown> & { id: string; type: string };
const FOLDER = join(ROOT, 'test/fixtures/0.1.0/flows');
const old = readdirSync(FOLDER).flatMap(
  file => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as readonly FlowNode[],
);
const ours = (node: FlowNode): boolean => node.type.startsWith('nn-') && Object.hasOwn(node, 'z');

/** One of each kind among the nodes of 0.1.0, and of each type one that has nothing but its wires. */
const kinds = new Map(old.filter(ours).map(node => [`${node.type} ${node.layer ?? node.algorithm ?? ''}`, node.id]));
const bare = [...new Set(old.filter(ours).map(({ type }) => type)), 'nn-network', 'nn-explain'].map((type, i) => ({
  ...{ id: `bare-${i}`, type, z: 'bare', x: 200, y: 60 + 60 * i, wires: [[], []] },
}));
const flow = [...old, { id: 'bare', type: 'tab', label: 'Bare' }, ...bare];

for (const release of OLDEST)
  (executable ? describe : describe.skip)(`Done in ${release.title}`, function () {
    this.timeout(400_000);
    let red: NodeRed;
    before(async () => {
      red = await NodeRed.start(release);
      await red.deploy(flow);
    });
    after(() => red?.stop());

    it('changes no node that was not changed', async () => {
      const editor = await Editor.open(`${red.url}/?lng=en-US`, { executable });
      const { page } = editor;
      const changed: string[] = [];
      try {
        for (const id of [...kinds.values(), ...bare.map(({ id }) => id)]) {
          const named = JSON.stringify(id);
          const before = await page.evaluate(`JSON.stringify(RED.nodes.convertNode(RED.nodes.node(${named})))`);
          await page.evaluate(`RED.editor.edit(RED.nodes.node(${named}))`);
          await page.waitForSelector('#node-dialog-ok', { state: 'visible' });
          await page.waitForTimeout(400); // it slides in, and Node-RED prepares it meanwhile
          await editor.done();
          const after = await page.evaluate(`JSON.stringify(RED.nodes.convertNode(RED.nodes.node(${named})))`);
          const isMarked = await page.evaluate(`RED.nodes.node(${named}).changed === true`);
          if (isMarked || after !== before)
            changed.push(`${await page.evaluate(`RED.nodes.node(${named}).type`)}\n${before}\n${after}`);
        }
        assert.deepEqual(changed, []);
        assert.equal(await page.evaluate('RED.nodes.dirty()'), false);
      } finally {
        await editor.close();
      }
      assert.deepEqual(editor.errors, []);
    });
  });
