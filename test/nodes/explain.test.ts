import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { type Dataset, Model, openStore } from '../../src';
import { trainedOn, trainedOnHalves, withRows } from '../explanation/samples';
import { catcher, deploy, end, eventually, type FlowNode, node, type Running } from './flow';

const record = {
  ...{ Island: 'Biscoe', 'Beak Length (mm)': 47, 'Beak Depth (mm)': 14.5, 'Flipper Length (mm)': 216 },
  ...{ 'Body Mass (g)': 5200, Sex: null },
};
const car = {
  ...{ Cylinders: 8, Displacement: 307, Horsepower: 130, Weight_in_lbs: 3504 },
  ...{ Acceleration: 12, Year: 1970, Origin: 'USA' },
};
const flowOf = (more: Partial<FlowNode>): FlowNode[] => [
  { id: 'tab', type: 'tab' },
  catcher(),
  node('explain', 'nn-explain', ['end'], more),
  end(),
];

describe('nn-explain', function () {
  this.timeout(240_000);
  let model: Model;
  let dataset: Dataset;
  let cars: { model: Model; dataset: Dataset };
  before(async () => {
    ({ model, dataset } = await trainedOn('penguins'));
    cars = await trainedOn('cars');
  });
  let flow: Running | null = null;
  afterEach(async () => {
    await flow?.stop();
    flow = null;
  });
  const ask = async (more: Partial<FlowNode>, message: object) => {
    flow = await deploy(flowOf(more));
    return (await flow.ask('explain', message)).payload;
  };
  const refuses = async (more: Partial<FlowNode>, message: object, problem: RegExp) => {
    flow = await deploy(flowOf(more));
    const error = await flow.fails('explain', message);
    assert.match(error.message, problem);
    assert.equal(error.node, 'explain');
  };

  for (const method of ['auto', 'shapley', 'expected-gradients', 'integrated-gradients'])
    it(`records, by ${method}: contributions that add up, the largest first, and a text`, async () => {
      const found = (await ask({ method, reasons: '2' }, { payload: [record, record], model })) as {
        label: string;
        value: number;
        base: number;
        contributions: { column: string; value: unknown; contribution: number }[];
        text: string;
      }[];
      assert.equal(found.length, 2);
      const [{ label, value, base, contributions, text }] = found as [(typeof found)[0]];
      assert.equal(label, 'Gentoo');
      const sum = contributions.reduce((total, { contribution }) => total + contribution, 0);
      assert.ok(Math.abs(sum - (value - base)) < 1e-6);
      assert.equal(text.split('; ').length, 2);
      const sizes = contributions.map(({ contribution }) => Math.abs(contribution));
      assert.deepEqual(
        sizes,
        sizes.toSorted((a, b) => b - a),
      );
    });

  it('a long list, piece by piece: the same as a dataset of it, each warning once, and an error with its row', async () => {
    const list = Array.from({ length: 600 }, (_, i) => ({ ...record, 'Body Mass (g)': 3000 + 5 * i, Sex: 'Other' }));
    flow = await deploy(flowOf({ method: 'integrated-gradients' }));
    const warnings: string[] = [];
    const heard: EventEmitter = flow.node('explain');
    heard.on('call:warn', (call: { firstArg: string }) => warnings.push(call.firstArg));
    const all = (await flow.ask('explain', { payload: list, model })).payload as { value: number }[];
    assert.equal(warnings.filter(text => /"Other" was never seen/.test(text)).length, 1);
    const last = (await flow.ask('explain', { payload: list.slice(-1), model })).payload as { value: number }[];
    assert.equal(all.length, 600);
    assert.ok(Math.abs(all[599]!.value - last[0]!.value) < 1e-5);
    const wrong = list.map((one, i) => (i === 511 ? { ...one, 'Body Mass (g)': 'heavy' } : one));
    assert.match((await flow.fails('explain', { payload: wrong, model })).message, /row 512.*received "heavy"/);
    await flow.stop();
    flow = await deploy(flowOf({ method: 'dependence', columns: 'Body Mass (g)', label: 'Gentoo' }));
    const curve = (await flow.ask('explain', { payload: list, model })).payload as { points: object[] };
    assert.ok(curve.points.length > 10);
  });

  it('one record, in Chinese, of another class', async () => {
    const found = (await ask({ label: 'Adelie', language: 'zh-CN' }, { payload: record, model })) as {
      label: string;
      text: string;
    };
    assert.equal(found.label, 'Adelie');
    assert.match(found.text, /：Adelie [+−]\d+(\.\d)? 个百分点；/);
  });

  it('a model with its dataset: what it goes by, permuted and by contributions', async () => {
    for (const method of ['importance', 'auto']) {
      const found = (await ask({ method }, { payload: model, dataset })) as {
        method: string;
        metric?: string;
        importance: { column: string; importance: number; std: number }[];
      };
      assert.equal(found.metric, method === 'importance' ? 'accuracy' : undefined);
      assert.equal(found.importance.length, 6);
      assert.ok(found.importance[0]!.importance > 0.05);
      assert.ok(['Beak Length (mm)', 'Flipper Length (mm)'].includes(found.importance[0]!.column));
      await flow?.stop();
      flow = null;
    }
  });

  it('dependence: a curve over one column, and over two', async () => {
    const one = (await ask(
      { method: 'dependence', columns: 'Weight_in_lbs' },
      { payload: cars.model, dataset: cars.dataset },
    )) as {
      points: { value: number; answer: number }[];
      curves: number[][];
    };
    assert.ok(one.points.length > 20 && one.points.length === one.curves[0]!.length);
    assert.ok(one.points[0]!.answer > one.points.at(-1)!.answer + 2, 'heavier cars go less far');
    await flow?.stop();
    const single = (await ask(
      { method: 'dependence', columns: 'Weight_in_lbs' },
      { payload: car, model: cars.model },
    )) as typeof one;
    assert.equal(single.curves.length, 1);
    assert.ok(single.points.length > 20, 'over the values of training rows');
    assert.ok(single.points.some(({ value }) => value === car.Weight_in_lbs));
    await flow?.stop();
    const two = (await ask(
      { method: 'dependence', columns: 'Island, Sex', label: 'Gentoo' },
      { payload: model, dataset },
    )) as { columns: string[]; label: string; points: { values: string[]; answer: number }[] };
    assert.deepEqual([two.columns, two.label], [['Island', 'Sex'], 'Gentoo']);
    assert.ok(two.points.some(({ values }) => values[0] === 'Biscoe'));
  });

  it('counterfactual: a class that is wanted, any other, a number beyond a bound; none is null', async () => {
    type Change = {
      label: string;
      value: number;
      counterfactual: { answer: number; label?: string; changes: { column: string; to: unknown }[] } | null;
      text: string;
    };
    const wanted = (await ask({ method: 'counterfactual', label: 'Adelie' }, { payload: record, model })) as Change;
    assert.equal(wanted.counterfactual!.label, 'Adelie');
    assert.ok(wanted.counterfactual!.answer > 1 / 3);
    const changed = { ...record, ...Object.fromEntries(wanted.counterfactual!.changes.map(c => [c.column, c.to])) };
    const again = (await flow!.ask('explain', { payload: changed, model })).payload as Change;
    assert.match(again.text, /already is Adelie/);
    await flow?.stop();
    const other = (await ask({ method: 'counterfactual' }, { payload: record, model })) as Change;
    assert.notEqual(other.counterfactual!.label, 'Gentoo');
    assert.ok(other.counterfactual!.answer > 1 / 3, 'the probability of the class then');
    await flow?.stop();
    const none = (await ask({ method: 'counterfactual', columns: 'Sex' }, { payload: record, model })) as Change;
    assert.equal(none.counterfactual, null);
    assert.match(none.text, /no change of the allowed columns turns Gentoo/);
    await flow?.stop();
    const further = (await ask(
      { method: 'counterfactual', label: '> 25' },
      { payload: car, model: cars.model },
    )) as Change;
    assert.ok(further.counterfactual!.answer >= 25);
    await flow?.stop();
    const weaker = (await ask(
      { method: 'counterfactual', label: `> ${further.value + 0.3}`, columns: 'Horsepower' },
      { payload: car, model: cars.model },
    )) as Change;
    assert.ok(Number.isInteger(weaker.counterfactual!.changes[0]!.to), 'whole numbers stay whole');
  });

  it('of a stored model the one that has its name now, although its version has the same number', async () => {
    flow = await deploy(flowOf({ model: 'mine' }));
    const store = openStore(join(flow.userDir, 'tensorwire', 'models'));
    await store.save(new Model('mine', null, model.body));
    assert.equal(((await flow.ask('explain', { payload: record })).payload as { target: string }).target, 'Species');
    await store.delete('mine');
    await store.save(new Model('mine', null, cars.model.body));
    const { target } = (await flow.ask('explain', { payload: car })).payload as { target: string };
    assert.equal(target, 'Miles_per_Gallon');
  });

  it('a model that keeps no training rows is explained as soon as its dataset comes with it', async () => {
    const bare = new Model(model.model, null, withRows(model.body, null));
    flow = await deploy(flowOf({}));
    assert.match((await flow.fails('explain', { payload: record, model: bare })).message, /keeps no training rows/);
    const { payload } = await flow.ask('explain', { payload: record, model: bare, dataset });
    assert.equal(typeof (payload as { text: string }).text, 'string');
  });

  it('messages at once, each with a model of its own, are explained in turn', async () => {
    flow = await deploy(flowOf({}));
    const [found, wrong] = [flow.all(), flow.all('caught-tab')];
    const car = Object.fromEntries(cars.dataset.pipeline.features.map(({ name }) => [name, null]));
    for (const message of [
      { payload: record, model },
      { payload: car, model: cars.model },
      { payload: record, model },
    ])
      flow.send('explain', message);
    await eventually('three messages are explained', () => found.length + wrong.length === 3);
    assert.deepEqual(
      found.map(({ payload }) => (payload as { target: string }).target),
      ['Species', 'Miles_per_Gallon', 'Species'],
    );
  });

  it('pages, pictures and options', async () => {
    const page = (await ask({ as: 'page' }, { payload: record, model })) as string;
    assert.match(page, /^<!doctype html>/i);
    assert.match(page, /Flipper Length/);
    await flow?.stop();
    const options = (await ask({ as: 'echarts', method: 'importance' }, { payload: model, dataset })) as {
      name: string;
      option: object;
    }[];
    assert.deepEqual(
      options.map(({ name }) => name),
      ['importance-1'],
    );
  });

  it('refuses what it cannot explain, and says what to do', async () => {
    await refuses({}, { payload: record }, /needs a Model with its dataset/);
    await flow?.stop();
    await refuses({ method: 'dependence' }, { payload: model, dataset }, /columns must be one column or two/);
    await flow?.stop();
    await refuses(
      { method: 'counterfactual', label: 'Emu' },
      { payload: record, model },
      /label must be one of Adelie/,
    );
    await flow?.stop();
    await refuses({ method: 'importance' }, { payload: record, model }, /needs rows with known answers/);
    await flow?.stop();
    await refuses(
      { method: 'counterfactual' },
      { payload: cars.dataset, model: cars.model },
      /label must be what "Miles_per_Gallon" is to become/,
    );
  });

  describe('pictures and sequences', () => {
    let picture: { model: Model; dataset: Dataset };
    const size = 12;
    const half = (top: boolean) =>
      Array.from({ length: size }, (_, y) => Array.from({ length: size }, () => [Number(top === y < size / 2)]));
    before(async () => {
      picture = await trainedOnHalves(size);
    });

    it('Grad-CAM and occlusion: a map of the picture, where most counts, and a text', async () => {
      for (const method of ['grad-cam', 'occlusion']) {
        const found = (await ask({ method }, { payload: { x: half(true) }, model: picture.model })) as {
          label: string;
          map: number[][];
          input: number[][];
          layer?: string;
          patch?: number[];
          baseline?: string;
          most: { from: number[]; to: number[] };
          text: string;
        };
        assert.equal(found.label, 'top');
        assert.deepEqual([found.map.length, found.map[0]!.length, found.input.length], [size, size, size]);
        assert.ok(Math.max(...found.map.flat()) > 0);
        assert.match(found.text, /^rows \d+(–\d+)?, columns \d+(–\d+)? count most for top$/);
        if (method === 'grad-cam') assert.equal(found.layer, 'conv');
        else assert.deepEqual([found.patch, found.baseline], [[2, 2], 'mean']);
        await flow?.stop();
      }
    });

    it('a list of pictures, as a page, pictures and options', async () => {
      const payload = [{ x: half(true) }, { x: half(false) }];
      for (const [as, count] of [
        ['svg', 4],
        ['echarts', 4],
        ['page', 1],
      ] as const) {
        const found = await ask({ method: 'occlusion', patch: '4', as }, { payload, model: picture.model });
        if (as === 'page') {
          assert.match(String(found), /What counts for bottom/);
          assert.equal(String(found).match(/<svg/g)!.length, 4);
        } else assert.equal((found as unknown[]).length, count);
        await flow?.stop();
      }
    });

    it('needs a record, a picture, and for Grad-CAM a convolution', async () => {
      const { model: own, dataset: rows } = picture;
      await refuses({ method: 'grad-cam' }, { payload: own, dataset: rows }, /grad-cam is of a record: send records/);
      await flow?.stop();
      await refuses({ method: 'occlusion' }, { payload: record, model }, /no column of pictures or sequences/);
      await flow?.stop();
      await refuses(
        { method: 'grad-cam', layer: 'other' },
        { payload: { x: half(true) }, model: own },
        /layer must be empty, or a layer of the model \(.*conv/,
      );
      await flow?.stop();
      await refuses(
        { method: 'auto' },
        { payload: { x: half(true) }, model: own },
        /takes arrays of shape \[12,12,1\]/,
      );
    });
  });
});
