import { Problem } from './errors';

/** Our files are never nested deeper than this. */
const DEEPEST = 64;
/** Maximum size of a JSON file of a model, in bytes: a card with its history, a pipeline with its categories. */
export const LARGEST_JSON = 32 * 1024 * 1024;
/** Maximum number of values in a JSON file of another program. A network of 10,000 layers has 300,000. */
export const MOST_FOREIGN_VALUES = 500_000;

const [COMMA, QUOTE, BACKSLASH, OPEN_LIST, OPEN_OBJECT, CLOSE_LIST, CLOSE_OBJECT] = [...',"\\[{]}'].map(c =>
  c.charCodeAt(0),
);

/**
 * Parses JSON of an untrusted file, or throws an error that names the file. The nesting depth is checked first, because
 * a parser needs hundreds of bytes for each bracket. `mostValues`: how many values it may have, each of which costs memory
 * and time.
 */
export function parseJson(bytes: Uint8Array, file: string, mostValues = Number.POSITIVE_INFINITY): unknown {
  const wrong = (how: string): Problem => new Problem(`${file} ${how}`, { file });
  if (bytes.length > LARGEST_JSON)
    throw wrong(`has ${bytes.length} bytes, at most ${LARGEST_JSON} are read: it is not of a model`);
  const { depth, values } = extent(bytes, mostValues);
  if (depth > DEEPEST) throw wrong(`is nested more than ${DEEPEST} deep: it is not of a model`);
  if (values > mostValues) throw wrong(`has more than the ${mostValues} values that can be imported`);
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
  } catch {
    throw wrong('is truncated or damaged: it is not JSON. Save or import the model again');
  }
}

/** How deep it is nested, and how many commas it has, up to the first that is too many. */
function extent(bytes: Uint8Array, mostValues: number): { readonly depth: number; readonly values: number } {
  let depth = 0;
  let values = 0;
  let inText = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === BACKSLASH) at++;
    else if (byte === QUOTE) inText = !inText;
    else if (inText) continue;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      if (++depth > DEEPEST) break;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--;
    else if (byte === COMMA && ++values > mostValues) break;
  }
  return { depth, values };
}
