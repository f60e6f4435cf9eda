import assert from 'node:assert/strict';
import { makeDataset, readTable } from '../../src/data';
import { openModelFile } from '../../src/engine/open';
import { answerOf } from '../../src/explanation/answers';
import { cutNetwork } from '../../src/explanation/cut';
import { evaluatorOf } from '../../src/explanation/evaluate';
import { mixingAt } from '../../src/explanation/placed-hybrids';
import { compileLower } from '../../src/explanation/places';
import { playersOf } from '../../src/explanation/players';
import { sampled } from '../../src/explanation/sample';
import { topological, uniformSequence } from '../../src/graph';
import { portsOf } from '../../src/inference/ports';
import { fromColumns } from '../../src/inference/source';
import {
  appendLayer,
  appendOutput,
  emptyNetwork,
  initialWeights,
  networkFromRecipe,
  resolveInputs,
  resolveOutputs,
} from '../../src/network';
import type { NetworkSpec } from '../../src/spec';
import { resolveNetwork } from '../../src/training';
import { writeInference } from '../../src/training/inference-file';
import type { Dataset } from '../../src/values';

const records = Array.from({ length: 60 }, (_, i) => ({
  when: `202${i % 4}-0${1 + (i % 9)}-1${i % 8}`,
  size: (i * 37) % 101,
  weight: i % 7 === 2 ? null : ((i * 53) % 89) / 7,
  colour: ['red', 'green', 'blue'][i % 3]!,
  sold: i % 4 > 1 ? 'yes' : 'no',
  price: ((i * 17) % 31) * 100,
}));
const table = async (): Promise<Dataset> => makeDataset(await readTable({ records }), { targets: ['price'], seed: 1 });

/** Kernels that begin with zeros would hide everything below them. */
function someWeights(network: NetworkSpec) {
  const uniform = uniformSequence(5);
  return Object.fromEntries(
    Object.entries(initialWeights(network, 4)).map(([key, { data, shape }]) => [
      key,
      { shape, data: data.every(x => x === 0) ? data.map(() => uniform() - 0.5) : data },
    ]),
  );
}

const recipeFor = ({ pipeline }: Dataset): NetworkSpec =>
  resolveNetwork(networkFromRecipe({ id: 'n', name: 'n', recipe: 'table' }, pipeline, 40), pipeline, {
    loss: 'auto',
    metrics: 'auto',
  });

async function cutOf(network: NetworkSpec, { pipeline, body: { columns } }: Dataset) {
  const weights = someWeights(network);
  const { inputs, outputs } = portsOf(network, pipeline);
  const players = playersOf(pipeline, inputs);
  const answers = pipeline.targets.map(answerOf);
  const cut = cutNetwork({ network, pipeline, weights, calibration: null }, inputs, outputs, players)!;
  const { program } = await openModelFile(writeInference(network, weights), 'wasm');
  const evaluator = evaluatorOf(program, pipeline, null, { inputs, outputs }, answers);
  const rows = Int32Array.from({ length: 20 }, (_, row) => row);
  const encoded = fromColumns({ pipeline, inputs }, columns, rows).encode(0, rows.length);
  const sample = await compileLower(cut).part(await sampled(evaluator, rows.length, encoded));
  return { cut, sample, players, evaluator, mixing: mixingAt(cut, answers) };
}

describe('a network that is cut where its columns meet', () => {
  it('has waves, bins and scales below, and answers as the whole one does', async () => {
    const dataset = await table();
    const network = recipeFor(dataset);
    const { cut, sample, mixing } = await cutOf(network, dataset);
    const above = topological(cut.outputs).map(({ op }) => op.name);
    assert.ok(!above.some(name => ['cos', 'concatenate'].includes(name)), `${above}`);
    assert.ok(
      cut.points.every(({ kernel }) => kernel !== null),
      'each branch begins with a product',
    );
    const [found] = await mixing.evaluator.outputs(
      sample.rows,
      sample.places.at.map(data => ({ data, shape: [] })),
    );
    for (const [i, value] of sample.outputs[0]!.data.entries())
      assert.ok(Math.abs(found!.data[i]! - value) < 1e-4, `row ${i}: ${found!.data[i]}, ${value}`);
  });

  it('rows that are mixed at the cut answer as rows that are mixed before', async () => {
    const dataset = await table();
    const network = recipeFor(dataset);
    const { sample, players, evaluator, mixing } = await cutOf(network, dataset);
    const [own, other] = [
      { sample, at: 3 },
      { sample, at: 11 },
    ];
    const hybrids = mixing.hybrids(players.length + 1);
    hybrids.add(other);
    const encoded = sample.inputs.map(({ data }) => {
      const width = data.length / sample.rows;
      return data.slice(other.at * width, (other.at + 1) * width);
    });
    const rows = [encoded.map(data => data.slice())];
    for (const [k, { parts }] of players.entries()) {
      hybrids.again();
      hybrids.put(k, own, other);
      for (const { input, from, width } of parts) {
        const all = sample.inputs[input]!.data;
        const each = all.length / sample.rows;
        encoded[input]!.set(all.subarray(own.at * each + from, own.at * each + from + width), from);
      }
      rows.push(encoded.map(data => data.slice()));
    }
    const { rows: count, inputs } = hybrids.take();
    const [found] = await mixing.evaluator.outputs(count, inputs);
    for (const [k, row] of rows.entries()) {
      const [expected] = await evaluator.outputs(
        1,
        row.map((data, i) => ({ data, shape: sample.inputs[i]!.shape })),
      );
      assert.ok(Math.abs(found!.data[k]! - expected!.data[0]!) < 1e-4, `${k} columns`);
    }
  });

  it('is cut at its inputs where columns meet at once', async () => {
    const dataset = await table();
    const { pipeline } = dataset;
    const entry = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: {} });
    const normal = appendLayer(entry, { id: 'normal', className: 'LayerNormalization', args: {} });
    const open = appendOutput(normal, { id: 'out', label: 'out' });
    const { cut, sample } = await cutOf(resolveOutputs(resolveInputs(open, pipeline), pipeline), dataset);
    assert.equal(cut.points.length, 1);
    assert.equal(cut.points[0]!.kernel, null);
    assert.deepEqual([...sample.places.at[0]!], [...sample.inputs[0]!.data]);
  });
});
