import { Pacer } from '../../data';
import { elements } from '../../shape';
import type { AnomalyAnswer } from '../../spec';
import type { NamedTensor } from '../protocol/tensors';
import type { ModelPorts, OutputNames } from './ports';

/** A predictor's answer for one target: see `decodePrediction`. */
interface Scores {
  readonly label?: string;
  readonly labels?: readonly string[];
  readonly value?: unknown;
  readonly probabilities?: Readonly<Record<string, number>>;
}

/** Rows that are written between two checks of the clock. */
const BLOCK = 500;

/** A predictor's answers (`scores`) as the model's output tensors. With pauses: there may be many. */
export async function tensorsOf({ outputs }: ModelPorts, answers: readonly unknown[]): Promise<NamedTensor[]> {
  const pacer = new Pacer();
  const tensors: NamedTensor[] = [];
  for (const names of outputs) {
    const { name } = names.target;
    const scoresOf = (row: number): Scores => {
      const answer = expectedIn(answers[row], outputs.length) ?? answers[row];
      return (outputs.length === 1 ? answer : (answer as Record<string, unknown>)[name]) as Scores;
    };
    const each = (write: (scores: Scores, row: number) => void): Promise<void> =>
      pacer.blocks(
        answers.length,
        (from, to) => {
          for (let row = from; row < to; row++) write(scoresOf(row), row);
        },
        BLOCK,
      );
    tensors.push(...(await ofTarget(names, answers.length, each)));
  }
  return tensors;
}

/** Of a model of normal readings: what it expects of each sensor, as other models of numbers answer. undefined: it is none. */
function expectedIn(answer: unknown, outputs: number): unknown {
  const { sensors } = answer as Partial<AnomalyAnswer>;
  if (sensors === undefined) return undefined;
  const values = sensors.map(({ column, expected }) => [column, { value: expected }] as const);
  return outputs === 1 ? values[0]![1] : Object.fromEntries(values);
}

async function ofTarget(
  { target, answer, probabilities }: OutputNames,
  rows: number,
  each: (write: (scores: Scores, row: number) => void) => Promise<void>,
): Promise<NamedTensor[]> {
  const { classes = [], task } = target;
  const row = answer.shape.slice(1);
  if (probabilities === null) {
    const width = elements(row);
    const data = new Float64Array(rows * width);
    await each(({ value }, i) => {
      const values = Array.isArray(value) ? (value.flat(Number.POSITIVE_INFINITY) as number[]) : [value as number];
      data.set(values, i * width);
    });
    return [{ name: answer.name, datatype: 'FP64', shape: [rows, ...row], data }];
  }
  const { parameters } = probabilities;
  const shape = [rows, classes.length];
  const shares = new Float64Array(rows * classes.length);
  const applying = new Float32Array(task === 'multi-label' ? shares.length : 0);
  const labels: string[] = [];
  await each((scores, i) => {
    for (const [at, label] of classes.entries()) {
      shares[i * classes.length + at] = scores.probabilities![label]!;
      if (task === 'multi-label') applying[i * classes.length + at] = Number(scores.labels!.includes(label));
    }
    if (task !== 'multi-label') labels.push(scores.label!);
  });
  const given: NamedTensor =
    task === 'multi-label'
      ? { name: answer.name, datatype: 'BOOL', shape, data: applying }
      : { name: answer.name, datatype: 'BYTES', shape: [rows, 1], data: labels };
  return [
    given,
    { name: probabilities.name, datatype: 'FP64', shape, data: shares, ...(parameters && { parameters }) },
  ];
}
