import { calibratedOutput } from '../calibration';
import type { Program } from '../engine/engine';
import type { Rows } from '../inference/batcher';
import { type InputPort, type OutputPort, splitByTarget, targetsOf } from '../inference/ports';
import type { Calibration, Feeds, HostTensor, Pipeline } from '../spec';
import type { Answer, Output } from './answers';

/** Evaluates the explained number of each target for encoded rows. */
export interface Evaluator {
  readonly answers: readonly Answer[];
  /** by target */
  outputs(rows: number, inputs: readonly Rows[]): Promise<readonly Output[]>;
}

export function evaluatorOf(
  program: Program,
  pipeline: Pipeline,
  calibration: Calibration | null,
  ports: { readonly inputs: readonly InputPort[]; readonly outputs: readonly OutputPort[] },
  answers: readonly Answer[],
): Evaluator {
  const targets = targetsOf(ports.outputs, pipeline, calibration);
  return {
    answers,
    async outputs(rows, inputs) {
      const results = await program.run(feedsOf(ports.inputs, rows, inputs));
      const found = ports.outputs.map(({ name }) => {
        const { data, shape } = results[name]!;
        return { data: data instanceof Float32Array ? data : Float32Array.from(data), shape: shape.slice(1) };
      });
      return splitByTarget(ports.outputs, found, pipeline).map(({ data, shape }, t) => {
        const answered = calibratedOutput(targets[t]!, { data: data as Float32Array, shape }, rows);
        return { data: answered.data, width: answered.data.length / rows };
      });
    },
  };
}

function feedsOf(ports: readonly InputPort[], rows: number, inputs: readonly Rows[]): Feeds {
  const feeds: Record<string, HostTensor> = {};
  for (const [i, { name, shape, dtype }] of ports.entries())
    feeds[name] = { data: inputs[i]!.data, shape: [rows, ...shape], dtype };
  return feeds;
}
