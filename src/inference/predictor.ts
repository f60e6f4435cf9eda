import { type Column, decodePrediction, encodeFeatures, type Pipeline, recordsToColumns } from '../data';
import type { EngineName } from '../engine';
import { openSession } from '../engine';
import { badArgument, TensorwireError } from '../errors';
import type { OutputSource } from '../evaluation/types';
import { Dataset } from '../values/dataset';
import type { Model } from '../values/model';
import { Tensor } from '../values/tensor';
import { Batcher, CHUNK, type Rows } from './batcher';
import { type OneRecord, recordEncoder } from './one-record';
import { type InputPort, portsOf, splitByTarget } from './ports';

/** scores: labels with probabilities, or numbers in their own unit; label: these alone; tensor: what the network gave. */
export const OUTPUTS = ['scores', 'label', 'tensor'] as const;
export type Output = (typeof OUTPUTS)[number];

export interface PredictorOptions {
  readonly engine?: EngineName | 'auto';
  /** folders in which an engine may be found, userDir first */
  readonly resolveFrom?: readonly string[];
}

/** A model made ready to answer. One for each model in use; `dispose` frees its session. */
export interface Predictor extends OutputSource {
  readonly model: Model;
  /**
   * Answers to raw records: one object, array of values or Tensor row gives one answer; an array of them, a Tensor or a
   * Dataset gives an array. Several targets: one key for each. `warn` hears what was answered by a rule, such as a
   * category that training never saw.
   */
  predict(payload: unknown, output?: Output, warn?: (warning: string) => void): Promise<unknown>;
  /** Waits for what is under way. */
  dispose(): Promise<void>;
}

export async function createPredictor(model: Model, options: PredictorOptions = {}): Promise<Predictor> {
  const { network, pipeline, onnx } = model.body;
  if (pipeline === null)
    throw new TensorwireError(
      model.model,
      'the model has no pipeline, so that raw records cannot be turned into its inputs',
    );
  const ports = portsOf(network, pipeline);
  const program = await openSession(onnx, options.engine, options.resolveFrom);
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);
  const batcher = new Batcher(program, names(ports.inputs), names(ports.outputs));
  const encodeOne = recordEncoder(pipeline, ports.inputs);
  let disposed = false;

  /** What the network gives for rows of columns, target by target. */
  async function outputsOf(columns: readonly Column[], rows: Int32Array): Promise<Rows[]> {
    const chunks: Rows[][] = [];
    for (let at = 0; at < rows.length || at === 0; at += CHUNK) {
      const some = rows.subarray(at, at + CHUNK);
      const encode = () => ports.inputs.map(port => encodePort(pipeline!, port, columns, some));
      chunks.push(splitByTarget(ports.outputs, await run(some.length, encode), pipeline!));
    }
    return chunks.length === 1 ? chunks[0]! : pipeline!.targets.map((_, i) => concatenate(chunks.map(c => c[i]!)));
  }

  function run(rows: number, encode: () => readonly Rows[]): Promise<readonly Rows[]> {
    if (disposed) throw new TensorwireError(model.model, 'the model was closed and answers no more');
    return batcher.run(rows, encode);
  }

  async function predictOne(inputs: OneRecord, output: Output): Promise<unknown> {
    const results = splitByTarget(ports.outputs, await run(1, () => inputs), pipeline!);
    return answers(pipeline!, results, 1, true, output);
  }

  return {
    model,
    async predict(payload, output = 'scores', warn) {
      if (!OUTPUTS.includes(output)) throw badArgument(model.model, 'output', `one of ${OUTPUTS.join(', ')}`, output);
      const one = encodeOne(payload);
      if (one) return predictOne(one, output);
      const { columns, rows, single, warnings } = Dataset.is(payload)
        ? { columns: payload.body.columns, rows: payload.rows, single: false, warnings: [] }
        : recordsToColumns(pipeline, payload);
      for (const warning of warnings) warn?.(warning);
      if (rows === 0) return [];
      const results = await outputsOf(
        columns,
        Int32Array.from({ length: rows }, (_, row) => row),
      );
      return answers(pipeline, results, rows, single, output);
    },
    async outputs(dataset, rows) {
      const results = await outputsOf(dataset.body.columns, rows);
      return results.map(({ data, shape }) => ({ data: data as Float32Array, shape: [rows.length, ...shape] }));
    },
    async dispose() {
      disposed = true;
      await batcher.idle();
      await program.dispose();
    },
  };
}

function encodePort(pipeline: Pipeline, port: InputPort, columns: readonly Column[], rows: Int32Array): Rows {
  const { data } = encodeFeatures(pipeline, port.columns, columns, rows);
  return { data: port.dtype === 'int32' ? Int32Array.from(data) : data, shape: port.shape };
}

/** Rows of outputs as answers: one for each row, or the only one. */
function answers(pipeline: Pipeline, results: readonly Rows[], rows: number, single: boolean, output: Output): unknown {
  const { targets } = pipeline;
  if (output === 'tensor') {
    const tensors = results.map(({ data, shape }) => [new Tensor(data, single ? shape : [rows, ...shape])] as const);
    if (targets.length === 1) return tensors[0]![0];
    return Object.fromEntries(targets.map(({ name }, i) => [name, tensors[i]![0]]));
  }
  const decoded = targets.map((target, i) => {
    const { data, shape } = results[i]!;
    return decodePrediction(target, data as Float32Array, [rows, ...shape], output);
  });
  if (targets.length === 1) return single ? decoded[0]![0] : decoded[0];
  const row = (i: number) => Object.fromEntries(targets.map(({ name }, t) => [name, decoded[t]![i]]));
  return single ? row(0) : Array.from({ length: rows }, (_, i) => row(i));
}

function concatenate(parts: readonly Rows[]): Rows {
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { data, shape: parts[0]!.shape };
}
