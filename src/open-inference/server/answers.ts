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

/** A predictor's answers (`scores`) as the model's output tensors. */
export function tensorsOf({ outputs }: ModelPorts, given: readonly unknown[]): NamedTensor[] {
  const answers = given.map(answer => expectedIn(answer, outputs.length) ?? answer);
  return outputs.flatMap(names => {
    const { name } = names.target;
    const own = outputs.length === 1 ? answers : answers.map(answer => (answer as Record<string, unknown>)[name]);
    return ofTarget(names, own as readonly Scores[]);
  });
}

/** Of a model of normal readings: what it expects of each sensor, as other models of numbers answer. undefined: it is none. */
function expectedIn(answer: unknown, outputs: number): unknown {
  const { sensors } = answer as Partial<AnomalyAnswer>;
  if (sensors === undefined) return undefined;
  const values = sensors.map(({ column, expected }) => [column, { value: expected }] as const);
  return outputs === 1 ? values[0]![1] : Object.fromEntries(values);
}

function ofTarget({ target, answer, probabilities }: OutputNames, answers: readonly Scores[]): NamedTensor[] {
  const { classes = [], task } = target;
  const rows = answers.length;
  const row = answer.shape.slice(1);
  const width = elements(row);
  if (probabilities === null) {
    const data = new Float64Array(rows * width);
    answers.forEach(({ value }, i) => {
      const values = Array.isArray(value) ? (value.flat(Number.POSITIVE_INFINITY) as number[]) : [value as number];
      data.set(values, i * width);
    });
    return [{ name: answer.name, datatype: 'FP64', shape: [rows, ...row], data }];
  }
  const { parameters } = probabilities;
  const shares = new Float64Array(rows * classes.length);
  answers.forEach(({ probabilities: own }, i) => {
    classes.forEach((label, at) => {
      shares[i * classes.length + at] = own![label]!;
    });
  });
  const given: NamedTensor =
    task === 'multi-label'
      ? { name: answer.name, datatype: 'BOOL', shape: [rows, classes.length], data: applying(classes, answers) }
      : { name: answer.name, datatype: 'BYTES', shape: [rows, 1], data: answers.map(({ label }) => label!) };
  return [
    given,
    {
      name: probabilities.name,
      datatype: 'FP64',
      shape: [rows, classes.length],
      data: shares,
      ...(parameters && { parameters }),
    },
  ];
}

const applying = (classes: readonly string[], answers: readonly Scores[]): Float32Array =>
  Float32Array.from(answers.flatMap(({ labels }) => classes.map(label => Number(labels!.includes(label)))));
