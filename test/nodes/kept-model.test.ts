import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { KeptModel } from '../../nodes/shared/kept-model';
import { type Model, openStore, type Predictor, type Store } from '../../src';
import { sampleModel } from '../values/samples';

/** Answers with the version of its model, after as long as its seed says; waits for what is under way when it is closed. */
function predictorOf(model: Model): Predictor {
  const underWay = new Set<Promise<unknown>>();
  return {
    model,
    notes: [],
    predict() {
      const answer = wait(model.card.seed, model.version);
      underWay.add(answer);
      void answer.finally(() => underWay.delete(answer));
      return answer;
    },
    outputs: () => Promise.reject(new Error('not asked here')),
    dispose: async () => void (await Promise.all(underWay)),
  };
}

const missing = () => new Error('there is no model');
const fail = (error: unknown) => assert.fail(String(error));
const ask = (kept: KeptModel) => kept.use(predictor => predictor.predict({}), missing);

describe('the model that a predict node keeps', () => {
  let root: string;
  let store: Store;
  let kept: KeptModel;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'tensorwire-kept-'));
    store = openStore(root);
    kept = new KeptModel(store, async model => predictorOf(model), fail);
  });
  afterEach(async () => {
    await kept.close();
    await rm(root, { recursive: true, force: true });
  });
  const save = (seed = 0) => store.save(sampleModel('iris', null, { seed }));
  const follow = async (reference: string) => {
    await kept.follow(reference);
    return ask(kept);
  };

  it('is the new one as soon as this process has saved, promoted or deleted, through whichever store', async () => {
    await save();
    const other = openStore(join(root, '..', root.split('/').at(-1)!));
    for (let version = 1; version < 5; version++) {
      await other.promote('iris', version, 'champion');
      assert.deepEqual([await follow('iris'), await follow('iris:1')], [version, 1]);
      assert.equal(await follow('iris@champion'), version);
      await save();
      assert.equal(await follow('iris@champion'), version);
    }
    await other.delete('iris:5');
    assert.equal(await follow('iris'), 4);
    await other.delete('iris');
    await assert.rejects(follow('iris'), /there is no model "iris"/);
  });

  it('asks the disk only once while nothing changes', async () => {
    await save();
    let looks = 0;
    const counted: Store = {
      ...store,
      find: reference => {
        looks++;
        return store.find(reference);
      },
    };
    kept = new KeptModel(counted, async model => predictorOf(model), fail);
    const began = performance.now();
    for (let i = 0; i < 100; i++) assert.equal(await follow('iris'), 1);
    assert.ok(looks <= 1 + (performance.now() - began) / 1000, `${looks} looks`); // a second is trusted
  });

  it('does not believe the computer’s clock', async () => {
    await save();
    assert.equal(await follow('iris'), 1);
    const { now } = Date;
    try {
      Date.now = () => now() - 3_600_000;
      await rm(join(root, 'iris'), { recursive: true }); // as another process does
      await wait(1100);
      await assert.rejects(follow('iris'), /there is no model "iris"/);
    } finally {
      Date.now = now;
    }
  });

  it('a look that began before a change is not taken for one after it', async () => {
    await save();
    let release = (): void => undefined;
    const held = new Promise<void>(resolve => {
      release = resolve;
    });
    let first = true;
    const slow: Store = {
      ...store,
      async find(reference) {
        const found = await store.find(reference);
        if (first) {
          first = false;
          await held;
        }
        return found;
      },
    };
    kept = new KeptModel(slow, async model => predictorOf(model), fail);
    const early = kept.follow('iris');
    await wait(20);
    await save();
    const late = follow('iris');
    await wait(50);
    release();
    await early;
    assert.equal(await late, 2);
    assert.equal(await follow('iris'), 2, 'the slow look does not bring the old one back');
  });

  it('a message after a change does not overtake one whose look began before it', async () => {
    await save();
    let release = (): void => undefined;
    const held = new Promise<void>(resolve => {
      release = resolve;
    });
    const slow = async (model: Model): Promise<Predictor> => {
      if (model.version === 1) await held;
      return predictorOf(model);
    };
    kept = new KeptModel(store, slow, fail);
    const left: string[] = [];
    const asked = [follow('iris').then(() => left.push('before'))];
    await wait(20);
    await save();
    asked.push(follow('iris').then(() => left.push('after')));
    await wait(50);
    release();
    await Promise.all(asked);
    assert.deepEqual(left, ['before', 'after']);
  });

  it('messages that all bring a model open it once, and hear why it cannot be opened', async () => {
    let opened = 0;
    const model = sampleModel('iris', 1, { seed: 0 });
    const open = async (): Promise<Predictor> => {
      await wait(5);
      if (++opened === 1) throw new Error('damaged');
      return predictorOf(model);
    };
    kept = new KeptModel(store, open, fail);
    const bring = () => {
      kept.provide(async () => model);
      return kept.use(predictor => predictor.predict({}), missingBecause);
    };
    const missingBecause = (failure: unknown) => new Error(`there is no model: ${failure}`);
    await Promise.all([bring(), bring()].map(each => assert.rejects(each, /no model: Error: damaged/)));
    const left: number[] = [];
    await Promise.all([1, 2, 3].map(i => bring().then(() => left.push(i))));
    assert.deepEqual([opened, left], [2, [1, 2, 3]]);
  });

  it('answers leave in the order of their messages, also where the new model is quicker', async () => {
    const slow = sampleModel('iris', 1, { seed: 30 });
    const models = Array.from({ length: 10 }, (_, i) => sampleModel('iris', i + 2, { seed: i % 2 ? 20 : 0 }));
    await kept.replace(slow);
    const left: number[] = [];
    const answers: Promise<unknown>[] = [];
    for (const [i, model] of models.entries()) {
      for (let j = 0; j < 5; j++) answers.push(ask(kept).then(() => left.push(10 * i + j)));
      await kept.replace(model);
      answers.push(ask(kept).then(() => left.push(10 * i + 5)));
    }
    await Promise.all(answers);
    assert.equal(left.length, 60);
    assert.deepEqual(
      left,
      left.toSorted((a, b) => a - b),
    );
  });

  it('an answer that had to wait leaves before one of the same run that had not', async () => {
    let finish = (): void => undefined;
    const run = new Promise<void>(resolve => {
      finish = resolve;
    });
    const together = { ...predictorOf(sampleModel('iris', 2)), predict: () => run };
    kept = new KeptModel(store, async model => (model.version === 2 ? together : predictorOf(model)), fail);
    const left: string[] = [];
    const note = (name: string) => ask(kept).then(() => left.push(name));
    const first = kept.replace(sampleModel('iris', 2));
    const asked = [note('before the first')];
    await first;
    asked.push(note('after the first'));
    finish();
    await Promise.all(asked);
    assert.deepEqual(left.splice(0), ['before the first', 'after the first']);

    await kept.replace(sampleModel('iris', 1, { seed: 30 }));
    const slow = note('old');
    await kept.replace(sampleModel('iris', 2));
    const second = new Promise<void>(resolve => {
      finish = resolve;
    });
    together.predict = () => second;
    const both = [note('held')];
    await slow;
    await wait(5);
    both.push(note('free'));
    finish();
    await Promise.all(both);
    assert.deepEqual(left, ['old', 'held', 'free']);
  });

  it('who waits for the first model is answered by it in turn, though another is on its way', async () => {
    kept = new KeptModel(
      store,
      async model => {
        await wait(20 * model.version!);
        return predictorOf(model);
      },
      fail,
    );
    const left: string[] = [];
    const first = kept.replace(sampleModel('iris', 1, { seed: 0 }));
    const asked = [ask(kept).then(() => left.push('a'))];
    const second = kept.replace(sampleModel('iris', 10, { seed: 0 }));
    asked.push(ask(kept).then(() => left.push('b')));
    await first;
    asked.push(ask(kept).then(() => left.push('c')));
    await Promise.all(asked);
    assert.deepEqual(left, ['a', 'b', 'c']);
    await second;
    assert.equal(await ask(kept), 10);
  });

  it('who waits for models of which none can be opened hears that there is none', async () => {
    kept = new KeptModel(store, () => Promise.reject(new Error('damaged')), fail);
    const coming = [1, 2].map(version => kept.replace(sampleModel('iris', version)));
    const asked = ask(kept);
    await Promise.all(coming.map(each => assert.rejects(each, /damaged/)));
    await assert.rejects(asked, /there is no model/);
    assert.equal(kept.latest(), null);
  });

  it('an error keeps its turn too, and holds nothing up for ever', async () => {
    await kept.replace(sampleModel('iris', 1, { seed: 30 }));
    const left: string[] = [];
    const first = ask(kept).then(() => left.push('first'));
    await kept.replace(sampleModel('iris', 2, { seed: 0 }));
    const wrong = kept.use(() => Promise.reject(new Error('wrong row')), missing).catch(() => left.push('wrong'));
    await Promise.all([first, wrong]);
    assert.deepEqual(left, ['first', 'wrong']);
    assert.equal(await ask(kept), 2);
  });
});
