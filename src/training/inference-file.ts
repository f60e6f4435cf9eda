import { writeOnnx } from '../engine';
import { portableRewrites } from '../engine/rewrites';
import { runPasses, withSharing } from '../graph';
import { buildForward, fileNames, isInput } from '../network';
import type { Feeds, NetworkSpec, Pipeline, Transform } from '../spec';

import type { WeightArray } from '../values/model';
import { version } from '../version';
import type { Objective } from './step/objective';
import { float32, packWeights } from './step/packing';

/**
 * `model.onnx`: the forward pass outside of training, with the weights, and a symbolic batch. Inputs and outputs have
 * the labels of their layers.
 */
export function writeInference(
  network: NetworkSpec,
  weights: Readonly<Record<string, WeightArray>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const graph = withSharing(() => {
    const packing = packWeights(buildForward(network, { training: false }).weights, 'whole');
    const forward = buildForward(network, { training: false, weights: packing.nodes });
    const { outputs: names } = fileNames(network);
    const outputs = runPasses(forward.outputs, portableRewrites);
    const held = [...packing.parameters, ...Object.values(packing.fixed)];
    return {
      inputs: [...Object.values(forward.inputs), ...held],
      outputs: Object.fromEntries(outputs.map((node, i) => [names[i]!, node])),
    };
  });
  const feeds: Feeds = Object.fromEntries(Object.entries(weights).map(([k, w]) => [k, float32(w.data, w.shape)]));
  return writeOnnx(graph, { weights: feeds, metadata, producer: { name: 'tensorwire', version } });
}

/**
 * Metadata for anyone who opens the file without this package. `outputs`: for each output its task and targets, with
 * class names in the order of the units, or mean and standard deviation of a standardized target (`transform`: any
 * other scaling). `pipeline`: how each column becomes numbers, as in `pipeline.json`. `inputs`: the columns of each
 * input (absent: all), and whether categories are one-hot or by index, with 0 for categories not seen in training;
 * arrays are not affected by `index`.
 */
export function describeFile(
  model: string,
  network: NetworkSpec,
  objectives: readonly Objective[],
  pipeline: Pipeline,
): Record<string, string> {
  const { inputs: inputNames, outputs: names } = fileNames(network);
  const inputs = network.layers.filter(isInput).flatMap(({ id, args: { columns, encoding } }) => {
    const input = inputNames[id];
    return input === undefined ? [] : [{ input, columns, encoding: encoding === 'index' ? encoding : 'one-hot' }];
  });
  const outputs = objectives.map((o, i) => ({
    output: names[i],
    task: o.task,
    targets: o.targets.map(({ name, classes, transform }) => ({
      name,
      ...(classes && { classes }),
      ...(transform.kind === 'standardize' && { mean: transform.mean, std: transform.std }),
      ...(transform.kind !== 'standardize' && isScaled(transform) && { transform }),
    })),
  }));
  return {
    model,
    inputs: JSON.stringify(inputs),
    outputs: JSON.stringify(outputs),
    pipeline: JSON.stringify(pipeline),
  };
}

const isScaled = ({ kind }: Transform): boolean => kind === 'minmax' || kind === 'positions';
