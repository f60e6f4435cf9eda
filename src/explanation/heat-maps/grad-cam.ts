import { rewritesFor } from '../../engine/rewrites';
import { TensorwireError } from '../../errors';
import { add, gradient, input, inputName, mean, mul, relu, runPasses, sub, sum, withSharing } from '../../graph';
import type { GraphNode } from '../../graph/types';
import type { Rows } from '../../inference/batcher';
import { portsOf } from '../../inference/ports';
import { buildForward } from '../../network';
import type { NetworkSpec, Pipeline } from '../../spec';
import type { WeightArray } from '../../values/model';
import type { Answer } from '../answers';
import { compileNodes } from '../compile-nodes';
import { outputSlices, seedOf } from '../gradient-outputs';
import { type MappedLayer, mappedLayers } from './mapped-layer';

export interface GradCamRequest {
  readonly method: 'grad-cam';
  /** the label of a layer; '': the last convolution */
  readonly layer: string;
  /** the target, by its place */
  readonly target: number;
  /** the class of each row */
  readonly chosen: Int32Array;
}

/** Maps of some rows. */
export interface GradCamMaps {
  readonly layer: string;
  /** [height, width] or [steps] of the layer's output */
  readonly sides: readonly number[];
  /** [rows × places], at least 0 */
  readonly data: Float32Array;
}

export interface GradCam {
  run(rows: number, inputs: readonly Rows[], chosen: Int32Array): Promise<GradCamMaps>;
  dispose(): Promise<void>;
}

interface Model {
  readonly name: string;
  readonly network: NetworkSpec;
  readonly pipeline: Pipeline;
  readonly weights: Readonly<Record<string, WeightArray>>;
}

/**
 * Grad-CAM: the channels of a convolution, each times the mean of the gradient of the answer's score with respect to it,
 * summed; what speaks against the answer is 0. Of an ensemble, the mean of
 * its members' maps. Source: Selvaraju et al. 2017; captum.attr.LayerGradCam with relu_attributions.
 */
export function compileGradCam(
  { name, network, pipeline, weights }: Model,
  answers: readonly Answer[],
  t: number,
  layer: string,
): GradCam {
  const ports = portsOf(network, pipeline);
  const slice = outputSlices(ports.outputs, pipeline)?.[t];
  if (!slice)
    throw new TensorwireError(name, 'has an output that is not a vector, of which Grad-CAM cannot take the gradient', {
      argument: 'method',
    });
  const { calls, ...found } = mappedLayers(name, network, network.outputs[slice.output]!, layer);
  const width = ports.outputs[slice.output]!.shape[0]!;
  const seed = input('seed', ['N', width]);
  const { forward, map } = withSharing(() => {
    const heads = calls.flatMap(({ layer: of, end }) => [of, end]);
    const whole = buildForward({ ...network, outputs: [], heads }, { training: false });
    const ends = [...new Set(heads)];
    const nodes = runPasses(whole.outputs, rewritesFor('wasm'));
    const nodeOf = (call: string): GraphNode => nodes[ends.indexOf(call)]!;
    const maps = calls.map(({ layer: of, end }) => camOf(nodeOf(of), nodeOf(end), seed, found));
    return {
      forward: whole,
      map: mul(
        maps.reduce((a, b) => add(a, b)),
        1 / maps.length,
      ),
    };
  });
  const program = compileNodes([map], [...Object.values(forward.inputs), seed], forward.weights, weights);
  return {
    async run(rows, inputs, chosen) {
      const [data] = await program.run(node => {
        if (node === seed) return seedOf(answers[t]!, slice, width, chosen);
        const port = ports.inputs.findIndex(one => one.name === inputName(node));
        const { shape, dtype } = ports.inputs[port]!;
        return { data: inputs[port]!.data, shape: [rows, ...shape], dtype };
      });
      return { layer: found.label, sides: found.sides, data: data! };
    },
    dispose: () => program.dispose(),
  };
}

/** activations [N, …places, channels] and the end [N, outputs] → [N, …places] */
function camOf(
  activations: GraphNode,
  end: GraphNode,
  seed: GraphNode,
  { sides, channelAxis }: Pick<MappedLayer, 'sides' | 'channelAxis'>,
): GraphNode {
  const score = scoreOf(end);
  const [slope] = gradient(score, [activations], seed);
  const axes = [...sides.keys()].map(i => (channelAxis === 1 ? i + 2 : i + 1));
  return relu(sum(mul(activations, mean(slope!, axes, true)), [channelAxis]));
}

/**
 * The scores before a softmax or sigmoid, whose gradients do not vanish where the network is certain. A softmax is the
 * same if a number is added to all scores, so they are taken beside their mean. Without that, 51 of 60 maps of a network
 * for digits were 0 everywhere; with it 12.
 */
function scoreOf(end: GraphNode): GraphNode {
  const [scores] = end.inputs;
  if (end.op.name === 'softmax') return sub(scores!, mean(scores!, [1], true));
  return end.op.name === 'sigmoid' ? scores! : end;
}
