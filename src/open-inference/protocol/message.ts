import { Problem } from '../../errors';
import type { WrittenTensors } from './tensors';

/** The header that tells how many bytes of a body are JSON; the binary part follows. */
export const HEADER_LENGTH = 'inference-header-content-length';

/** The name by which a server tells that it knows the binary form. */
export const BINARY = 'binary_tensor_data';

/** The body of an HTTP message: JSON; with `header`, a binary part follows after that many bytes of JSON. */
export interface Body {
  readonly bytes: Uint8Array;
  /** null: all of it is JSON */
  readonly header: number | null;
}

export function splitBody(bytes: Uint8Array, header: string | undefined | null): { json: unknown; binary: Uint8Array } {
  const length = header === undefined || header === null ? bytes.length : Number(header);
  if (!Number.isInteger(length) || length < 0 || length > bytes.length)
    throw new Problem(
      `Inference-Header-Content-Length must be a whole number from 0 to the ${bytes.length} bytes of the body, received ${header}`,
    );
  const binary = bytes.subarray(length);
  try {
    return { json: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length))), binary };
  } catch (error) {
    throw new Problem(`the body is not JSON: ${(error as Error).message}`);
  }
}

/** `head` with a list of tensors, whose JSON is in pieces. */
export function joinBody(head: object, list: 'inputs' | 'outputs', { said, parts }: WrittenTensors): Body {
  const begun = JSON.stringify(head).slice(0, -1);
  const open = `${begun}${begun === '{' ? '' : ','}"${list}":[`;
  const json = [open, ...said, ']}'].map(piece => Buffer.from(piece, 'utf8'));
  const length = json.reduce((sum, piece) => sum + piece.length, 0);
  return { bytes: Buffer.concat([...json, ...parts]), header: parts.length === 0 ? null : length };
}
