import assert from 'node:assert/strict';
import vm from 'node:vm';
import { makeDataset, readTable } from '../../src/data';
import { createPredictor, type Predictor } from '../../src/inference';
import type { ColumnHint } from '../../src/spec';
import { Tensor } from '../../src/values';
import {
  byHand,
  close,
  closeAll,
  closing,
  encodedByHand,
  engine,
  predictorFor,
  type Row,
  rows,
  type Scores,
  softmax,
} from './by-hand';
import { modelFor } from './models';

afterEach(closeAll);

describe('predicting a class', () => {
  const features = ['length', 'island', 'male', 'weight', 'age'];

  it('gives the class with its probability, as computed by hand, for a record and for many', async () => {
    const predictor = await predictorFor({ targets: ['species'] });
    const many = (await predictor.predict(rows)) as Scores[];
    assert.equal(many.length, rows.length);
    for (const [i, row] of rows.entries()) {
      const x = encodedByHand(predictor.data, row, features);
      const expected = softmax(byHand(predictor.model, x, 'out0'));
      const one = (await predictor.predict(row)) as Scores;
      for (const answer of [one, many[i]!]) {
        assert.equal(answer.target, 'species');
        assert.deepEqual(Object.keys(answer.probabilities), ['Adelie', 'Chinstrap', 'Gentoo']);
        for (const [c, p] of Object.values(answer.probabilities).entries()) close(p, expected[c]!);
        assert.equal(answer.probability, Math.max(...Object.values(answer.probabilities)));
        assert.equal(answer.probabilities[answer.label], answer.probability);
      }
    }
  });

  it('gives only the label, or what the network gave, where that is asked for', async () => {
    const predictor = await predictorFor({ targets: ['species'] });
    const scores = (await predictor.predict(rows)) as Scores[];
    assert.deepEqual(
      await predictor.predict(rows, 'label'),
      scores.map(s => s.label),
    );
    assert.equal(await predictor.predict(rows[0], 'label'), scores[0]!.label);
    const all = (await predictor.predict(rows, 'tensor')) as Tensor;
    assert.deepEqual(all.shape, [60, 3]);
    const one = (await predictor.predict(rows[0], 'tensor')) as Tensor;
    assert.deepEqual(one.shape, [3]);
    for (const [i, p] of one.data.entries()) close(p, Object.values(scores[0]!.probabilities)[i]!);
    await assert.rejects(
      predictor.predict(rows, 'best' as never),
      /sample: output must be one of scores, label, tensor, received "best"/,
    );
  });

  it('leaves an answer as it is while others are computed, one by one and together', async () => {
    const predictor = await predictorFor({ targets: ['species'] });
    const first = (await predictor.predict(rows[0], 'tensor')) as Tensor;
    const numbers = [...first.data];
    for (const row of rows) await predictor.predict(row, 'tensor');
    await Promise.all(rows.map(row => predictor.predict(row, 'tensor')));
    assert.deepEqual([...first.data], numbers);
  });

  it('takes records of a function node, values in order, arrays of them, and a Dataset', async () => {
    const predictor = await predictorFor({ targets: ['species'] });
    const expected = await predictor.predict(rows);
    const foreign = vm.runInNewContext(`(${JSON.stringify(rows)})`) as Row[];
    assert.deepEqual(await predictor.predict(foreign), expected);
    assert.deepEqual(await predictor.predict(foreign[3]), (expected as unknown[])[3]);
    const values = rows.map(row => features.map(name => row[name]));
    assert.deepEqual(await predictor.predict(values), expected);
    assert.deepEqual(await predictor.predict(values[5]), (expected as unknown[])[5]);
    assert.deepEqual(await predictor.predict(predictor.data), expected);
  });

  it('answers a category that training never saw, with a warning, and fills in what is missing', async () => {
    const predictor = await predictorFor({ targets: ['species'] });
    const warnings: string[] = [];
    const odd = { ...rows[0], island: 'Atlantis', length: null };
    const answer = (await predictor.predict(odd, 'scores', text => warnings.push(text))) as Scores;
    const x = encodedByHand(predictor.data, rows[0]!, features);
    x.splice(0, 4, 0, 0, 0, 0);
    const expected = softmax(byHand(predictor.model, x, 'out0'));
    for (const [c, p] of Object.values(answer.probabilities).entries()) close(p, expected[c]!);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /island.*Atlantis.*never seen in training/);
  });

  it('names column and row of what it cannot use, and goes on', async () => {
    const predictor = await predictorFor({ targets: ['species'] });
    const { length: _, ...incomplete } = rows[0]!;
    await assert.rejects(predictor.predict(incomplete), /length.*is missing/);
    await assert.rejects(predictor.predict([rows[0], { ...rows[1], weight: 'heavy' }]), /weight.*heavy/);
    for (const nothing of [undefined, null, 5, 'text', {}, [[1, 2]]])
      await assert.rejects(predictor.predict(nothing), { name: 'TensorwireError' });
    assert.equal(((await predictor.predict(rows)) as unknown[]).length, 60);
  });
});

