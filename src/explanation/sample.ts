import type { Rows } from '../inference/batcher';
import type { InputPort } from '../inference/ports';
import type { Answer, Output } from './answers';
import type { Evaluator } from './evaluate';

/** Encoded rows with their outputs. */
export interface Sample {
  readonly rows: number;
  readonly inputs: readonly Rows[];
  /** by target */
  readonly outputs: readonly Output[];
}

/** Rows at the points of a cut network. */
export interface Places {
  /** by point, [rows × width] */
  readonly at: readonly Float32Array[];
  /** by point, [rows × numbers that are read] */
  readonly read: readonly Float32Array[];
}

/** … with what each column adds to products: by point, [rows × (columns + 1) × width]; null: it is no product. */
export interface Parts {
  readonly parts: readonly (Float32Array | null)[];
}

/** Rows with their numbers where a network is cut. */
export interface Placed extends Sample {
  readonly places: Places;
}

export interface Parted extends Sample {
  readonly places: Places & Parts;
}

/** Attributions of rows. Contributions are in the target's unit, or shares of a probability. */
export interface Attribution {
  /** the mean answer of the background rows, [rows] */
  readonly base: Float64Array;
  /** the answer of each row, [rows] */
  readonly value: Float64Array;
  /** the explained class, as its index; 0 for a number, [rows] */
  readonly chosen: Int32Array;
  /** [rows × columns]; each row adds up to value − base */
  readonly contributions: Float64Array;
}

/** The index of a class, or one for each row, by target; null: the likeliest of each row. */
export type Classes = readonly (number | ArrayLike<number> | null)[];

/** The attribution of each target, with contributions still 0. */
export function unattributed(
  evaluator: Evaluator,
  background: Sample,
  explained: Sample,
  columns: number,
  classes: Classes = [],
): readonly Attribution[] {
  return evaluator.answers.map((answer, t) => {
    const output = explained.outputs[t]!;
    const each = { length: explained.rows };
    const chosen = Int32Array.from(each, (_, row) => {
      const given = classes[t] ?? null;
      return given === null ? answer.choose(output, row) : typeof given === 'number' ? given : given[row]!;
    });
    const means = new Map([...new Set(chosen)].map(label => [label, meanOf(answer, background, t, label)]));
    return {
      base: Float64Array.from(chosen, label => means.get(label)!),
      value: Float64Array.from(each, (_, row) => answer.value(output, row, chosen[row]!)),
      chosen,
      contributions: new Float64Array(explained.rows * columns),
    };
  });
}

function meanOf(answer: Answer, { rows, outputs }: Sample, t: number, label: number): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += answer.value(outputs[t]!, row, label);
  return sum / rows;
}

/** Some of the rows. */
export function sampleOf({ rows: all, inputs, outputs }: Sample, rows: Int32Array): Sample {
  const some = <T extends Float32Array | Int32Array>(data: T): T => {
    const width = data.length / all;
    const kept = data.slice(0, rows.length * width) as T;
    for (const [i, row] of rows.entries()) kept.set(data.subarray(row * width, (row + 1) * width), i * width);
    return kept;
  };
  return {
    rows: rows.length,
    inputs: inputs.map(({ data, shape }) => ({ data: some(data), shape })),
    outputs: outputs.map(({ data, width }) => ({ data: some(data), width })),
  };
}

/** One row: the mean of encoded rows, or for indices, which have no mean, the first row. `ports`: by input. */
export const meanSample = ({ rows, inputs }: Sample, ports: readonly InputPort[]): readonly Rows[] =>
  inputs.map(({ data, shape }, input) => {
    const width = data.length / rows;
    const mean = data.slice(0, width);
    if (mean instanceof Int32Array || ports[input]!.encoding === 'index') return { data: mean, shape };
    for (let i = 0; i < width; i++) {
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += data[row * width + i]!;
      mean[i] = sum / rows;
    }
    return { data: mean, shape };
  });

/** Encoded rows and their outputs. */
export async function sampled(evaluator: Evaluator, rows: number, inputs: readonly Rows[]): Promise<Sample> {
  return { rows, inputs, outputs: await evaluator.outputs(rows, inputs) };
}
