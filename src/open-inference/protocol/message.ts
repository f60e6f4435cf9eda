import { Problem } from '../../errors';

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

export function joinBody(json: object, parts: readonly Uint8Array[]): Body {
  const head = Buffer.from(JSON.stringify(json), 'utf8');
  return parts.length === 0
    ? { bytes: head, header: null }
    : { bytes: Buffer.concat([head, ...parts]), header: head.length };
}