describe('what comes as queries and services send it', () => {
  it('no rows have no answers', async () => {
    for (const targets of [['species'], ['species', 'weight']]) {
      const predictor = await predictorFor({ targets, outputs: targets.map(name => [name]) });
      const warn = assert.fail;
      assert.deepEqual(await predictor.predict([], 'scores', warn), []);
      assert.deepEqual(await predictor.predict([], 'label', warn), []);
      assert.deepEqual(await predictor.predict(new Tensor(new Float32Array(0), [0, 5])), []);
      const tensors = (await predictor.predict([], 'tensor')) as Tensor | Record<string, Tensor>;
      const first = targets.length === 1 ? (tensors as Tensor) : (tensors as Record<string, Tensor>).species!;
      assert.deepEqual(first.shape, [0, 3]);
    }
  });

  it('a fraction where training had whole numbers is answered as if the column were of numbers', async () => {
    const whole = rows.map(row => ({ ...row, length: Math.floor(Number(row.length)) }));
    const predictorWith = async (columns: ColumnHint[]) => {
      const dataset = await makeDataset(await readTable({ records: whole }), {
        columns,
        targets: ['species'],
        seed: 1,
      });
      return closing(await createPredictor(modelFor({ dataset }), { engine }));
    };
    const [integers, numbers] = [await predictorWith([]), await predictorWith([{ name: 'length', type: 'number' }])];
    const typeOf = ({ model }: Predictor) => model.body.pipeline!.features.find(f => f.name === 'length')!.type;
    assert.deepEqual([typeOf(integers), typeOf(numbers)], ['integer', 'number']);
    const batch = [41, 41.5, 42].map(length => ({ ...whole[3], length }));
    assert.deepEqual(await integers.predict(batch), await numbers.predict(batch));
    assert.deepEqual(await integers.predict(batch[1]), await numbers.predict(batch[1]));
  });

  it('all the columns that a record lacks are named, its row, and the key that may have been meant', async () => {
    const predictor = await predictorFor({ targets: ['species'] });
    const { length, island, male, ...rest } = rows[0]!;
    await assert.rejects(
      predictor.predict([rows[1], { ...rest, Length: length, iland: island }]),
      /^payload: row 2: the columns "length", "island", "male" are missing; give null where a value is not known; did you mean "Length" for "length", "iland" for "island"\?$/,
    );
    await assert.rejects(
      predictor.predict({ ...rest, island: island!, male: male!, Length: length! }),
      /column "length", row 1: is missing; give null where the value is not known; did you mean "Length" for "length"\?/,
    );
    // One bad record among many: its place in the whole list, also where that is taken in pieces.
    const many = Array.from({ length: 5000 }, (_, i) => rows[i % rows.length]!);
    await assert.rejects(
      predictor.predict(many.with(4321, { ...rows[0]!, weight: 'heavy' })),
      /weight.*row 4,322.*heavy/,
    );
    for (const at of [4321, 1024, 2048, 4096])
      await assert.rejects(
        predictor.predict(many.with(at, null as never)),
        new RegExp(`row ${(at + 1).toLocaleString('en-US')} must be a record, received null`),
      );
    // A piece of the list is all that is read again for its error.
    const long = Array.from({ length: 60_000 }, (_, i) => rows[i % rows.length]!);
    let read = 0;
    const counting = long.map(row =>
      Object.defineProperty({ ...row }, 'weight', {
        enumerable: true,
        get() {
          read++;
          return row.weight;
        },
      }),
    );
    await assert.rejects(
      predictor.predict(counting.with(59_999, { ...rows[0]!, weight: 'heavy' } as never)),
      /row 60,000/,
    );
    assert.ok(read < 1.2 * long.length, `${read} cells were read`);
  });
});

