import { type NumberReader, readerOf, type TargetOf } from '../calibration';
import { TensorwireError } from '../errors';
import { describedCall, fileNames, isInput } from '../network';
import { elements } from '../shape';
import type { Calibration, Encoding, NetworkSpec, Pipeline, TargetPipeline } from '../spec';

import type { Rows } from './batcher';

/** Maps the pipeline's columns to the inputs and outputs of `model.onnx`. */
export interface InputPort {
  readonly name: string;
  /** feature columns; null: all */
  readonly columns: readonly string[] | null;
  /** the shape of one row */
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
  readonly encoding?: Encoding;
}
export interface OutputPort {
  readonly name: string;
  /** the shape of one row */
  readonly shape: readonly number[];
  /** several numbers or labels may be adjacent in one output */
  readonly targets: readonly TargetPipeline[];
  /** reads its outputs as numbers */
  readonly reader: NumberReader;
}

export function portsOf(
  network: NetworkSpec,
  pipeline: Pipeline,
): { readonly inputs: readonly InputPort[]; readonly outputs: readonly OutputPort[] } {
  const names = fileNames(network);
  const outputs = network.outputs.map(({ call, target, loss }, i) => ({
    name: names.outputs[i]!,
    reader: readerOf({ loss }),
    shape: (describedCall(network, call)?.shape ?? []).slice(1) as number[],
    targets: target ? target.map(name => targetNamed(pipeline, name)) : pipeline.targets,
  }));
  return { inputs: inputsOf(network), outputs };
}

export function inputsOf(network: NetworkSpec): readonly InputPort[] {
  const names = fileNames(network).inputs;
  return network.layers
    .filter(isInput)
    .filter(({ id }) => Object.hasOwn(names, id))
    .map(({ id, args: { shape, columns, dtype, encoding } }) => ({
      ...{ name: names[id]!, columns, shape: shape ?? [], dtype, encoding },
    }));
}

function targetNamed(pipeline: Pipeline, name: string): TargetPipeline {
  const found = pipeline.targets.find(target => target.name === name);
  if (found === undefined)
    throw new TensorwireError(
      'model',
      `its pipeline has no target "${name}"; it has ${pipeline.targets.map(t => t.name).join(', ')}`,
    );
  return found;
}

/**
 * The targets of a model with how their outputs are read; if two outputs predict the same target, the last one counts.
 */
export const targetsOf = (
  outputs: readonly OutputPort[],
  { targets }: Pipeline,
  calibration: Calibration | null,
): readonly TargetOf[] =>
  targets.flatMap(target => {
    const own = outputs.findLast(output => output.targets.includes(target));
    const known =
      calibration && Object.hasOwn(calibration.targets, target.name) ? calibration.targets[target.name] : undefined;
    return own ? [{ target, reader: own.reader, ...(known && { calibration: known }) }] : [];
  });

/** The result of a network for zero rows. */
export const noRows = (outputs: readonly OutputPort[]): Rows[] =>
  outputs.map(({ shape }) => ({ data: new Float32Array(0), shape }));

/** The slice of a network's output that belongs to each target, in the order of `pipeline.targets`. */
export function splitByTarget(outputs: readonly OutputPort[], results: readonly Rows[], pipeline: Pipeline): Rows[] {
  if (pipeline.targets.length === 1 && outputs.length === 1) return [results[0]!];
  const parts = new Map<string, Rows>();
  for (const [i, { targets, reader }] of outputs.entries()) {
    const { data, shape } = results[i]!;
    if (targets.length === 1) {
      parts.set(targets[0]!.name, results[i]!);
      continue;
    }
    const stride = elements(shape);
    let offset = 0;
    for (const target of targets) {
      const width = elements(target.shape) * reader.outputs;
      parts.set(target.name, { data: columnsOf(data as Float32Array, stride, offset, width), shape: [width] });
      offset += width;
    }
  }
  return pipeline.targets.flatMap(target => parts.get(target.name) ?? []);
}

function columnsOf(data: Float32Array, stride: number, offset: number, width: number): Float32Array {
  const rows = data.length / stride;
  const part = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++)
    part.set(data.subarray(row * stride + offset, row * stride + offset + width), row * width);
  return part;
}
