import * as z from 'zod';
import { nested } from '../../data/pipeline/decode';
import { messageOf, Problem, show } from '../../errors';
import type { Output } from '../../inference';
import { elements } from '../../shape';
import { Tensor } from '../../values/tensor';
import { type ModelMetadata, PLATFORM } from '../protocol/metadata';
import type { NamedTensor } from '../protocol/tensors';

/** An answer for each row. `output` is that of predictors: a server of this palette gives what a model here would. */
export function answersOf(
  metadata: ModelMetadata,
  outputs: readonly NamedTensor[],
  rows: number,
  output: Output,
): unknown[] {
  for (const { name, shape } of outputs)
    if (shape[0] !== rows)
      throw new Problem(
        `the server's output "${name}" must have ${rows} rows, received the shape [${shape.join(', ')}]`,
      );
  const parts = metadata.platform === PLATFORM ? targetsOf(metadata, outputs) : outputs.map(plain);
  return Array.from({ length: rows }, (_, row) => {
    const answers = parts.map(
      ({ name, scores, label }) => [name, output === 'label' ? label(row) : scores(row)] as const,
    );
    if (metadata.platform === PLATFORM || output === 'label')
      return answers.length === 1 ? answers[0]![1] : Object.fromEntries(answers);
    return Object.fromEntries(answers);
  });
}

/** Numeric outputs as Tensors: a single one, or by name. */
export function outputTensors(outputs: readonly NamedTensor[], single: boolean): unknown {
  const all = outputs.flatMap(({ name, datatype, shape, data }) =>
    datatype === 'BYTES'
      ? []
      : [[name, new Tensor(Float32Array.from(data as Float32Array), single ? shape.slice(1) : shape)] as const],
  );
  return all.length === 1 ? all[0]![1] : Object.fromEntries(all);
}

interface Part {
  readonly name: string;
  scores(row: number): unknown;
  label(row: number): unknown;
}

/** An output of any server, as a value or as nested arrays. */
function plain({ name, datatype, shape, data }: NamedTensor): Part {
  const inner = shape.slice(1);
  const width = elements(inner);
  const value = (row: number): unknown => {
    const own = Array.from<number | string | null>(data.slice(row * width, (row + 1) * width));
    const values = datatype === 'BOOL' ? own.map(one => one === 1) : own;
    return width === 1 ? values[0] : nested(values as number[], inner);
  };
  return { name, scores: value, label: value };
}

function readLabels(name: string, json: string): readonly string[] {
  const read = labelList.safeParse(json);
  if (read.success) return read.data;
  throw new Problem(
    `the labels of the server's output "${name}" must be a JSON array of texts, received ${show(json)}`,
  );
}
const labelList = z
  .string()
  .transform((json, context): unknown => {
    try {
      return JSON.parse(json);
    } catch (error) {
      context.addIssue(messageOf(error));
      return z.NEVER;
    }
  })
  .pipe(z.array(z.string()));

/** Outputs of a server of this palette: an answer for each target, and for classes their probabilities. */
function targetsOf({ outputs: said }: ModelMetadata, outputs: readonly NamedTensor[]): Part[] {
  const labelsOf = (name: string): readonly string[] | null => {
    const { labels } = said.find(other => other.name === name)?.parameters ?? {};
    return typeof labels === 'string' ? readLabels(name, labels) : null;
  };
  return outputs.flatMap((answer): Part[] => {
    const { name, datatype, data } = answer;
    const shares = outputs.find(other => other !== answer && other.name.startsWith(`${name}_probabilities`));
    const classes = shares && labelsOf(shares.name);
    if (!classes) {
      if (datatype === 'FP64' && labelsOf(name)) return []; // the probabilities of another output
      const { label } = plain(answer);
      return [{ name, label, scores: (row: number) => ({ target: name, value: label(row) }) }];
    }
    const width = classes.length;
    const probabilities = (row: number): Record<string, number> =>
      Object.fromEntries(classes.map((label, i) => [label, (shares.data as Float64Array)[row * width + i]!]));
    if (datatype === 'BOOL') {
      const labels = (row: number) => classes.filter((_, i) => (data as Float32Array)[row * width + i] === 1);
      return [
        {
          name,
          label: labels,
          scores: (row: number) => ({ target: name, labels: labels(row), probabilities: probabilities(row) }),
        },
      ];
    }
    const label = (row: number) => (data as readonly string[])[row]!;
    const scores = (row: number) => {
      const all = probabilities(row);
      return { target: name, label: label(row), probability: all[label(row)], probabilities: all };
    };
    return [{ name, label, scores }];
  });
}
