import { Pacer, Problem } from '../../src';

/** Values of a list that are written at once: well below a millisecond. */
const AT_ONCE = 1000;
/** Characters that are encoded at once. */
const PIECE = 64 * 1024;
/** No tensor has so many dimensions. */
const DEEPEST = 64;

/** JSON, in UTF-8, of what a middleware made of a body. With pauses: it may have been long. */
export async function parsedBytes(body: unknown): Promise<Uint8Array> {
  const pacer = new Pacer();
  const parts: Buffer[] = [];
  let text = '';
  const encode = (): void => {
    parts.push(Buffer.from(text, 'utf8'));
    text = '';
  };
  for (const piece of jsonPieces(body)) {
    text += piece;
    if (text.length >= PIECE) encode();
    if (pacer.due) await pacer.pause();
  }
  encode();
  return Buffer.concat(parts);
}

/** What JSON.stringify gives for a value that JSON.parse gave, in pieces. */
export function* jsonPieces(value: unknown, depth = 0): Generator<string> {
  if (depth > DEEPEST) throw new Problem(`the body is nested more than ${DEEPEST} deep`, { status: 400 });
  if (Array.isArray(value)) {
    yield '[';
    for (let from = 0; from < value.length; ) {
      if (from > 0) yield ',';
      const first: unknown = value[from];
      if (isNested(first)) {
        yield* jsonPieces(first, depth + 1);
        from++;
        continue;
      }
      let to = from + 1;
      while (to < value.length && to < from + AT_ONCE && !isNested(value[to])) to++;
      yield JSON.stringify(value.slice(from, to)).slice(1, -1);
      from = to;
    }
    yield ']';
  } else if (isNested(value)) {
    let separator = '{';
    for (const [key, inner] of Object.entries(value)) {
      if (inner === undefined) continue;
      yield `${separator}${JSON.stringify(key)}:`;
      yield* jsonPieces(inner, depth + 1);
      separator = ',';
    }
    yield separator === '{' ? '{}' : '}';
  } else yield JSON.stringify(value);
}

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null;
