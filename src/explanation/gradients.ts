import { gradient, input } from '../graph';
import type { Answer } from './answers';
import { compileNodes } from './compile-nodes';
import type { Cut } from './cut';
import { outputSlices, seedOf, tempered } from './gradient-outputs';

/** The most rows of a run: few, so that they stay in the processor's cache. */
export const BATCH = 64;

/** The gradient of each target's answer with respect to the points of a cut, compiled once. */
export interface Gradients {
  /**
   * of each target, at each point, [rows × width]. `places`: by point, at least [rows × width]. `chosen`: the class of
   * each row, by target, at least [rows]
   */
  run(
    rows: number,
    places: readonly Float32Array[],
    chosen: readonly Int32Array[],
  ): Promise<readonly (readonly Float32Array[])[]>;
  dispose(): Promise<void>;
}

/** Compiles the gradient of the upper part of a network. null: an output is not a vector. */
export function compileGradients(cut: Cut, answers: readonly Answer[]): Gradients | null {
  const { model, ports, points, outputs, weights } = cut;
  const slices = outputSlices(ports, model.pipeline);
  if (slices === null) return null;
  const widthOf = (t: number): number => ports[slices[t]!.output]!.shape[0]!;
  const seeds = answers.map((_, t) => input(`seed ${t}`, ['N', widthOf(t)]));
  const given = points.map(({ node }) => node);
  const found = answers.flatMap((answer, t) => {
    const { output, width } = slices[t]!;
    return gradient(tempered(outputs[output]!, width, answer, model.calibration), given, seeds[t]!);
  });
  const backward = compileNodes(found, [...given, ...seeds], weights, model.weights);

  return {
    async run(rows, places, chosen) {
      const all = await backward.run(node => {
        const t = seeds.indexOf(node);
        if (t >= 0) return seedOf(answers[t]!, slices[t]!, widthOf(t), chosen[t]!.subarray(0, rows));
        const i = given.indexOf(node);
        const data = places[i]!.subarray(0, rows * points[i]!.width);
        return { data, shape: [rows, ...(node.shape.slice(1) as number[])], dtype: 'float32' };
      });
      return answers.map((_, t) => points.map((_, i) => all[t * points.length + i]!));
    },
    dispose: () => backward.dispose(),
  };
}
