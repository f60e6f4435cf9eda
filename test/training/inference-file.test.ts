import assert from 'node:assert/strict';
import { train } from '../../src/training';
import type { Dataset } from '../../src/values/dataset';
import { engineName, testEngine } from '../engines';
import { judge, pythonIsThere } from '../onnx/python';
import { table, tablePlan } from './table-samples';

/** One epoch of a table's network; what Python reads in the file's metadata. */
async function metadataOf(dataset: Dataset) {
  const plan = { ...tablePlan(1), epochs: 1 };
  const { onnx, pipeline } = await train(plan, dataset, await testEngine());
  const width = pipeline!.features.reduce((sum, f) => sum + f.shape.reduce((a, b) => a * b, 1), 0);
  const input = { data: new Float32Array(2 * width), shape: [2, width], dtype: 'float32' as const };
  const { metadata, outputs } = judge([{ bytes: onnx, feeds: { input } }])[0]!;
  assert.equal(metadata.model, 'tables');
  assert.deepEqual(JSON.parse(metadata.pipeline!), JSON.parse(JSON.stringify(pipeline)));
  const [said] = JSON.parse(metadata.outputs!);
  assert.deepEqual(Object.keys(outputs), [said.output]);
  return { said, width: outputs[said.output]!.shape[1] };
}

describe(`what model.onnx says of itself, trained on ${engineName}`, () => {
  before(function () {
    if (!pythonIsThere()) this.skip();
  });

  it('class names, one for each unit, and how a row becomes numbers', async () => {
    const dataset = await table('penguins', 1);
    const { said, width } = await metadataOf(dataset);
    assert.deepEqual(said, {
      output: 'output',
      task: 'classification',
      targets: [{ name: 'Species', classes: ['Adelie', 'Chinstrap', 'Gentoo'] }],
    });
    assert.equal(width, 3);
  });

  it('mean and standard deviation of a number, so that answers can be told in its unit', async () => {
    const dataset = await table('cars', 1);
    const { said, width } = await metadataOf(dataset);
    const column = dataset.body.columns.find(c => c.name === 'Miles_per_Gallon')!;
    const known = Array.from(dataset.indices('train'), row => column.data[row]!).filter(v => !Number.isNaN(v));
    const mean = known.reduce((a, b) => a + b, 0) / known.length;
    const std = Math.sqrt(known.reduce((sum, v) => sum + (v - mean) ** 2, 0) / known.length);
    assert.equal(said.task, 'regression');
    const [target] = said.targets;
    assert.equal(target.name, 'Miles_per_Gallon');
    assert.ok(
      Math.abs(target.mean - mean) < 1e-6 && Math.abs(target.std - std) < 1e-6,
      JSON.stringify([target, mean, std]),
    );
    assert.equal(width, 1);
  });
});
