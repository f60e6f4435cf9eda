import type { Opened } from '../../engine/open';
import { RowsProgram } from '../../engine/wasm';
import { rowTime } from '../row-time';
import type { Handover, Opening } from './messages';

/** Every weight is read for every row, and memory gives some 10 GB/s: a larger file stays in its thread. */
const BYTES = 8 * 2 ** 20;
/**
 * ONNX Runtime opens a file in the thread that runs it. A file that takes longer, in milliseconds, is not opened in
 * Node-RED's thread.
 */
const NATIVE = 8;
/** A file of fewer bytes takes longer only because another process interfered, unless it takes much longer. */
const [SMALL, LONG] = [2 ** 20, 10 * NATIVE];

/**
 * How the requesting thread can run a model itself, given the time of a row here; null: it cannot, this thread answers.
 */
export async function handOver(
  opened: Opened,
  time: number,
  opening: Pick<Opening, 'onnx' | 'inputs' | 'rowLimit'>,
): Promise<Handover | null> {
  const { race, mixes, nativeTime } = opened;
  const { onnx, inputs, rowLimit } = opening;
  if (rowLimit <= 0 || onnx.byteLength > BYTES || time > rowLimit || mixes) return null;
  const { few, many, from } = race;
  const slow = nativeTime > (onnx.byteLength < SMALL ? LONG : NATIVE);
  const ours = [few, many].find(program => program instanceof RowsProgram);
  if (ours instanceof RowsProgram && (few === many || slow)) {
    const alone = few === many ? time : await rowTime(ours, inputs, rowLimit);
    const shipped = alone <= rowLimit ? ours.ship() : null;
    return shipped && { shipped, native: false, nativeFrom: Infinity, nativeFewer: false };
  }
  if (slow || nativeTime === 0) return null;
  if (few === many) return { shipped: null, native: true, nativeFrom: 1, nativeFewer: false };
  const shipped = ours instanceof RowsProgram ? ours.ship() : null;
  return shipped && { shipped, native: true, nativeFrom: from, nativeFewer: few !== ours };
}
