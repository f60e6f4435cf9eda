import { isAscii, isUtf8 } from 'node:buffer';
import { Problem } from '../../errors';
import { count } from '../error-text';

/** Text encodings, named as in WHATWG's standard. */
export const ENCODINGS = [
  ...(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'windows-1250', 'windows-1251'] as const),
  ...(['gb18030', 'big5', 'shift_jis', 'euc-kr'] as const),
] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** What was found out about a text while decoding it. */
export interface Decoded {
  encoding: Encoding;
  /** why the encoding may be wrong; null: it is certain, or set by the user */
  doubt: string | null;
}

/**
 * Decodes text in any encoding to UTF-8, in pieces that end between two characters, without the byte order mark.
 * Without a given encoding it is UTF-16 if there is a mark or zeros suggest it, UTF-8 as long as that is valid, and
 * otherwise, from the first non-ASCII byte on, Chinese (GB18030) or Western (Windows-1252), by their byte patterns;
 * `found` then says so.
 */
export async function* decoded(
  raw: AsyncIterable<Buffer> | Iterable<Buffer>,
  wanted: Encoding | undefined,
  found: Decoded,
): AsyncGenerator<Buffer> {
  let decoder: TextDecoder | null = null;
  let rest: Buffer = Buffer.alloc(0);
  let position = 0;
  let ascii = true;
  for await (const next of raw) {
    const bytes: Buffer = rest.length > 0 ? Buffer.concat([rest, next]) : next;
    rest = Buffer.alloc(0);
    if (position === 0) decoder = decoderOf(wanted ?? byMark(bytes), found, position);
    if (decoder === null) {
      const end = wholeCharacters(bytes);
      const piece = bytes.subarray(0, end);
      refuseZeros(piece, position);
      if (isUtf8(piece)) {
        ascii &&= isAscii(piece);
        const mark = position === 0 && piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf ? 3 : 0;
        position += piece.length;
        rest = Buffer.from(bytes.subarray(end)); // the next piece may overwrite this one
        if (piece.length > mark) yield piece.subarray(mark);
        continue;
      }
      if (wanted === 'utf-8' || !ascii) throw notUtf8(position, wanted);
      const other = isChinese(bytes) ? 'gb18030' : 'windows-1252';
      found.doubt = `is not UTF-8; it is read as ${NAME[other]}. Set the encoding if characters are wrong`;
      decoder = decoderOf(other, found, position);
    }
    const text = decode(decoder!, bytes, found.encoding, position);
    position += bytes.length;
    if (text.length > 0) yield Buffer.from(text);
  }
  if (decoder === null && rest.length > 0) {
    if (wanted === 'utf-8' || !ascii) throw notUtf8(position, wanted);
    found.doubt = `is not UTF-8; it is read as ${NAME['windows-1252']}. Set the encoding if characters are wrong`;
    decoder = decoderOf('windows-1252', found, position);
    yield Buffer.from(decode(decoder!, rest, found.encoding, position));
  }
  const last = decoder === null ? '' : decode(decoder, null, found.encoding, position);
  if (last.length > 0) yield Buffer.from(last);
}

const NAME = { gb18030: 'Chinese (GB18030)', 'windows-1252': 'Western (Windows-1252)' } as const;

/** null: UTF-8 needs no decoder. */
function decoderOf(encoding: Encoding | undefined, found: Decoded, position: number) {
  found.encoding = encoding ?? 'utf-8';
  if (encoding === undefined || encoding === 'utf-8') return null;
  try {
    return new TextDecoder(encoding, { fatal: encoding !== 'windows-1252' });
  } catch {
    throw new Problem(`encoding must be one of ${ENCODINGS.join(', ')}, received "${encoding}"`, {
      argument: 'encoding',
      byte: position,
    });
  }
}

/** `bytes`: null at the end of the text. */
function decode(decoder: TextDecoder, bytes: Buffer | null, encoding: string, position: number): string {
  let text: string;
  try {
    text = bytes === null ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch {
    throw new Problem(`is not ${encoding} text (near byte ${count(position + 1)}); choose another encoding`, {
      byte: position,
    });
  }
  const zero = text.indexOf('\0');
  if (zero >= 0)
    throw new Problem(`is not a text file in ${encoding}: it has the character 0 near byte ${count(position + 1)}`, {
      byte: position,
    });
  return text;
}

/** By the byte order mark; without one, UTF-16 has a zero in every other byte of its first characters in most texts. */
function byMark(bytes: Buffer): Encoding | undefined {
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe') return 'utf-16le';
  if (mark === 'feff') return 'utf-16be';
  const start = bytes.subarray(0, Math.min(bytes.length, 256) & ~1);
  if (start.length < 4) return undefined;
  let [even, odd] = [0, 0];
  for (let i = 0; i < start.length; i++) if (start[i] === 0) i % 2 === 0 ? even++ : odd++;
  const most = 0.4 * (start.length / 2);
  if (even === 0 && odd > most) return 'utf-16le';
  return odd === 0 && even > most ? 'utf-16be' : undefined;
}

/**
 * In Chinese text non-ASCII bytes come in pairs, nearly all of them common characters of GB 2312; in Western text they
 * are single, among letters.
 */
function isChinese(bytes: Buffer): boolean {
  let pairs = 0;
  let others = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i]! < 0x80) continue;
    const [lead, trail] = [bytes[i]!, bytes[i + 1]];
    if (trail === undefined) break;
    if (lead >= 0xa1 && lead <= 0xf7 && trail >= 0xa1 && trail <= 0xfe) pairs++;
    else others++;
    if (trail >= 0x80) i++;
  }
  return pairs > 0 && others <= pairs / 20;
}

/** Length of the part that ends with a complete character. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) === 0x80) continue; // inside a character
    const length = byte < 0x80 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function refuseZeros(bytes: Buffer, position: number): void {
  const nul = bytes.indexOf(0);
  if (nul >= 0)
    throw new Problem(`is not a text file: byte ${count(position + nul + 1)} is 0; expected CSV, JSON or JSON lines`, {
      byte: position + nul,
    });
}

function notUtf8(position: number, wanted: Encoding | undefined): Problem {
  const remedy =
    wanted === undefined ? 'set its encoding, or save it as UTF-8' : 'set another encoding, or save it as UTF-8';
  return new Problem(`is not UTF-8 text (near byte ${count(position + 1)}); ${remedy} (Excel: Save as, CSV UTF-8)`, {
    byte: position,
  });
}
