import assert from 'node:assert/strict';
import { whenTrainingBegins } from '../../src/editor/sidebar/data/training-begins';

/** What the editor has, as globals. */
type Editor = { RED?: unknown; $?: unknown; document?: unknown };
type Press = (event: unknown, request: unknown, settings: { url: string }) => void;
const run = (id: string, node = 'train', state = 'waiting') => ({ run: id, state, origin: { node, flow: 'flow' } });

describe('a training that begins while the data are looked at', () => {
  let press: Press;
  const nodes: Record<string, object> = {
    start: { id: 'start', type: 'inject' },
    out: { id: 'out', type: 'link out', links: ['in'] },
    in: { id: 'in', type: 'link in', links: ['out'] },
    train: { id: 'train', type: 'nn-train' },
    ask: { id: 'ask', type: 'inject' },
  };
  const wires = [
    ['start', 'out'],
    ['in', 'train'],
  ].map(([source, target]) => ({ source: nodes[source!], target: nodes[target!] }));
  before(() => {
    const editor = globalThis as Editor;
    editor.document = {};
    editor.$ = () => ({
      on: (_: string, listener: Press) => {
        press = listener;
      },
      off: () => undefined,
    });
    editor.RED = {
      nodes: { node: (id: string) => nodes[id], eachLink: (see: (link: unknown) => void) => wires.forEach(see) },
    };
  });
  after(() => {
    for (const name of ['RED', '$', 'document'] as const) delete (globalThis as Editor)[name];
  });

  /** The list of runs of this moment is answered when `answer` is called. */
  async function watching() {
    const open: ((list: unknown) => void)[] = [];
    let tell = (): void => undefined;
    let begun = 0;
    whenTrainingBegins(
      {
        ask: <T>() => new Promise<unknown>(resolve => open.push(resolve)) as Promise<T>,
        onUpdate: (_, listener) => {
          tell = listener;
          return () => undefined;
        },
      },
      () => 'flow',
      () => begun++,
    );
    const answer = async (...runs: ReturnType<typeof run>[]) => {
      open.shift()!({ revision: 1, order: ['old', ...runs.map(one => one.run)], runs });
      await new Promise(setImmediate);
    };
    await answer();
    return { tell: () => tell(), answer, begun: () => begun, asked: () => open.length };
  }

  it('is shown where its button was pressed, through links too', async () => {
    const { tell, answer, begun } = await watching();
    press(null, null, { url: 'inject/start' });
    tell();
    await answer(run('new'));
    assert.equal(begun(), 1);
  });
  it('is not shown where a schedule has started it, or another button was pressed', async () => {
    const { tell, answer, begun } = await watching();
    press(null, null, { url: 'inject/ask' });
    press(null, null, { url: 'flows' });
    tell();
    await answer(run('new'));
    assert.equal(begun(), 0);
  });
  it('is shown once a press', async () => {
    const { tell, answer, begun } = await watching();
    press(null, null, { url: 'inject/start' });
    tell();
    await answer(run('new'));
    tell();
    await answer(run('new'), run('by a schedule'));
    assert.equal(begun(), 1);
  });
  it('is not missed where the news come while an answer is on its way', async () => {
    const { tell, answer, begun, asked } = await watching();
    press(null, null, { url: 'inject/start' });
    tell();
    tell(); // of what the answer that is on its way does not have
    await answer();
    assert.equal(asked(), 1);
    await answer(run('new'));
    assert.equal(begun(), 1);
  });
});
