import { elements } from '../../shape';
import type { ColumnPipeline, Pipeline, TargetPipeline } from '../../spec';
import type { Datatype } from '../protocol/datatypes';
import type { TensorMetadata } from '../protocol/metadata';

/** How a model looks from outside: its columns are inputs, its answers outputs. */
export interface ModelPorts {
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly OutputNames[];
}

/** The outputs of a target. */
export interface OutputNames {
  readonly target: TargetPipeline;
  /** the label, the labels that apply (BOOL), or the number in its own unit */
  readonly answer: TensorMetadata & { readonly datatype: Datatype };
  /** of each class; null: the target is a number */
  readonly probabilities: (TensorMetadata & { readonly datatype: Datatype }) | null;
}

export function portsOfModel({ features, targets }: Pipeline): ModelPorts {
  const taken = new Set(targets.map(({ name }) => name));
  return { inputs: features.map(inputOf), outputs: targets.map(target => outputOf(target, taken)) };
}

function inputOf({ name, type, shape, transform }: ColumnPipeline): TensorMetadata {
  if (type === 'tensor') return { name, datatype: 'FP32', shape: [-1, ...shape] };
  return { name, datatype: datatypeOf(type, transform), shape: [-1, 1] };
}

function datatypeOf(type: ColumnPipeline['type'], transform: ColumnPipeline['transform']): Datatype {
  if (type === 'number') return 'FP64';
  if (type === 'integer') return 'INT64';
  if (transform.kind === 'boolean' && transform.labels[1] === 'true') return 'BOOL';
  return 'BYTES';
}

function outputOf(target: TargetPipeline, taken: Set<string>): OutputNames {
  const { name, task, classes = [], shape, type } = target;
  if (task === 'regression') {
    const row = type === 'tensor' ? shape : [elements(shape)];
    return { target, answer: { name, datatype: 'FP64', shape: [-1, ...row] }, probabilities: null };
  }
  let other = `${name}_probabilities`;
  while (taken.has(other)) other += '_';
  taken.add(other);
  // a parameter can only be a text, a number or a boolean, so the list is written as JSON
  const parameters = { labels: JSON.stringify(classes) };
  const row = [-1, classes.length];
  return {
    target,
    answer:
      task === 'multi-label'
        ? { name, datatype: 'BOOL', shape: row, parameters }
        : { name, datatype: 'BYTES', shape: [-1, 1] },
    probabilities: { name: other, datatype: 'FP64', shape: row, parameters },
  };
}

export const outputMetadata = ({ outputs }: ModelPorts): TensorMetadata[] =>
  outputs.flatMap(({ answer, probabilities }) => (probabilities ? [answer, probabilities] : [answer]));
