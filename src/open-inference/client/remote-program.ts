import type { Program, Results } from '../../engine/engine';
import { Problem } from '../../errors';
import type { InputPort, OutputPort, Placement } from '../../inference';
import { elements } from '../../shape';
import type { Feeds, HostTensor } from '../../spec';
import { type Datatype, isDatatype } from '../protocol/datatypes';
import type { TensorMetadata } from '../protocol/metadata';
import type { NamedTensor } from '../protocol/tensors';
import type { InferenceClient } from './client';
import { isOfServer } from './connection';

/** An input or output of our network, and its counterpart in the server's model. */
interface Match {
  /** our name */
  readonly own: string;
  /** the server's */
  readonly name: string;
  readonly datatype: Datatype;
  /** the shape of one row here */
  readonly shape: readonly number[];
}

/**
 * A network that a server computes: it takes encoded inputs and gives raw outputs, as `model.onnx` does. The server's
 * tensors are found by name, or, where there is only one, by being the only one. `batch`: rows of a request at most.
 */
export async function placeOnServer(
  client: InferenceClient,
  inputs: readonly InputPort[],
  outputs: readonly OutputPort[],
  batch: number,
): Promise<Placement> {
  const { metadata } = await client.describe();
  const given = matches('input', inputs, metadata.inputs);
  const taken = matches('output', outputs, metadata.outputs);
  const rows = Math.min(batch, ...given.map(({ limit }) => limit));
  const program: Program = {
    run: feeds => run(client, feeds, given, taken),
    async dispose() {
      client.close();
    },
  };
  return {
    ...{ program, notes: [], confident: null, rows, most: rows, gather: true, concernsAll: isOfServer },
    hold: Number.POSITIVE_INFINITY, // most of the time goes into the transfer: fewer rows would not make it shorter
  };
}

async function run(
  client: InferenceClient,
  feeds: Feeds,
  given: readonly Match[],
  taken: readonly Match[],
): Promise<Results> {
  const inputs = given.map(({ own, name, datatype }): NamedTensor => {
    const { data, shape } = feeds[own]!;
    return { name, datatype, shape, data: data instanceof Float32Array ? data : Float64Array.from(data) };
  });
  const rows = inputs[0]!.shape[0]!;
  const { outputs } = await client.infer(inputs);
  return Object.fromEntries(
    taken.map((match, i) => [match.own, resultOf(match, outputs, taken.length === 1 ? outputs[i] : undefined, rows)]),
  );
}

function resultOf(
  { name, shape }: Match,
  outputs: readonly NamedTensor[],
  only: NamedTensor | undefined,
  rows: number,
): HostTensor {
  const found = outputs.find(output => output.name === name) ?? (outputs.length === 1 ? only : undefined);
  if (!found)
    throw new Problem(`the server's answer has no output "${name}"; it has ${outputs.map(o => o.name).join(', ')}`);
  const { data, datatype } = found;
  if (datatype === 'BYTES' || data.length !== rows * elements(shape))
    throw new Problem(
      `the server's output "${found.name}" must be numbers of the shape [${[rows, ...shape].join(', ')}], received ${datatype} of [${found.shape.join(', ')}]`,
    );
  return { data: Float32Array.from(data as Float32Array), shape: [rows, ...shape], dtype: 'float32' };
}

/** `limit`: rows of a request; 1 where the server takes one row only. */
function matches(
  kind: 'input' | 'output',
  own: readonly (InputPort | OutputPort)[],
  theirs: readonly TensorMetadata[],
): (Match & { readonly limit: number })[] {
  return own.map(({ name, shape }) => {
    const limit = Number.POSITIVE_INFINITY;
    // Some servers do not say what a model takes: then it is taken for ours.
    if (theirs.length === 0) return { own: name, name, datatype: 'FP32', shape, limit };
    const found =
      theirs.find(other => other.name === name) ?? (own.length === 1 && theirs.length === 1 ? theirs[0]! : undefined);
    if (!found)
      throw new Problem(
        `the server's model has no ${kind} "${name}"; it has ${theirs.map(other => other.name).join(', ')}. Is it this model?`,
      );
    const { datatype } = found;
    const [rows, ...row] = found.shape;
    const fits = row.length === shape.length && row.every((size, i) => size < 0 || size === shape[i]);
    const isScalar = elements(shape) === 1 && row.length === 0;
    if (!isDatatype(datatype) || datatype === 'BYTES' || !(fits || isScalar) || (rows !== undefined && rows > 1))
      throw new Problem(
        `the server's ${kind} "${found.name}" must be numbers of the shape [rows, ${shape.join(', ')}], but is ${datatype} of [${found.shape.join(', ')}]. Is it this model?`,
      );
    return { own: name, name: found.name, datatype, shape, limit: rows === 1 ? 1 : limit };
  });
}
