import * as z from 'zod';
import { Problem } from '../../errors';
import { type Body, joinBody, splitBody } from './message';
import { type NamedTensor, readTensors, tensorSchema, writeTensors } from './tensors';

/** A request for inference. */
export interface InferenceRequest {
  readonly id?: string;
  readonly inputs: readonly NamedTensor[];
  /** the requested outputs; null: all */
  readonly outputs: readonly { readonly name: string; readonly binary: boolean }[] | null;
  /** the default of outputs that do not say whether they are binary */
  readonly binary: boolean;
}

const wanted = z.object({ name: z.string().max(1000), parameters: z.record(z.string(), z.unknown()).optional() });
const schema = z.object({
  id: z.string().max(1000).optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
  inputs: z.array(tensorSchema).max(100_000),
  outputs: z.array(wanted).max(100_000).optional(),
});

/** Throws a Problem that names what is wrong. */
export function readRequest(bytes: Uint8Array, header: string | undefined): InferenceRequest {
  const { json, binary: part } = splitBody(bytes, header);
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new Problem(`the request is not one for inference: ${z.prettifyError(parsed.error)}`);
  const { id, parameters, inputs, outputs } = parsed.data;
  const binary = parameters?.binary_data_output === true;
  return {
    ...(id !== undefined && { id }),
    inputs: readTensors(inputs, part),
    outputs:
      outputs?.map(({ name, parameters: own }) => ({ name, binary: (own?.binary_data ?? binary) === true })) ?? null,
    binary,
  };
}

/** A request whose tensors are binary and which asks for binary outputs; or both as JSON. */
export async function writeRequest(inputs: readonly NamedTensor[], binary: boolean): Promise<Body> {
  const written = await writeTensors(inputs, () => binary);
  return joinBody(binary ? { parameters: { binary_data_output: true } } : {}, 'inputs', written);
}
