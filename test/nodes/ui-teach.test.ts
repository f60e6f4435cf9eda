import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { browser } from './dashboard';
import { catcher, deploy, end, type FlowNode, node, stopAll } from './flow';

const SIDE = 8;
const flow = (teach: object = {}): FlowNode[] => [
  { id: 'tab', type: 'tab' },
  { id: 'group', type: 'ui-group' },
  node('teach', 'ui-nn-teach', ['data', 'end'], {
    ...{ group: 'group', model: 'things', target: 'label', size: SIDE, labels: 'red, blue' },
    ...teach,
  }),
  node('data', 'nn-dataset', ['input'], { target: 'label', splitBy: 'column', splitColumn: 'split', seed: 1 }),
  node('input', 'nn-input', ['flat']),
  node('flat', 'nn-reshape', ['out'], { layer: 'Flatten' }),
  node('out', 'nn-output', ['train']),
  node('train', 'nn-train', [], { name: 'things', epochs: 100, earlyStopping: 'false', seed: 1 }),
  end(),
  catcher(),
];
interface State {
  readonly title: string | null;
  readonly accuracy: number | null;
  readonly earlier: number | null;
  readonly training: string | null;
  readonly labels: { name: string; all: number; held: number }[];
  readonly asked: number[];
  readonly examples: { id: number; label: string | null; held: boolean; data?: object }[];
}
const state = (known: number[] = []) => browser.ask('teach', 'state', { known }) as Promise<State>;
/** From red (0) to blue (255). */
const tint = (blue: number) => ({
  pixels: Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => [255 - blue, 0, blue][i % 3]!),
});
async function until(probe: (state: State) => boolean): Promise<State> {
  for (;;) {
    const found = await state();
    if (probe(found)) return found;
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}

describe('the teach widget of a dashboard', function () {
  this.timeout(120_000);
  afterEach(stopAll);

  it('learns from pictures, is judged by those held back, and asks what it is least sure of', async () => {
    const running = await deploy(flow());
    await assert.rejects(browser.ask('teach', 'teach'), /at least two labels are needed, and 3 examples of each/);
    for (let i = 0; i < 10; i++) {
      await browser.ask('teach', 'add', { label: 'red', shown: tint(i) });
      await browser.ask('teach', 'add', { label: 'blue', shown: tint(245 + i) });
    }
    const shown = await state();
    assert.deepEqual(
      [shown.title, shown.labels],
      [
        null,
        [
          { name: 'red', all: 10, held: 2 },
          { name: 'blue', all: 10, held: 2 },
        ],
      ],
    );
    const sent = running.next();
    await browser.ask('teach', 'teach');
    const rows = (await sent).payload as { label: string; split: string }[];
    assert.deepEqual([rows.length, rows.filter(({ split }) => split === 'test').length], [20, 4]);
    const taught = await until(({ title }) => title === 'things v1');
    assert.deepEqual([taught.accuracy, taught.earlier], [1, null]);
    const { answer } = (await browser.ask('teach', 'answer', { shown: tint(3) })) as { answer: { label: string } };
    assert.equal(answer.label, 'red');
    const clear = await browser.ask('teach', 'add', { label: null, shown: tint(1) });
    const unclear = await browser.ask('teach', 'add', { label: null, shown: tint(128) });
    assert.deepEqual((await state()).asked, [unclear, clear]);
    await browser.ask('teach', 'label', { id: clear, label: 'red' });
    await browser.ask('teach', 'remove', { id: unclear });
    assert.deepEqual((await state()).asked, []);
    await running.until('teach', '21 examples');
    await running.restart(flow());
    const again = await state();
    assert.deepEqual([again.title, again.accuracy, again.labels[0]!.all], ['things v1', 1, 11]);
    assert.ok((await state(again.examples.map(({ id }) => id))).examples.every(({ data }) => data === undefined));
  });

  it('says that a model cannot be read, and not that there is none', async () => {
    const running = await deploy(flow());
    assert.equal((await state()).title, null);
    mkdirSync(join(running.userDir, 'tensorwire/models/things/1'), { recursive: true });
    await assert.rejects(state(), /card.json is missing/);
  });

  it('takes records by message, and pictures of its own size only', async () => {
    const running = await deploy(flow({ kind: 'records' }));
    running.send('teach', { payload: [{ a: 1, label: 'x' }, { a: 2 }] });
    await running.until('teach', '2 examples · 1 without a label');
    const { asked, labels } = await state();
    assert.equal(asked.length, 1);
    assert.deepEqual(labels.at(-1), { name: 'x', all: 1, held: 0 });
    running.send('teach', { payload: 'no record' });
    await running.until('teach', /must be a record/);
    await running.fails('teach', { payload: [{ a: 3 }, { a: [4] }] });
    assert.equal((await state()).asked.length, 1);
    await assert.rejects(browser.ask('teach', 'add', { label: 'x', shown: tint(1) }), /not understood/);
  });
});