/** Each position of an array by itself, from the rows of training. */
const standardised = (row: number[], training: number[][]): number[] =>
  row.map((value, at) => {
    const seen = training.map(other => Math.fround(other[at]!));
    const mean = seen.reduce((a, b) => a + b) / seen.length;
    return (Math.fround(value) - mean) / Math.sqrt(seen.reduce((sum, v) => sum + (v - mean) ** 2, 0) / seen.length);
  });

describe('predicting numbers, several targets, several inputs', () => {
  it('gives a number in its own unit', async () => {
    const predictor = await predictorFor({ targets: ['weight'] });
    const answers = (await predictor.predict(rows)) as Scores[];
    const training = [...predictor.data.indices('train')].map(i => rows[i]!.weight as number);
    const mean = training.reduce((a, b) => a + b) / training.length;
    const std = Math.sqrt(training.reduce((sum, v) => sum + (v - mean) ** 2, 0) / training.length);
    for (const [i, row] of rows.entries()) {
      const x = encodedByHand(predictor.data, row, ['length', 'island', 'male', 'species', 'age']);
      close(answers[i]!.value, byHand(predictor.model, x, 'out0')[0]! * std + mean);
    }
    assert.equal(await predictor.predict(rows[2], 'label'), answers[2]!.value);
  });

  it('gives one key for each target, from one output or from several', async () => {
    for (const outputs of [
      [['species'], ['weight', 'age']],
      [['weight'], ['age'], ['species']],
    ]) {
      const predictor = await predictorFor({ targets: ['species', 'weight', 'age'], outputs });
      const answers = (await predictor.predict(rows)) as Record<string, Scores>[];
      const one = (await predictor.predict(rows[7])) as Record<string, Scores>;
      assert.deepEqual(Object.keys(one), ['species', 'weight', 'age']);
      for (const [i, row] of rows.entries()) {
        const x = encodedByHand(predictor.data, row, ['length', 'island', 'male']);
        const at = outputs.findIndex(o => o.includes('weight'));
        const { transform } = predictor.data.pipeline.targets[1]!;
        assert.ok(transform.kind === 'standardize');
        const raw = byHand(predictor.model, x, `out${at}`)[outputs[at]!.indexOf('weight')]!;
        close(answers[i]!.weight!.value, raw * transform.std + transform.mean, 'weight');
        const classes = softmax(byHand(predictor.model, x, `out${outputs.findIndex(o => o.includes('species'))}`));
        close(answers[i]!.species!.probability, Math.max(...classes), 'species');
      }
      const tensors = (await predictor.predict(rows, 'tensor')) as Record<string, Tensor>;
      assert.deepEqual(
        Object.entries(tensors).map(([name, t]) => [name, t.shape]),
        [
          ['species', [60, 3]],
          ['weight', [60, 1]],
          ['age', [60, 1]],
        ],
      );
    }
  });

  it('sends each column to its own input', async () => {
    const inputs = [
      ['island', 'age'],
      ['length', 'male', 'weight'],
    ];
    const predictor = await predictorFor({ targets: ['species'], inputs });
    for (const row of rows.slice(0, 10)) {
      const x = encodedByHand(predictor.data, row, inputs.flat());
      const answer = (await predictor.predict(row)) as Scores;
      for (const [c, p] of softmax(byHand(predictor.model, x, 'out0')).entries())
        close(Object.values(answer.probabilities)[c]!, p);
    }
  });

  it('takes arrays and Tensors where a network has one array as its input', async () => {
    const features = rows.map(r => [Number(r.length), Number(r.weight) / 1000, Number(r.age)]);
    const table = await readTable({ features, targets: rows.map(r => r.species) });
    const dataset = await makeDataset(table, { targets: [], seed: 1 });
    const predictor = closing(await createPredictor(modelFor({ dataset }), { engine }));
    const all = (await predictor.predict(features)) as Scores[];
    const training = [...dataset.indices('train')].map(i => features[i]!);
    for (const [i, row] of features.entries()) {
      const answer = softmax(byHand(predictor.model, standardised(row, training), 'out0'));
      close(all[i]!.probability, Math.max(...answer));
    }
    assert.deepEqual(await predictor.predict(new Tensor(Float32Array.from(features.flat()), [60, 3])), all);
    for (const single of [
      features[4],
      Float32Array.from(features[4]!),
      new Tensor(Float32Array.from(features[4]!), [3]),
    ])
      close(((await predictor.predict(single)) as Scores).probability, all[4]!.probability);
    await assert.rejects(predictor.predict([1, 2]), /shape \[3\]/);
    await assert.rejects(predictor.predict([1, 2, 'x']), { name: 'TensorwireError' });
  });
});
