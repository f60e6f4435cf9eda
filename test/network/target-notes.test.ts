import assert from 'node:assert/strict';
import {
  appendLayer,
  appendOutput,
  emptyNetwork,
  joinNetworks,
  resolveInputs,
  resolveOutputs,
  targetNotes,
} from '../../src/network';
import { datasetOf } from '../data/helpers';

describe('the targets of the data', () => {
  const data = Array.from({ length: 40 }, (_, i) => ({ x: i, 'Wert, °C': i % 7, b: i % 2 ? 'p' : 'q' }));
  const network = (columns: readonly string[] | null, targets: readonly (readonly string[])[]) => {
    const input = appendLayer(emptyNetwork(), {
      id: 'in',
      className: 'InputLayer',
      args: { columns, shape: null, dtype: 'float32', encoding: 'auto' },
    });
    return joinNetworks(
      targets.map((target, i) => appendOutput(input, { id: `out${i}`, label: `output ${i}` }, { target })),
    );
  };

  it('that no output predicts, or that two do, are said', async () => {
    const { pipeline, targets } = await datasetOf(data, { targets: ['Wert, °C', 'b'] });
    const notes = (...wanted: string[][]) =>
      targetNotes(resolveOutputs(resolveInputs(network(null, wanted), pipeline), pipeline), targets);
    assert.deepEqual(notes(['b'], ['Wert, °C']), []);
    assert.deepEqual(notes(['b']), [
      'no output predicts the target "Wert, °C" of the data: give it an output node of its own',
    ]);
    assert.deepEqual(notes(['b'], ['Wert, °C'], ['b']), [
      '2 outputs predict the target "b": an answer contains only the last one\'s',
    ]);
  });

  it('and its columns are one though their names have a comma, which older forms cut', async () => {
    const { pipeline } = await datasetOf(data, { targets: ['b'] });
    const inputs = resolveInputs(network(['Wert', '°C', 'x'], [['b']]), pipeline);
    assert.deepEqual(inputs.layers.find(({ id }) => id === 'in')!.args.columns, ['Wert, °C', 'x']);
    const { pipeline: other } = await datasetOf(data, { targets: ['Wert, °C'] });
    const ended = resolveOutputs(resolveInputs(network(null, [['Wert', '°C']]), other), other);
    assert.deepEqual(ended.outputs[0]!.target, ['Wert, °C']);
  });
});
