import assert from 'node:assert/strict';
import type { Tensor } from '../../src/values';
import { assertSame, close, closeAll, predictorFor, type Row, rows } from './by-hand';

afterEach(closeAll);

describe('evaluation’s outputs', () => {
  it('are those of the rows asked for, target by target', async () => {
    const predictor = await predictorFor({ targets: ['species', 'weight'], outputs: [['species'], ['weight']] });
    const rowsAsked = Int32Array.of(5, 3, 50);
    const [species, weight] = await predictor.outputs(predictor.data, rowsAsked);
    assert.deepEqual(
      [species!.shape, weight!.shape],
      [
        [3, 3],
        [3, 1],
      ],
    );
    const answers = (await predictor.predict(rows, 'tensor')) as Record<string, Tensor>;
    for (const [i, row] of rowsAsked.entries()) {
      close(weight!.data[i]!, answers.weight!.data[row]!);
      for (let c = 0; c < 3; c++) close(species!.data[i * 3 + c]!, answers.species!.data[row * 3 + c]!);
    }
  });
});

describe('one predictor under load', () => {
  it('answers each of many messages with its own, in whatever runs they meet, and errors hit only their message', async () => {
    const predictor = await predictorFor({ targets: ['species'] });
    const expected = (await predictor.predict(rows)) as unknown[];
    const jobs = Array.from({ length: 500 }, (_, i) => {
      if (i % 50 === 7)
        return predictor.predict({ ...rows[i % 60], length: 'long' }).then(
          () => 'no error',
          () => 'error',
        );
      return i % 3 === 0 ? predictor.predict(rows.slice(i % 60)) : predictor.predict(rows[i % 60]);
    });
    for (const [i, answer] of (await Promise.all(jobs)).entries()) {
      if (i % 50 === 7) assert.equal(answer, 'error');
      else assertSame(answer, i % 3 === 0 ? expected.slice(i % 60) : expected[i % 60]);
    }
  });

  it('answers more rows than fit into one run, while the event loop and single messages get their turns', async () => {
    const predictor = await predictorFor({ targets: ['species'] });
    const many = Array.from({ length: 50_000 }, (_, i) => rows[i % 60]!);
    const order: string[] = [];
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const large = predictor.predict(many).then(answer => {
      order.push('large');
      return answer as unknown[];
    });
    const small = predictor.predict(rows[1]).then(() => order.push('small'));
    const [answers] = await Promise.all([large, small]);
    clearInterval(timer);
    assert.deepEqual(order, ['small', 'large']);
    assert.ok(turns > 2);
    const expected = (await predictor.predict(rows)) as unknown[];
    assert.equal(answers.length, many.length);
    for (const i of [0, 1023, 1024, 1025, 49_999]) assertSame(answers[i], expected[i % 60]);
  });

  it('names the row in the whole list, and says each warning once', async () => {
    const predictor = await predictorFor({ targets: ['species'] });
    const many = Array.from(
      { length: 3000 },
      (_, i): Row => ({
        ...rows[i % 60]!,
        island: i % 500 === 3 ? 'Atlantis' : 'Dream',
      }),
    );
    const warnings: string[] = [];
    await predictor.predict(many, 'label', warning => warnings.push(warning));
    assert.equal(warnings.length, 1);
    many[2047]!.weight = 'heavy';
    await assert.rejects(predictor.predict(many), /row 2,048.*heavy/);
  });

  it('answers what is under way before it closes, and nothing after', async () => {
    const predictor = await predictorFor({ targets: ['species'] });
    const answers = Promise.all(rows.map(row => predictor.predict(row, 'label')));
    const many = predictor.predict(Array.from({ length: 5000 }, (_, i) => rows[i % 60]));
    const closed = predictor.dispose();
    assert.equal((await answers).length, 60);
    assert.equal(((await many) as unknown[]).length, 5000);
    await closed;
    await assert.rejects(predictor.predict(rows[0]), /sample: the model was closed and no longer answers/);
    await predictor.dispose();
  });
});
