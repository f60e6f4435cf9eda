import assert from 'node:assert/strict';
import { exampleData, makeDataset, readTable } from '../../src/data';
import { createPredictor, type Predictor } from '../../src/inference';
import { appendLayer, appendOutput, emptyNetwork } from '../../src/network';
import { readCalibration } from '../../src/store/calibration';
import { checkPlan, train } from '../../src/training';
import { openResult, resultParcel } from '../../src/training/process/marshal';
import { type Dataset, Model, ModelBody } from '../../src/values';
import { engineName, testEngine } from '../engines';

interface Answer {
  label?: string;
  value?: number;
  probability?: number;
  probabilities?: Record<string, number>;
  set?: string[];
  interval?: [number, number];
  unusual: number | null;
  sure: boolean;
}

function network(outputs: readonly (readonly string[])[] = [[]]) {
  let body = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: {} });
  for (const [i, units] of [32, 16].entries())
    body = appendLayer(body, { id: `hidden${i}`, className: 'Dense', args: { units, activation: 'relu' } });
  const [target = []] = outputs;
  return appendOutput(body, { id: 'out', label: 'out' }, target.length > 0 ? { target } : {});
}

async function trained(dataset: Dataset, rest: object = {}): Promise<Model> {
  const optimizer = { className: 'Adam', args: { learningRate: 0.01 } };
  const plan = checkPlan({
    run: 'r',
    model: 'm',
    network: network(),
    optimizer,
    epochs: 20,
    batchSize: 32,
    seed: 1,
    ...rest,
  });
  return new Model('m', 1, await train(plan, dataset, await testEngine()));
}

const engine = engineName === 'wasm' ? ('wasm' as const) : ('onnx' as const);
const open: Predictor[] = [];
async function predictor(model: Model, options: object): Promise<Predictor> {
  const made = await createPredictor(model, { engine, ...options });
  open.push(made);
  return made;
}

