import assert from 'node:assert/strict';
import { drawBackground, makeDataset, readTable } from '../../src/data';
import { answerOf } from '../../src/explanation/answers';
import { cutNetwork, type Point } from '../../src/explanation/cut';
import { compileGradients } from '../../src/explanation/gradients';
import { compileLower } from '../../src/explanation/places';
import { meanSample } from '../../src/explanation/sample';
import { portsOf } from '../../src/inference/ports';
import {
  appendLayer,
  appendOutput,
  emptyNetwork,
  initialWeights,
  joinNetworks,
  resolveInputs,
  resolveOutputs,
} from '../../src/network';
import { writeInference } from '../../src/training/inference-file';
import { type Dataset, Model, ModelBody } from '../../src/values';
import { card } from '../values/samples';
import { attributorFor, spearman, tables, trainedOn } from './samples';

const records = Array.from({ length: 60 }, (_, i) => ({
  when: `202${i % 4}-0${1 + (i % 9)}-1${i % 8}`,
  size: (i * 37) % 101,
  colour: ['red', 'green', 'blue'][i % 3]!,
  place: i % 9 === 4 ? null : `town ${i % 5}`,
  price: ((i * 17) % 31) * 100,
}));

/**
 * A network whose output is a sum over the columns: numbers, a date and a category directly, another category through
 * an embedding.
 */
async function additive(): Promise<{ model: Model; dataset: Dataset }> {
  const dataset = await makeDataset(await readTable({ records }), { targets: ['price'], seed: 1 });
  const { pipeline } = dataset;
  const entry = (id: string, columns: readonly string[]) =>
    appendLayer(emptyNetwork(), { id, className: 'InputLayer', args: { columns } });
  const looked = appendLayer(entry('place', ['place']), {
    id: 'table',
    className: 'Embedding',
    args: { outputDim: 3 },
  });
  const joined = appendLayer(joinNetworks([entry('rest', ['when', 'size', 'colour']), looked]), {
    ...{ id: 'join', className: 'Concatenate', args: {} },
  });
  const network = resolveOutputs(resolveInputs(appendOutput(joined, { id: 'out', label: 'out' }), pipeline), pipeline);
  const weights = initialWeights(network, 4);
  const background = drawBackground(dataset, pipeline, 1);
  const body = new ModelBody(card, network, weights, pipeline, writeInference(network, weights), background);
  return { model: new Model('sum', 1, body), dataset };
}

/** A network of one hidden layer over 14 numbers, with the weights that it begins with. */
async function wide(): Promise<{ model: Model; dataset: Dataset }> {
  const rows = Array.from({ length: 80 }, (_, i) => ({
    ...Object.fromEntries(Array.from({ length: 14 }, (_, k) => [`x${k}`, ((i * (k + 3) * 7) % 41) / 4])),
    y: ['no', 'yes'][i % 2]!,
  }));
  const dataset = await makeDataset(await readTable({ records: rows }), { targets: ['y'], seed: 1 });
  const { pipeline } = dataset;
  const entry = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: {} });
  const hidden = appendLayer(entry, { id: 'hidden', className: 'Dense', args: { units: 8, activation: 'tanh' } });
  const network = resolveOutputs(resolveInputs(appendOutput(hidden, { id: 'out', label: 'out' }), pipeline), pipeline);
  const weights = initialWeights(network, 4);
  const background = drawBackground(dataset, pipeline, 1);
  const body = new ModelBody(card, network, weights, pipeline, writeInference(network, weights), background);
  return { model: new Model('wide', 1, body), dataset };
}

