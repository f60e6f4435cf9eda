import assert from 'node:assert/strict';
import { drawBackground, makeDataset, readTable } from '../../src/data';
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

/** A network whose answer is a sum over the columns: numbers, a date and a category as they are, another category by an embedding. */
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

describe('expected and integrated gradients', function () {
  this.timeout(240_000);

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
});
