import * as z from 'zod';
import { Problem } from '../../errors';
import { type Body, joinBody, splitBody } from './message';
import type { InferenceRequest } from './request';
import { type NamedTensor, readTensors, tensorSchema, writeTensors } from './tensors';

/** An answer to a request for inference. */
export interface InferenceResponse {
  readonly model: string;
  readonly version: string;
  readonly outputs: readonly NamedTensor[];
}

const schema = z.object({
  model_name: z.string().default(''),
  model_version: z.string().nullish(),
  outputs: z.array(tensorSchema),
});

export function readResponse(bytes: Uint8Array, header: string | null): InferenceResponse {
  const { json, binary } = splitBody(bytes, header);
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new Problem(`the answer is not one of inference: ${z.prettifyError(parsed.error)}`);
  const { model_name: model, model_version: version, outputs } = parsed.data;
  return { model, version: version ?? '', outputs: readTensors(outputs, binary) };
}

/** The requested outputs in the requested form. Throws a Problem for an output that does not exist. */
export async function writeResponse(
  { model, version, outputs }: InferenceResponse,
  request: InferenceRequest,
): Promise<Body> {
  const chosen = (request.outputs ?? outputs.map(({ name }) => ({ name, binary: request.binary }))).map(
    ({ name, binary }) => ({ binary, tensor: outputNamed(outputs, name) }),
  );
  const isBinary = new Map(chosen.map(({ tensor, binary }) => [tensor, binary]));
  const written = await writeTensors(
    chosen.map(({ tensor }) => tensor),
    tensor => isBinary.get(tensor) === true,
  );
  const head = { model_name: model, model_version: version, ...(request.id !== undefined && { id: request.id }) };
  return joinBody(head, 'outputs', written);
}

function outputNamed(outputs: readonly NamedTensor[], name: string): NamedTensor {
  const found = outputs.find(output => output.name === name);
  if (found) return found;
  throw new Problem(`the model has no output "${name}"; it has ${outputs.map(output => output.name).join(', ')}`);
}
