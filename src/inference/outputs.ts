import { settled } from '../calibration';
import type { Program } from '../engine/engine';
import type { OutputSource, RawOutput } from '../evaluation/types';
import { elements } from '../shape';
import type { Feeds, HostTensor } from '../spec';
import type { Model } from '../values/model';
import { type InputPort, type OutputPort, portsOf, splitByTarget, targetsOf } from './ports';
import { fromColumns } from './source';

/** Rows of one run: enough to keep the engine busy, few enough to keep memory small. */
const ROWS = 1024;
const BYTES = 16 * 2 ** 20;

/**
 * A model's outputs, as `settled` makes them, for rows of a dataset. The program must belong to this caller alone: it blocks until it is
 * done.
 */
export function outputsOf(model: Model, program: Program): OutputSource {
  const { network, pipeline, calibration } = model.body;
  const { inputs, outputs } = portsOf(network, pipeline!);
  const targets = targetsOf(outputs, pipeline!, calibration);
  return {
    async outputs(dataset, rows) {
      const source = fromColumns({ pipeline: pipeline!, inputs }, dataset.body.columns, rows);
      const step = stepOf(inputs);
      const found: RawOutput[] = pipeline!.targets.map(() => ({ data: new Float32Array(0), shape: [] }));
      for (let from = 0; from < rows.length; from += step) {
        const to = Math.min(from + step, rows.length);
        const results = await program.run(feeds(inputs, source.encode(from, to), to - from));
        const parts = splitByTarget(outputs, resultRows(outputs, results), pipeline!).map((part, i) =>
          settled(targets[i]!, part as RawOutput, to - from),
        );
        parts.forEach(({ data, shape }, i) => {
          const width = data.length / (to - from);
          if (from === 0) found[i] = { data: new Float32Array(rows.length * width), shape: [rows.length, ...shape] };
          found[i]!.data.set(data, from * width);
        });
      }
      return found;
    },
  };
}

const stepOf = (inputs: readonly InputPort[]): number => {
  const bytes = inputs.reduce((sum, { shape }) => sum + 4 * elements(shape), 0);
  return Math.max(1, Math.min(ROWS, Math.floor(BYTES / Math.max(1, bytes))));
};

function feeds(
  inputs: readonly InputPort[],
  encoded: ReturnType<ReturnType<typeof fromColumns>['encode']>,
  rows: number,
): Feeds {
  const named: Record<string, HostTensor> = {};
  encoded.forEach(({ data, shape }, i) => {
    const dtype = data instanceof Int32Array ? 'int32' : 'float32';
    named[inputs[i]!.name] = { data, shape: [rows, ...shape], dtype };
  });
  return named;
}

const resultRows = (outputs: readonly OutputPort[], results: Readonly<Record<string, HostTensor>>) =>
  outputs.map(({ name }) => {
    const { data, shape } = results[name]!;
    return { data: data instanceof Float32Array ? data : Float32Array.from(data), shape: shape.slice(1) };
  });
