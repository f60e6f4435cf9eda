import { toKerasJson } from '../../src/network';

/** A network as Keras's JSON and `weights.bin`, in one piece. */
export function asKeras(...given: Parameters<typeof toKerasJson>) {
  const { weightParts, ...rest } = toKerasJson(...given);
  return { ...rest, weightsBin: Buffer.concat(weightParts) };
}