describe(`how sure a model is, on ${engineName}`, () => {
  afterEach(async () => {
    for (const one of open.splice(0)) await one.dispose();
  });

  const penguins = async (rest: object = {}) =>
    makeDataset(await exampleData('penguins'), { targets: ['Species'], seed: 3, ...rest });
  const cars = async () => makeDataset(await exampleData('cars'), { targets: ['Miles_per_Gallon'], seed: 3 });
  let classes: Model;
  let numbers: Model;
  before(async function () {
    this.timeout(120_000);
    classes = await trained(await penguins());
    numbers = await trained(await cars());
  });

  it('a class: a set with the label, how unusual the row is, and whether it is sure', async () => {
    const dataset = await penguins();
    const sure = await predictor(classes, { confidence: 0.9 });
    assert.deepEqual(sure.notes, []);
    const answers = (await sure.predict(dataset)) as Answer[];
    for (const { label, set, unusual, sure: isSure } of answers) {
      assert.ok(set!.includes(label!) && unusual! > 0 && unusual! <= 1);
      assert.equal(isSure, set!.length === 1 && unusual! >= 0.01);
    }
    const one = (await sure.predict(odd)) as Answer;
    assert.ok(one.unusual! < 0.02, String(one.unusual));
    assert.equal(one.sure, false);
  });
  const odd = {
    Island: 'Dream',
    'Beak Length (mm)': 300,
    'Beak Depth (mm)': 1,
    'Flipper Length (mm)': 900,
    'Body Mass (g)': 90_000,
    Sex: 'MALE',
  };

  it('a number: an interval around it in its own unit, which is wider the surer one wants to be', async () => {
    const dataset = await cars();
    const [wide, narrow] = [
      await predictor(numbers, { confidence: 0.95 }),
      await predictor(numbers, { confidence: 0.5, widest: 4 }),
    ];
    const [wides, narrows] = [(await wide.predict(dataset)) as Answer[], (await narrow.predict(dataset)) as Answer[]];
    for (const [i, { value, interval }] of wides.entries()) {
      assert.ok(interval![0] < value! && value! < interval![1]);
      assert.ok(narrows[i]!.interval![0] >= interval![0] && narrows[i]!.interval![1] <= interval![1]);
      const width = narrows[i]!.interval![1] - narrows[i]!.interval![0];
      assert.equal(narrows[i]!.sure, width <= 4 && narrows[i]!.unusual! >= 0.01);
    }
  });

  it('without a confidence an answer has only what it had, at the calibrated temperature', async () => {
    const plain = await predictor(classes, {});
    const dataset = await penguins();
    const [first] = (await plain.predict(dataset)) as Answer[];
    assert.deepEqual(Object.keys(first!), ['target', 'label', 'probability', 'probabilities']);
    const sure = await predictor(classes, { confidence: 0.9 });
    const [other] = (await sure.predict(dataset)) as Answer[];
    for (const [name, p] of Object.entries(first!.probabilities!))
      assert.ok(Math.abs(p - other!.probabilities![name]!) < 1e-5);
  });

  it('what it knows goes from process to process, and through its file', async () => {
    for (const { body } of [classes, numbers]) {
      const parcel = resultParcel(body);
      const there = openResult({ ...parcel, value: JSON.parse(JSON.stringify(parcel.value)) });
      assert.deepEqual(there.calibration, body.calibration);
      const bytes = Buffer.from(JSON.stringify(body.calibration));
      assert.deepEqual(readCalibration(bytes, body.pipeline), body.calibration);
      assert.equal(readCalibration(undefined, body.pipeline), null);
    }
    const wrong = (change: object) => Buffer.from(JSON.stringify({ ...classes.body.calibration, ...change }));
    for (const change of [{ version: 2 }, { rows: 0 }, { targets: { other: {} } }, { novelty: { mean: [] } }])
      assert.throws(() => readCalibration(wrong(change), classes.body.pipeline), /calibration.json was damaged/);
    assert.throws(
      () => readCalibration(Buffer.from(JSON.stringify(numbers.body.calibration)), classes.body.pipeline),
      /target "Miles_per_Gallon" is not the one of the pipeline/,
    );
  });

  it('a calibration of another network is an error that names the model', async () => {
    const { card, network, weights, pipeline, onnx, calibration } = classes.body;
    const { mean, projection, components, ...rest } = calibration!.novelty!;
    const novelty = { mean: mean.slice(1), projection: projection.slice(components), components, ...rest };
    const body = new ModelBody(card, network, weights, pipeline, onnx, null, { ...calibration!, novelty });
    await assert.rejects(
      predictor(new Model('m', 1, body), { confidence: 0.9 }),
      /m: calibration\.json is of another network: it compares 15 features, the network has 16/,
    );
  });

  it('a model without validation rows cannot tell, and says so', async () => {
    const dataset = await penguins({ validation: 0 });
    const model = await trained(dataset, { epochs: 1 });
    assert.equal(model.body.calibration, null);
    const sure = await predictor(model, { confidence: 0.9 });
    assert.match(sure.notes[0]!, /cannot tell how sure it is/);
    const [answer] = (await sure.predict(dataset)) as Answer[];
    assert.deepEqual([answer!.set, answer!.unusual, answer!.sure], [null, null, false]);
  });

  it('five rows cannot support much: sets hold every label, intervals are unlimited', async () => {
    const records = Array.from({ length: 25 }, (_, i) => ({
      x: i,
      y: i % 3 ? 'a' : 'b',
      z: 2 * i,
      split: i < 20 ? 'train' : 'validation',
    }));
    for (const target of ['y', 'z']) {
      const columns = [target === 'y' ? 'z' : 'y', 'split'].map(name => ({ name, type: 'ignored' as const }));
      const table = await readTable({ records });
      const dataset = await makeDataset(table, {
        targets: [target],
        splitBy: 'column',
        splitColumn: 'split',
        columns: columns.slice(0, 1),
      });
      const model = await trained(dataset, { epochs: 2 });
      const sure = await predictor(model, { confidence: 0.9 });
      assert.match(sure.notes[0]!, /a confidence of 0.9 needs at least 9 validation rows, it had 5/);
      const answer = (await sure.predict({ x: 3 })) as Answer;
      if (target === 'y') assert.equal(answer.set!.length, 2);
      else assert.deepEqual(answer.interval, [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
      assert.equal(answer.sure, false);
    }
  });

  it('a constant target has an interval of that number', async () => {
    const records = Array.from({ length: 100 }, (_, i) => ({ x: i, z: 7 }));
    const dataset = await makeDataset(await readTable({ records }), {
      targets: ['z'],
      seed: 1,
      columns: [{ name: 'z', type: 'number' }],
    });
    const model = await trained(dataset, { epochs: 5 });
    const { value, interval } = (await (await predictor(model, { confidence: 0.9 })).predict({ x: 3 })) as Answer;
    assert.ok(interval![0] <= value! && interval![1] >= value! && Number.isFinite(interval![1]));
  });

  it('several targets each say how sure they are; the second class is the answer from the threshold on', async () => {
    const records = Array.from({ length: 300 }, (_, i) => ({
      x: (i * 37) % 100,
      wet: (i * 37) % 100 > 60 ? 'yes' : 'no',
      cold: (i * 37) % 100 < 30 ? 'yes' : 'no',
    }));
    const dataset = await makeDataset(await readTable({ records }), { targets: ['wet', 'cold'], seed: 1 });
    const model = await trained(dataset, { epochs: 10 });
    const sure = await predictor(model, { confidence: 0.9 });
    let told = 0;
    const answer = (await sure.predict({ x: 80 }, 'scores', undefined, () => told++)) as Record<string, Answer>;
    assert.equal(told, 1);
    assert.ok(answer.wet!.set!.includes('yes') && answer.cold!.set!.includes('no'));
    const p = answer.wet!.probabilities!.yes!;
    for (const [threshold, label] of [
      [p / 2, 'yes'],
      [(1 + p) / 2, 'no'],
    ] as const)
      assert.equal(
        ((await (await predictor(model, { threshold })).predict({ x: 80 })) as Record<string, Answer>).wet!.label,
        label,
      );
    await assert.rejects(
      predictor(numbers, { threshold: 0.3 }),
      /threshold must be left empty: it is for a target of two classes/,
    );
    for (const confidence of [0, 1, 90])
      await assert.rejects(predictor(model, { confidence }), /confidence must be a number between 0 and 1/);
  });

  it('a network that gives quantiles, or a mean with its spread, has intervals of its own', async () => {
    const dataset = await cars();
    const best = (await (await predictor(numbers, {})).predict(dataset)) as Answer[];
    for (const loss of ['Pinball', 'Pinball(quantiles=0.1×0.5×0.9)', 'GaussianNegativeLogLikelihood']) {
      const model = await trained(dataset, { loss, epochs: 40 });
      const answers = (await (await predictor(model, { confidence: 0.9 })).predict(dataset)) as Answer[];
      const widths = answers.map(({ interval }) => interval![1] - interval![0]);
      assert.ok(Math.max(...widths) > 1.2 * Math.min(...widths), `${loss}: widths follow the row`);
      for (const [i, { value, interval }] of answers.entries()) {
        assert.ok(interval![0] <= value! && value! <= interval![1]);
        assert.ok(Math.abs(value! - best[i]!.value!) < 15, `${loss}: ${value} beside ${best[i]!.value}`);
      }
      const plain = (await (await predictor(model, {})).predict(dataset)) as Answer[];
      assert.deepEqual(Object.keys(plain[0]!), ['target', 'value']);
      assert.ok(model.metrics.rmse! < 8 && model.metrics.val_rmse! < 8, JSON.stringify(model.metrics));
    }
    await assert.rejects(
      trained(dataset, { loss: 'Pinball(quantiles=0.5×0.2)' }),
      /quantiles must be ascending numbers between 0 and 1/,
    );
    await assert.rejects(trained(await penguins(), { loss: 'Pinball' }), /loss must be one that suits the 3 classes/);
  });
});
