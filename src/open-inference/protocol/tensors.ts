import * as z from 'zod';
import { Pacer } from '../../data';
import { Problem } from '../../errors';
import { elements } from '../../shape';
import { type Datatype, type Elements, fromBytes, fromJson, isDatatype, toBytes, toJson } from './datatypes';

export type Parameters = Readonly<Record<string, unknown>>;

/** A tensor of a request or an answer. */
export interface NamedTensor {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly data: Elements;
  readonly parameters?: Parameters;
}

/** How a message describes a tensor. `data` is not checked here, because it may be long. */
export const tensorSchema = z.object({
  name: z.string().max(1000),
  shape: z.array(z.number().int().min(0)).max(16),
  datatype: z.string().max(20),
  parameters: z.record(z.string(), z.unknown()).optional(),
  data: z.unknown().optional(),
});
type Said = z.infer<typeof tensorSchema>;

/** The most elements of a tensor: a message of a few bytes must not be able to fill the memory. */
const MOST = 2 ** 28;

/** The tensors that a message's JSON describes; with `binary_data_size`, their numbers are in the binary part. */
export function readTensors(said: readonly Said[], binary: Uint8Array): NamedTensor[] {
  let at = 0;
  const tensors = said.map(({ name, shape, datatype, parameters, data }) => {
    try {
      if (!isDatatype(datatype)) throw new Problem(`there is no datatype "${datatype}"`);
      const count = elements(shape);
      if (count > MOST) throw new Problem(`its shape has ${count} elements, at most ${MOST} are possible`);
      const size = parameters?.binary_data_size;
      const rest = parameters && { parameters };
      if (size === undefined) return { name, datatype, shape, data: fromJson(datatype, data, count), ...rest };
      if (typeof size !== 'number' || !Number.isInteger(size) || size < 0 || at + size > binary.length)
        throw new Problem(
          `binary_data_size must be at most the ${binary.length - at} bytes that are there, received ${String(size)}`,
        );
      const bytes = binary.subarray(at, at + size);
      at += size;
      return { name, datatype, shape, data: fromBytes(datatype, bytes, count), ...rest };
    } catch (error) {
      throw error instanceof Problem ? error.about(`tensor "${name}"`) : error;
    }
  });
  if (at < binary.length) throw new Problem(`the message has ${binary.length - at} bytes that belong to no tensor`);
  return tensors;
}

/** Elements that are written at once. */
const PIECE = 4096;

/** Tensors of a message: their descriptions as the texts of a JSON list, in pieces, and the binary part. */
export interface WrittenTensors {
  readonly said: readonly string[];
  readonly parts: readonly Uint8Array[];
}

/** With pauses; `isBinary` says whose elements go into the binary part. */
export async function writeTensors(
  tensors: readonly NamedTensor[],
  isBinary: (tensor: NamedTensor) => boolean,
): Promise<WrittenTensors> {
  const pacer = new Pacer();
  const said: string[] = [];
  const parts: Uint8Array[] = [];
  for (const tensor of tensors) {
    const { name, datatype, shape, data, parameters } = tensor;
    if (said.length > 0) said.push(',');
    if (isBinary(tensor)) {
      const bytes = toBytes(datatype, data);
      parts.push(bytes);
      said.push(
        JSON.stringify({ name, datatype, shape, parameters: { ...parameters, binary_data_size: bytes.length } }),
      );
    } else {
      const head = JSON.stringify({ name, datatype, shape, ...(parameters && { parameters }) });
      said.push(`${head.slice(0, -1)},"data":[`);
      const write = (from: number, to: number): void => {
        const piece = JSON.stringify(toJson(datatype, data.slice(from, to))).slice(1, -1);
        said.push(from === 0 ? piece : `,${piece}`);
      };
      await pacer.blocks(data.length, write, PIECE);
      said.push(']}');
    }
    await pacer.pause();
  }
  return { said, parts };
}
