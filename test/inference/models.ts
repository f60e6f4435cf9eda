import { writeOnnx } from '../../src/engine';
import {
  appendLayer,
  appendOutput,
  buildForward,
  emptyNetwork,
  fileNames,
  initialWeights,
  joinNetworks,
  resolveInputs,
  resolveOutputs,
} from '../../src/network';
import type { NetworkSpec } from '../../src/spec';
import { type Dataset, Model, ModelBody } from '../../src/values';
import { card } from '../values/samples';

/** Models with their initial weights, as if trained: their predictions can be computed by hand. */

export interface Wish {
  readonly dataset: Dataset;
  readonly hidden?: number;
  /** one input for each list of columns; default: one input of all */
  readonly inputs?: readonly (readonly string[])[];
  /** one output for each list of targets; default: one output of all */
  readonly outputs?: readonly (readonly string[])[];
  readonly seed?: number;
}

export function modelFor({ dataset, hidden = 8, inputs, outputs, seed = 1 }: Wish): Model {
  const { pipeline } = dataset;
  const entries = (inputs ?? [null]).map((columns, i) =>
    appendLayer(emptyNetwork(), { id: `in${i}`, className: 'InputLayer', args: columns ? { columns } : {} }),
  );
  const entered =
    entries.length === 1
      ? entries[0]!
      : appendLayer(joinNetworks(entries), { id: 'join', className: 'Concatenate', args: {} });
  const body = appendLayer(entered, { id: 'hidden', className: 'Dense', args: { units: hidden, activation: 'relu' } });
  const ends = (outputs ?? [undefined]).map((target, i) =>
    appendOutput(body, { id: `out${i}`, label: `out ${i}` }, target ? { target } : {}),
  );
  const network = resolveOutputs(resolveInputs(joinNetworks(ends), pipeline), pipeline);
  return modelOf(network, dataset, seed);
}

function modelOf(network: NetworkSpec, { pipeline }: Dataset, seed: number): Model {
  const weights = initialWeights(network, seed);
  const forward = buildForward(network, { training: false });
  const names = fileNames(network).outputs;
  const graph = {
    inputs: [...Object.values(forward.inputs), ...forward.weights.map(w => w.node)],
    outputs: Object.fromEntries(forward.outputs.map((node, i) => [names[i]!, node])),
  };
  const feeds = Object.entries(weights).map(([key, { data, shape }]) => [
    key,
    { data, shape, dtype: 'float32' as const },
  ]);
  const onnx = writeOnnx(graph, { weights: Object.fromEntries(feeds) });
  return new Model('sample', 1, new ModelBody(card, network, weights, pipeline, onnx));
}
