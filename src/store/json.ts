import { Problem } from '../errors';

const [COMMA, QUOTE, BACKSLASH] = [...',"\\'].map(c => c.charCodeAt(0));

/** Limits for imported files, so that reading one does not block. */
export const IMPORTED = {
  'card.json': { bytes: 8 * 1024 * 1024, values: 200_000 },
  'pipeline.json': { bytes: 16 * 1024 * 1024, values: 500_000 },
  'calibration.json': { bytes: 8 * 1024 * 1024, values: 300_000 },
  'background.json': { bytes: 8 * 1024 * 1024, values: 300_000 },
} as const;

/** Rejects by size, and by the number of values, which cost a parser memory and time. Reads each byte once. */
export function expectSmall(bytes: Uint8Array, file: keyof typeof IMPORTED): void {
  const most = IMPORTED[file];
  if (bytes.length > most.bytes)
    throw new Problem(`${file} has ${bytes.length} bytes, at most ${most.bytes} can be imported`, {
      file,
    });
  let values = 0;
  let inText = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === BACKSLASH) at++;
    else if (byte === QUOTE) inText = !inText;
    else if (byte === COMMA && !inText && ++values > most.values)
      throw new Problem(`${file} has more than the ${most.values} values that can be imported`, {
        file,
      });
  }
}
