import { confidenceHead, vectors, withFeatures } from '../calibration';
import { writeOnnx } from '../engine';
import { portableRewrites } from '../engine/rewrites';
import { about, Problem } from '../errors';
import { runPasses, withSharing } from '../graph';
import { buildForward, fileNames, weightFeeds } from '../network';
import type { Calibration, Novelty } from '../spec';
import type { ModelBody } from '../values/model';

/** A model's file with one more output, for confidence and novelty. */
export interface ConfidentFile {
  readonly onnx: Uint8Array;
  /** the name of that output: [N, 1 + targets] as `confidenceHead` gives it */
  readonly name: string;
}

/** What it is made of; its numbers are in shared memory, so a thread gets it without a copy. */
export type ConfidentSource = Pick<ModelBody, 'network' | 'weights' | 'calibration'> & {
  /** the name of the model, which errors are about */
  readonly model: string;
};

/**
 * `model.onnx` with what confidence needs, computed in the same run; null for a model without a measure of novelty.
 * Only predictions with a confidence open it, so that others stay as fast. It is written in a thread, because a
 * large file takes its time. Throws an error about the model if the calibration belongs to another network, which is
 * possible in a file from elsewhere.
 */
export function confidentFile({ model, ...source }: ConfidentSource): ConfidentFile | null {
  const { calibration } = source;
  return calibration?.novelty ? about(model, () => written(source, calibration, calibration.novelty!)) : null;
}

function written(
  { network, weights }: Pick<ConfidentSource, 'network' | 'weights'>,
  calibration: Calibration,
  novelty: Novelty,
): ConfidentFile {
  const { inputs, outputs: names } = fileNames(network);
  const taken = new Set([...Object.values(inputs), ...names]);
  let name = 'confidence';
  for (let i = 1; taken.has(name); i++) name = `confidence_${i}`;
  return withSharing(() => {
    const forward = buildForward(withFeatures(network), { training: false });
    const [features, ...predictions] = forward.outputs;
    const known = vectors(features!).shape[1];
    if (known !== novelty.mean.length)
      throw new Problem(
        `calibration.json is of another network: it compares ${novelty.mean.length} features, the network has ${known}. Save or import the model again`,
        { file: 'calibration.json' },
      );
    const head = confidenceHead(features!, novelty, calibration);
    const outputs = runPasses([...predictions, head], portableRewrites);
    const graph = {
      inputs: [...Object.values(forward.inputs), ...forward.weights.map(({ node }) => node)],
      outputs: Object.fromEntries([...names, name].map((key, i) => [key, outputs[i]!])),
    };
    return { onnx: writeOnnx(graph, { weights: weightFeeds(forward.weights, weights) }), name };
  });
}
