import { gradient, input, inputName, topological, withSharing } from '../graph';
import type { GraphNode } from '../graph/types';
import type { Rows } from '../inference/batcher';
import { portsOf } from '../inference/ports';
import type { Calibration, NetworkSpec, Pipeline } from '../spec';
import type { WeightArray } from '../values/model';
import type { Answer } from './answers';
import { compileNodes } from './compile-nodes';
import { outputSlices, seedOf, tempered } from './gradient-outputs';
import { cutAtPoints, type Point } from './gradient-points';
import type { Player } from './players';

/** The most rows of a run. */
export const BATCH = 256;
/** The fewest that the gradient is compiled for: between them, for each power of two. */
const FEWEST = 32;

/** The gradient of each target's answer with respect to the encoded columns, compiled once. */
export interface Gradients {
  readonly points: readonly Point[];
  /** the numbers of encoded rows at each point, [rows × width] */
  at(rows: number, inputs: readonly Rows[]): Promise<readonly Float32Array[]>;
  /**
   * of each target, at each point; at least [rows × width]. `places`: by point, [BATCH × width], of which the first
   * `rows` count. `chosen`: the class of each row, by target, [BATCH]
   */
  run(
    rows: number,
    places: readonly Float32Array[],
    chosen: readonly Int32Array[],
  ): Promise<readonly (readonly Float32Array[])[]>;
  dispose(): Promise<void>;
}

interface Model {
  readonly network: NetworkSpec;
  readonly pipeline: Pipeline;
  readonly weights: Readonly<Record<string, WeightArray>>;
  readonly calibration: Calibration | null;
}

/**
 * Compiles the gradient together with the model. An index has no gradient: there it is taken with respect to its
 * embedding. null: not every column can be reached in this way (several columns by index in one input, an output that
 * is not a vector, an index that is also a mask).
 */
export async function compileGradients(
  { network, pipeline, weights, calibration }: Model,
  answers: readonly Answer[],
  players: readonly Player[],
): Promise<Gradients | null> {
  const ports = portsOf(network, pipeline);
  const slices = outputSlices(ports.outputs, pipeline);
  const cut = slices && withSharing(() => cutAtPoints(network, ports.inputs, players));
  if (slices === null || cut === null) return null;
  const { forward, entered, points, outputs } = cut;
  const lookups = points.flatMap(({ reads }) => (typeof reads === 'number' ? [] : [reads]));
  const widthOf = (t: number): number => ports.outputs[slices[t]!.output]!.shape[0]!;
  const seeds = answers.map((_, t) => input(`seed ${t}`, ['N', widthOf(t)]));
  const given = points.map(({ node }) => node);
  const found = answers.flatMap((answer, t) => {
    const { output, width } = slices[t]!;
    return gradient(tempered(outputs[output]!, width, answer, calibration), given, seeds[t]!);
  });
  const needed = new Set(topological(found));
  // An index that is used in another way than through an embedding: as the mask of a sequence.
  if (entered.some(node => needed.has(node) && !given.includes(node))) return null;

  const compile = (nodes: readonly GraphNode[], fed: readonly GraphNode[]) =>
    compileNodes(nodes, fed, forward.weights, weights);
  const backward = await compile(found, [...given, ...seeds]);
  const lookup = lookups.length > 0 ? await compile(lookups, entered) : null;

  return {
    points,
    async at(rows, encoded) {
      const vectors = await lookup?.run(node => {
        const port = ports.inputs.findIndex(({ name }) => name === inputName(node));
        const { shape, dtype } = ports.inputs[port]!;
        return { data: encoded[port]!.data, shape: [rows, ...shape], dtype };
      });
      return points.map(({ reads }) =>
        typeof reads === 'number' ? Float32Array.from(encoded[reads]!.data) : vectors![lookups.indexOf(reads)]!,
      );
    },
    async run(rows, places, chosen) {
      const size = Math.max(FEWEST, 2 ** Math.ceil(Math.log2(rows)));
      const all = await backward.run(node => {
        const t = seeds.indexOf(node);
        if (t >= 0) return seedOf(answers[t]!, slices[t]!, widthOf(t), chosen[t]!.subarray(0, size));
        const i = given.indexOf(node);
        const { reads, width } = points[i]!;
        const shape = typeof reads === 'number' ? ports.inputs[reads]!.shape : (node.shape.slice(1) as number[]);
        return { data: places[i]!.subarray(0, size * width), shape: [size, ...shape], dtype: 'float32' };
      });
      return answers.map((_, t) => points.map((_, i) => all[t * points.length + i]!));
    },
    async dispose() {
      await backward.dispose();
      await lookup?.dispose();
    },
  };
}
