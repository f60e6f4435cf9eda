import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeForms } from '../../scripts/forms';
import { defaultsOf } from '../../src/editor/page';
import { Editor } from './browser';
import { NEWEST_AND_OLDEST, NodeRed, nodeRedFolder } from './harness';

/** Node-RED reserves names: a node's property with such a name is not saved, or becomes something else. */

const executable = [process.env.CHROMIUM ?? '', '/usr/bin/chromium'].find(existsSync) ?? '';
const forms = nodeForms();

/**
 * The reserved names in each release's source: the editor's list, the fields of a flow file beside properties, and what
 * the runtime reads.
 */
function reservedBy(nodeRed: string): Set<string> {
  const source = (file: string) => readFileSync(join(nodeRedFolder(nodeRed), '..', '@node-red', file), 'utf8');
  const body = (text: string, from: string, to: string) => {
    const at = text.indexOf(from);
    assert.ok(at >= 0, `${from} is not in Node-RED ${nodeRed} any more`);
    return text.slice(at, text.indexOf(to, at));
  };
  const editor = source('editor-client/public/red/red.js');
  const runtime = source('runtime/lib/nodes/Node.js');
  const flows = source('runtime/lib/flows/util.js');
  const listed = [...body(editor, 'internalProperties = [', '];').matchAll(/"(\w+)"/g)];
  const exported = [
    ...body(editor, 'function convertNode(', 'function convertSubflow(').matchAll(/\bn(?:ode)?\.(\w+)/g),
  ];
  const read = [
    ...body(runtime, 'function Node(n)', '\n}\n').matchAll(/\bn\.(\w+)/g),
    ...flows.matchAll(/\bn\.(\w+)/g),
  ];
  return new Set([listed, exported, read].flatMap(found => found.map(([, name]) => name!)));
}

const flow = [
  { id: 'tab', type: 'tab', label: 'of 0.1.0' },
  { id: 'old', type: 'nn-reshape', z: 'tab', x: 200, y: 100, layer: 'RepeatVector', n: '5', wires: [[]] },
  { id: 'train', type: 'nn-train', z: 'tab', x: 200, y: 160, epochs: 3, wires: [[], []] },
];

type Known = Record<string, unknown> & { id: string; type: string };
/** The parts of the editor's API that are used here. */
interface EditorRed {
  nodes: {
    getType(type: string): { defaults: Record<string, unknown> };
    node(id: string): Known;
    filterNodes(filter: { type: string }): Known[];
    dirty(): boolean;
  };
}

for (const release of NEWEST_AND_OLDEST)
  describe(`names of properties in ${release.title}`, function () {
    this.timeout(300_000);

    it('are none that Node-RED keeps for itself', () => {
      const reserved = reservedBy(release.nodeRed);
      for (const name of ['n', 'x', 'type', 'wires', 'credentials', 'env']) assert.ok(reserved.has(name), name);
      reserved.delete('name'); // every node has it, and it means the same to Node-RED
      reserved.delete('outputs'); // of a node whose form changes the number of its outputs, as Node-RED's switch
      const taken = forms.flatMap(form =>
        Object.keys(defaultsOf(form))
          .filter(name => reserved.has(name) || name in {})
          .map(name => `${form.type}: ${name}`),
      );
      assert.deepEqual(taken, []);
    });

    (executable ? it : it.skip)(
      'are all kept by the editor, and flows of 0.1.0 that are loaded or imported have the form of today',
      async () => {
        const red = await NodeRed.start(release);
        try {
          await red.deploy(flow);
          const editor = await Editor.open(red.url, { executable });
          try {
            const kept = await editor.page.evaluate(
              types => {
                const { RED } = globalThis as unknown as { RED: EditorRed };
                return Object.fromEntries(types.map(type => [type, Object.keys(RED.nodes.getType(type).defaults)]));
              },
              forms.map(({ type }) => type),
            );
            for (const form of forms) assert.deepEqual(kept[form.type]!.sort(), Object.keys(defaultsOf(form)).sort());
            // It must not mark anything as changed.
            const loaded = await editor.page.evaluate(() => {
              const { nodes } = (globalThis as unknown as { RED: EditorRed }).RED;
              const [old, train] = [nodes.node('old'), nodes.node('train')];
              return [nodes.dirty(), old.changed, train.changed, train.progressAs, train.progressEvery, train.version];
            });
            assert.deepEqual(loaded, [false, false, false, 'object', 'epoch', 2]);
            await editor.edit('old');
            assert.equal(await editor.row('repeats').locator('input').inputValue(), '5');
            await editor.done();
            // Another node changes and everything is deployed.
            await editor.drop('nn-dense', 200, 200);
            await editor.deploy();
            const [stored] = ((await (await fetch(`${red.url}/flows`)).json()) as Record<string, unknown>[]).filter(
              ({ id }) => id === 'old',
            );
            assert.deepEqual([stored?.layer, stored?.repeats, stored?.version], ['RepeatVector', '5', 1]);
            await editor.import([{ ...flow[1], id: 'copy', n: '7' }]);
            const imported = await editor.page.evaluate(() => {
              const { nodes } = (globalThis as unknown as { RED: EditorRed }).RED;
              return nodes.filterNodes({ type: 'nn-reshape' }).map(node => node.repeats);
            });
            assert.deepEqual(imported.sort(), ['5', '7']);
            assert.deepEqual(editor.errors, []);
          } finally {
            await editor.close();
          }
        } finally {
          await red.stop();
        }
      },
    );
  });
