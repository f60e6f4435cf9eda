import assert from 'node:assert/strict';
import type { Pipeline } from '../../src/data/types';
import { appendLayer, appendOutput, emptyNetwork, type NetworkSpec, usedPipeline } from '../../src/network';

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
  const { features, targets } = usedPipeline(pipeline, spec);
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