describe('expected and integrated gradients', function () {
  this.timeout(240_000);

  it('give way to Shapley’s values for a number far from those of training, by itself', async () => {
    const { model, dataset } = await wide();
    const { attributor, encode } = await attributorFor(model);
    const columns = dataset.body.columns.map(column =>
      column.name === 'x5'
        ? { ...column, data: Float64Array.from(column.data, (x, i) => (i === 3 ? 1e30 : x)) }
        : column,
    ) as typeof dataset.body.columns;
    const [found] = await attributor.attribute(2, encode({ body: { columns } } as Dataset, Int32Array.of(2, 3)), {
      method: 'auto',
    });
    const { players } = attributor;
    const [usual, far] = [0, 1].map(row =>
      found!.contributions.subarray(row * players.length, (row + 1) * players.length),
    );
    const own = far![players.findIndex(({ column }) => column.name === 'x5')]!;
    const sum = far!.reduce((total, value) => total + value, 0);
    assert.ok(Math.abs(sum - (found!.value[1]! - found!.base[1]!)) < 1e-6);
    assert.ok(
      far!.every(value => value === own || 3 * Math.abs(value) < Math.abs(own)),
      'the number itself is the reason',
    );
    const [alone] = await attributor.attribute(1, encode(dataset, Int32Array.of(2)), { method: 'expected-gradients' });
    assert.deepEqual([...usual!], [...alone!.contributions], 'other rows keep their gradients');
  });

  it('are Shapley’s values where the answer is a sum over the columns, through an embedding too', async () => {
    const { model, dataset } = await additive();
    const { attributor, encode } = await attributorFor(model);
    const rows = dataset.indices('test');
    const of = async (method: 'shapley' | 'expected-gradients' | 'integrated-gradients') =>
      (await attributor.attribute(rows.length, encode(dataset, rows), { method }))[0]!;
    const [exact, expected] = [await of('shapley'), await of('expected-gradients')];
    const largest = Math.max(...exact.contributions.map(Math.abs));
    assert.ok(largest > 1);
    for (const [i, value] of exact.contributions.entries())
      assert.ok(
        Math.abs(value - expected.contributions[i]!) < 1e-4 * largest,
        `${value}, ${expected.contributions[i]}`,
      );
  });

  it('the mean row has the mean of each number, and an index that a row has', () => {
    const inputs = [1, 2].map(() => ({ data: Float32Array.of(3, 6), shape: [] }));
    const port = { name: 'x', columns: null, shape: [], dtype: 'float32' as const };
    const mean = meanSample({ rows: 2, inputs, outputs: [] }, [port, { ...port, encoding: 'index' }]);
    assert.deepEqual(
      mean.map(({ data }) => [...data]),
      [[4.5], [3]],
    );
  });

  it('add up to the answer less that of the background, and rank the columns much as Shapley’s values do', async () => {
    for (const name of tables) {
      const { model, dataset } = await trainedOn(name);
      const { attributor, encode } = await attributorFor(model);
      const rows = dataset.indices('test').slice(0, 30);
      const columns = attributor.players.length;
      const of = async (method: 'shapley' | 'expected-gradients' | 'integrated-gradients') =>
        (await attributor.attribute(rows.length, encode(dataset, rows), { method }))[0]!;
      const exact = await of('shapley');
      for (const [method, least] of [
        ['expected-gradients', 0.75],
        ['integrated-gradients', 0.4],
      ] as const) {
        const { contributions, value, base } = await of(method);
        let correlation = 0;
        for (let row = 0; row < rows.length; row++) {
          const own = contributions.subarray(row * columns, (row + 1) * columns);
          const sum = own.reduce((a, b) => a + b, 0);
          assert.ok(Math.abs(sum - (value[row]! - base[row]!)) < 1e-9, `${name}, ${method}, row ${row}`);
          const theirs = exact.contributions.subarray(row * columns, (row + 1) * columns);
          correlation += spearman(own, theirs) / rows.length;
        }
        assert.ok(correlation > least, `${name}, ${method}: ${correlation}`);
      }
    }
  });

  it('the gradients are those of each target’s answer, where two classes at a temperature share an output', async () => {
    const yesNo = records.map(({ size, colour, price }, i) => ({
      ...{ size, colour, price, a: size > 50 ? 'yes' : 'no', b: i % 3 ? 'on' : 'off' },
    }));
    const dataset = await makeDataset(await readTable({ records: yesNo }), { targets: ['a', 'b'], seed: 1 });
    const { pipeline } = dataset;
    const start = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: {} });
    const hidden = appendLayer(start, { id: 'hidden', className: 'Dense', args: { units: 4, activation: 'tanh' } });
    const network = resolveOutputs(
      resolveInputs(appendOutput(hidden, { id: 'out', label: 'out' }), pipeline),
      pipeline,
    );
    assert.equal(network.outputs.length, 1);
    const weights = initialWeights(network, 4);
    const scores = { rows: 1, values: [0] };
    const targets = Object.fromEntries(
      ['a', 'b'].map(name => [name, { kind: 'class' as const, temperature: 3, scores }]),
    );
    const calibration = { version: 1 as const, rows: 1, targets };
    const onnx = writeInference(network, weights);
    const background = drawBackground(dataset, pipeline, 1);
    const body = new ModelBody(card, network, weights, pipeline, onnx, background, calibration);
    const { attributor, encode } = await attributorFor(new Model('two', 1, body));
    const [row] = encode(dataset, Int32Array.of(0));
    const width = row!.data.length;
    const { inputs, outputs } = portsOf(network, pipeline);
    const cut = cutNetwork({ ...body, pipeline }, inputs, outputs, attributor.players)!;
    const gradients = compileGradients(cut, pipeline.targets.map(answerOf))!;
    const [{ kernel, width: units }] = cut.points as [Point];
    const { places } = await compileLower(cut).place({ rows: 1, inputs: [row!], outputs: [] });
    const second = [0, 1].map(() => Int32Array.of(1));
    const found = await gradients.run(1, places.at, second);
    const slopeOf = (t: number, i: number): number =>
      Array.from({ length: units }, (_, k) => kernel![i * units + k]! * found[t]![0]![k]!).reduce((a, b) => a + b, 0);
    const step = 1e-2;
    for (let i = 0; i < width; i++) {
      const moved = async (by: number) => {
        const data = Float32Array.from(row!.data);
        data[i]! += by;
        return attributor.outputs(1, [{ ...row!, data }]);
      };
      const [more, less] = [await moved(step), await moved(-step)];
      for (const t of [0, 1]) {
        const slope = (more[t]!.data[0]! - less[t]!.data[0]!) / (2 * step);
        assert.ok(Math.abs(slope - slopeOf(t, i)) < 1e-3, `target ${t}, number ${i}: ${slope}, ${slopeOf(t, i)}`);
      }
    }
  });

  it('there are none where indices of two columns are one mask: auto takes paths of columns', async () => {
    const sentences = records.map(({ size, price }, i) => ({
      ...{ size, price, words: [1 + (i % 4), i % 3, 0], tags: [1 + (i % 2), 0, 0] },
    }));
    const dataset = await makeDataset(await readTable({ records: sentences }), { targets: ['price'], seed: 1 });
    const { pipeline } = dataset;
    const entry = (id: string, args: object) =>
      appendLayer(emptyNetwork(), { id, className: 'InputLayer', args: { ...args } });
    const looked = (column: string) =>
      appendLayer(entry(column, { columns: [column], encoding: 'index' }), {
        id: `table ${column}`,
        className: 'Embedding',
        args: { inputDim: 5, outputDim: 2, maskZero: true },
      });
    const joinedSteps = appendLayer(joinNetworks([looked('words'), looked('tags')]), {
      ...{ id: 'steps', className: 'Concatenate', args: {} },
    });
    const read = appendLayer(joinedSteps, { id: 'read', className: 'LSTM', args: { units: 3 } });
    const both = joinNetworks([entry('rest', { columns: ['size'] }), read]);
    const joined = appendLayer(both, { id: 'join', className: 'Concatenate', args: {} });
    const network = resolveOutputs(
      resolveInputs(appendOutput(joined, { id: 'out', label: 'out' }), pipeline),
      pipeline,
    );
    const weights = initialWeights(network, 4);
    const onnx = writeInference(network, weights);
    const background = drawBackground(dataset, pipeline, 1);
    const body = new ModelBody(card, network, weights, pipeline, onnx, background);
    const { attributor } = await attributorFor(new Model('sentences', 1, body));
    const { inputs, outputs } = portsOf(network, pipeline);
    assert.equal(cutNetwork({ ...body, pipeline }, inputs, outputs, attributor.players), null);
  });
});
