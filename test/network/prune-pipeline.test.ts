import assert from 'node:assert/strict';
import {
  addOutput,
  appendLayer,
  appendOutput,
  emptyNetwork,
  type NewLayer,
  prunePipeline,
  resolveInputs,
  resolveOutputs,
  withReachableTargets,
} from '../../src/network';
import type { NetworkSpec, Pipeline, Task } from '../../src/spec';

const column = (name: string) =>
  ({ name, type: 'number', transform: { kind: 'standardize', mean: 0, std: 1 }, shape: [1] }) as const;
const target = (name: string) => ({ ...column(name), task: 'regression' }) as const;
const pipeline: Pipeline = {
  version: 1,
  features: ['a', 'b', 'c'].map(column),
  targets: ['y', 'z'].map(target),
};
const network = (columns: readonly string[] | null, ...targets: string[]): NetworkSpec => {
  const input = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', label: '', args: { columns } });
  return appendOutput(input, { id: 'out', label: 'output' }, targets.length > 0 ? { target: targets } : {});
};
const names = (spec: NetworkSpec) => {
  const { features, targets } = prunePipeline(pipeline, spec);
  return [features.map(f => f.name).join(''), targets.map(t => t.name).join('')];
};

describe('the part of a pipeline that a network uses', () => {
  it('is the columns of its inputs, in the order of the data', () => {
    assert.deepEqual(names(network(['c', 'a'], 'z')), ['ac', 'z']);
  });
  it('is all of it where an input takes all columns and an output all targets', () => {
    assert.deepEqual(names(network(null)), ['abc', 'yz']);
  });
});

describe('the scale of a target', () => {
  const numbers = { kind: 'standardize', mean: 3, std: 4 } as const;
  const y = { ...target('y'), transform: numbers };
  const array = { name: 'y', type: 'tensor', shape: [2], task: 'regression' } as const;
  const positions = { kind: 'positions', scales: [numbers, { ...numbers, mean: 0 }] } as const;
  const scaleFor = (targets: Pipeline['targets'], units: number, activation: string, task?: Task, layer?: string) => {
    const data: Pipeline = { ...pipeline, targets };
    const input = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', label: '', args: {} });
    const dense = layer
      ? appendLayer(appendLayer(input, { id: 'd', className: 'Dense', args: { units } }), {
          id: 'l',
          className: layer,
          args: {},
        })
      : appendLayer(input, { id: 'd', className: 'Dense', args: { units, activation } });
    const ended = addOutput(dense, { call: dense.heads[0]!, ...(task && { task }) });
    const network = resolveOutputs(resolveInputs(ended, data), data);
    return withReachableTargets(data, network).targets[0]!.transform;
  };

  it('stays around 0 where the network ends in any number', () => {
    assert.deepEqual(scaleFor([y], 1, 'linear'), numbers);
    assert.deepEqual(scaleFor([y], 1, 'leaky_relu'), numbers);
  });
  it('begins at 0 where the last layer gives nothing below', () => {
    const from0 = { kind: 'standardize', mean: 0, std: 5 };
    assert.deepEqual(scaleFor([y], 1, 'relu'), from0);
    assert.deepEqual(scaleFor([y], 1, 'softplus'), from0);
    assert.deepEqual(scaleFor([y], 1, '', undefined, 'ReLU'), from0);
    assert.deepEqual(scaleFor([{ ...array, transform: positions }], 2, 'relu'), {
      kind: 'positions',
      scales: [from0, { ...numbers, mean: 0 }],
    });
  });
  it('is none where the last layer ends at a number, or the array is classes after all', () => {
    assert.deepEqual(scaleFor([y], 1, 'sigmoid'), { kind: 'identity' });
    assert.deepEqual(scaleFor([{ ...array, transform: positions }], 2, 'tanh'), { kind: 'identity' });
    assert.deepEqual(scaleFor([{ ...array, transform: positions }], 2, 'softmax', 'classification'), {
      kind: 'identity',
    });
  });
});

describe('an input of arrays that are scaled', () => {
  const scaled: Pipeline = {
    ...pipeline,
    features: [
      { name: 'a', type: 'tensor', shape: [4, 2], transform: { kind: 'standardize', mean: 3, std: 4 } },
      { name: 'ids', type: 'tensor', shape: [4], transform: { kind: 'standardize', mean: 3, std: 4 } },
    ],
  };
  const encodingOf = (columns: string, args: object, ...layers: NewLayer[]) => {
    const input = appendLayer(emptyNetwork(), {
      id: 'in',
      className: 'InputLayer',
      label: '',
      args: { columns: [columns], ...args },
    });
    const network = layers.reduce((spec, layer) => appendLayer(spec, layer), input);
    return (resolveInputs(network, scaled).layers[0]!.args as { encoding?: string }).encoding;
  };
  it('gives them as they are to what looks them up, takes whole numbers or compares them', () => {
    const flatten = { id: 'f', className: 'Flatten', args: {} };
    const embedding = { id: 'e', className: 'Embedding', args: { inputDim: 9, outputDim: 2 } };
    assert.equal(encodingOf('a', {}, flatten), 'auto');
    assert.equal(encodingOf('ids', {}, embedding), 'index');
    assert.equal(encodingOf('ids', { dtype: 'int32' }), 'index');
    assert.equal(encodingOf('a', {}, { id: 'm', className: 'Masking', args: {} }), 'index');
  });
});
