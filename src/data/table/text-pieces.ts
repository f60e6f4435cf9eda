/** Characters that are encoded at a time: less than a millisecond. */
const PIECE = 256 * 1024;

/** A long text in pieces, none of which ends within a character. */
export function* piecesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; ) {
    const splitsPair = (text.charCodeAt(at + PIECE - 1) & 0xfc00) === 0xd800;
    const end = at + PIECE + Number(splitsPair);
    yield text.slice(at, end);
    at = end;
  }
}
