import { Problem } from './errors';

/** Our files are never nested deeper than this. */
const DEEPEST = 64;
/** Maximum size of a JSON file of a model, in bytes: a card with its history, a pipeline with its categories. */
export const LARGEST_JSON = 32 * 1024 * 1024;

const [QUOTE, BACKSLASH, OPEN_LIST, OPEN_OBJECT, CLOSE_LIST, CLOSE_OBJECT] = [...'"\\[{]}'].map(c => c.charCodeAt(0));

/**
 * Parses JSON of an untrusted file, or throws an error that names the file. The nesting depth is checked first, because
 * a parser needs hundreds of bytes for each bracket.
 */
export function parseJson(bytes: Uint8Array, file: string): unknown {
  const wrong = (how: string): Problem => new Problem(`${file} ${how}`, { file });
  if (bytes.length > LARGEST_JSON)
    throw wrong(`has ${bytes.length} bytes, at most ${LARGEST_JSON} are read: it is not of a model`);
  if (isTooDeep(bytes)) throw wrong(`is nested more than ${DEEPEST} deep: it is not of a model`);
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
  } catch {
    throw wrong('is truncated or damaged: it is not JSON. Save or import the model again');
  }
}

function isTooDeep(bytes: Uint8Array): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === BACKSLASH) at++;
    else if (byte === QUOTE) inText = !inText;
    else if (inText) continue;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      if (++depth > DEEPEST) return true;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--;
  }
  return false;
}
