import { calibratedOutput, certaintyOf, spreadTargets } from '../calibration';
import type { Program } from '../engine/engine';
import type { OutputSource, RawOutput } from '../evaluation/types';
import { elements } from '../shape';
import type { Feeds, HostTensor } from '../spec';
import type { Model } from '../values/model';
import { type InputPort, type OutputPort, portsOf, splitByTarget, targetsOf } from './ports';
import { fromColumns } from './source';

/** Rows per run: enough to keep the engine busy, few enough to keep memory small. */
const ROWS = 1024;
const BYTES = 16 * 2 ** 20;

/**
 * A model's outputs after `calibratedOutput`, for rows of a dataset. The program must not be used by anyone else, because it
 * blocks until it is done. `confident`: the output of a `confidentFile` that the program runs; without it, intervals
 * that depend on the row are left out.
 */
export function outputsOf(model: Model, program: Program, confident: string | null = null): OutputSource {
  const { network, pipeline, calibration } = model.body;
  const { inputs, outputs } = portsOf(network, pipeline!);
  const targets = targetsOf(outputs, pipeline!, calibration);
  const spreads = calibration ? spreadTargets(calibration) : [];
  return {
    async outputs(dataset, rows) {
      const source = fromColumns({ pipeline: pipeline!, inputs }, dataset.body.columns, rows);
      const step = stepOf(inputs);
      const none = (): RawOutput[] => pipeline!.targets.map(() => ({ data: new Float32Array(0), shape: [] }));
      const [found, raws] = [none(), none()];
      const heads: RawOutput[] = [];
      for (let from = 0; from < rows.length; from += step) {
        const to = Math.min(from + step, rows.length);
        const results = await program.run(feeds(inputs, source.encode(from, to), to - from));
        const raw = splitByTarget(outputs, resultRows(outputs, results), pipeline!) as RawOutput[];
        raw.forEach((part, i) => {
          append(raws, i, part, from, to, rows.length);
          append(found, i, calibratedOutput(targets[i]!, part, to - from), from, to, rows.length);
        });
        if (confident !== null) append(heads, 0, hostRows(results[confident]!), from, to, rows.length);
      }
      const head = heads[0];
      return found.map((output, i): RawOutput => {
        const { target, calibration: known } = targets[i]!;
        const factorAt = spreads.indexOf(target.name) + 1;
        if (known === undefined || (factorAt > 0 && head === undefined)) return output;
        const [width, rawWidth] = [output.data.length / rows.length, raws[i]!.data.length / rows.length];
        const columns = head ? head.data.length / rows.length : 0;
        return {
          ...output,
          ...{ raw: raws[i]!.data, reader: targets[i]!.reader },
          certain: confidence => {
            const say = certaintyOf(targets[i]!, { confidence });
            return row =>
              say({
                ...{ raw: raws[i]!.data, rawFrom: row * rawWidth, data: output.data, from: row * width, width },
                unusual: null,
                factor: factorAt > 0 ? head!.data[row * columns + factorAt]! : 1,
              });
          },
        };
      });
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

/** Appends the rows of a run to those of earlier runs. */
function append(
  all: RawOutput[],
  at: number,
  { data, shape }: RawOutput,
  from: number,
  to: number,
  rows: number,
): void {
  const width = data.length / (to - from);
  if (from === 0) all[at] = { data: new Float32Array(rows * width), shape: [rows, ...shape] };
  all[at]!.data.set(data, from * width);
}

const hostRows = ({ data, shape }: HostTensor): RawOutput => ({
  data: data instanceof Float32Array ? data : Float32Array.from(data),
  shape: shape.slice(1),
});

const resultRows = (outputs: readonly OutputPort[], results: Readonly<Record<string, HostTensor>>) =>
  outputs.map(({ name }) => hostRows(results[name]!));
