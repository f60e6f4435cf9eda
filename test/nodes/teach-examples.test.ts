import assert from 'node:assert/strict';
import { Examples } from '../../nodes/ui-nn-teach/examples';
import { Progress } from '../../nodes/ui-nn-teach/progress';
import { Model, Problem } from '../../src';

describe('the examples of the teach widget', () => {
  const record = (text: string) => ({ record: { text } });
  const counts = (examples: Examples) => Object.fromEntries(examples.counts());

  it('hold back a fifth of each label, whatever is removed or labeled anew', () => {
    const examples = new Examples();
    const ids = Array.from({ length: 10 }, (_, i) => examples.add(record(`${i}`), 'a'));
    assert.deepEqual(counts(examples), { a: { all: 10, held: 2 } });
    for (const { id } of examples.held) examples.label(id, 'a');
    assert.deepEqual(counts(examples), { a: { all: 10, held: 2 } });
    const learned = ids.filter(id => !examples.find(id).held);
    // One leaves and one comes, again and again: each could be the fifth.
    for (const id of learned) {
      examples.remove(id);
      examples.add(record('new'), 'a');
    }
    assert.deepEqual(counts(examples), { a: { all: 10, held: 2 } });
  });

  it('keep those without a label where a new one has no room in any case', () => {
    const examples = new Examples();
    const open = examples.add(record('open'), null);
    const cells = Object.fromEntries(Array.from({ length: 3400 }, (_, i) => [`${i}`, 'x'.repeat(10_000)]));
    assert.throws(() => examples.add({ record: cells }, null), /must have at most 33554432 bytes, received 34/);
    const half = Object.fromEntries(Object.entries(cells).slice(0, 1700));
    examples.add({ record: half }, 'a');
    assert.throws(() => examples.add({ record: half }, 'a'), /no room for more examples/);
    for (let i = 0; i < 49; i++) examples.add(record('x'), `label ${i}`);
    assert.throws(() => examples.add(record('x'), 'one label more'), /there are 50 labels already/);
    assert.deepEqual(
      examples.unlabeled.map(({ id }) => id),
      [open],
    );
  });
});

describe('the progress of the teach widget', () => {
  const judge = { accuracy: async () => 1, leastSure: async () => [] };

  it('tells a model that cannot be read from none', async () => {
    const none = new Progress({ ifAny: async () => null }, judge, new Examples());
    assert.equal((await none.now()).title, null);
    const broken = new Problem('the card is damaged');
    const damaged = new Progress({ ifAny: () => Promise.reject(broken) }, judge, new Examples());
    await assert.rejects(damaged.now(), broken);
  });

  it('judges again what could not be judged', async () => {
    let asked = 0;
    const failsFirst = {
      ...judge,
      accuracy: async () => {
        if (asked++ === 0) throw new Problem('it ended');
        return 0.5;
      },
    };
    const model = new Model('things', 1, { card: { created: 'now' } } as Model['body']);
    const progress = new Progress({ ifAny: async () => model }, failsFirst, new Examples());
    await assert.rejects(progress.now(), /it ended/);
    assert.equal((await progress.now()).accuracy, 0.5);
  });
});
