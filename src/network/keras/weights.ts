import { layers as catalogue } from '../../catalogue';
import { TensorwireError } from '../../errors';
import { halfPrecision } from '../../half-precision';
import { elements } from '../../shape';
import type { NetworkSpec } from '../../spec';
import type { WeightArray } from '../../values/model';
import { share } from '../../values/value';
import { describeNetwork } from '../describe';
import { neededCalls } from '../forward';
import { findName } from './bidirectional';
import type { BinEntry, ReadLayer } from './parse';

/** The arrays of a `weights.bin`, by their names in its list; as float32 they may have `mostBytes`. */
export function splitBin(
  manifest: readonly BinEntry[],
  bin: Uint8Array,
  mostBytes = Number.POSITIVE_INFINITY,
): ReadonlyMap<string, WeightArray> {
  const needed = manifest.reduce((sum, { shape }) => sum + 4 * elements(shape), 0);
  if (needed > mostBytes)
    throw new TensorwireError('weights.bin', `has ${needed} bytes, at most ${mostBytes} can be imported here`, {
      limit: mostBytes,
    });
  const arrays = new Map<string, WeightArray>();
  let at = 0;
  for (const entry of manifest) {
    const { name, shape } = entry;
    const count = elements(shape);
    const size = count * SIZES[entry.quantization?.dtype ?? entry.dtype];
    if (at + size > bin.length)
      throw new TensorwireError('weights.bin', `ends before ${name}: it has ${bin.length} bytes`, { weight: name });
    arrays.set(name, { shape, data: share(numbersOf(Uint8Array.from(bin.subarray(at, at + size)), entry, count)) });
    at += size;
  }
  if (at !== bin.length)
    throw new TensorwireError(
      'weights.bin',
      `must have the ${at} bytes of its list of weights, received ${bin.length}`,
    );
  return arrays;
}

const SIZES = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 } as const;

/** Source: io_utils.ts of @tensorflow/tfjs-core. */
function numbersOf({ buffer }: Uint8Array, { dtype, quantization }: BinEntry, count: number): Float32Array {
  switch (quantization?.dtype) {
    case 'uint8':
    case 'uint16': {
      const { scale, min } = quantization;
      const whole = quantization.dtype === 'uint8' ? new Uint8Array(buffer) : new Uint16Array(buffer);
      return Float32Array.from(whole, q => q * scale + min);
    }
    case 'float16':
      return Float32Array.from(new Uint16Array(buffer), halfPrecision);
  }
  if (dtype === 'float32') return new Float32Array(buffer, 0, count);
  return Float32Array.from(dtype === 'int32' ? new Int32Array(buffer) : new Uint8Array(buffer));
}

/**
 * Finds a weight of a layer of the file by its name here; `all`: those of the layer, in Keras's order. Undefined: it is not
 * there.
 */
export type FindWeight = (layer: ReadLayer, weight: string, all: readonly string[]) => WeightArray | undefined;

/** Weights by the names that Keras 2 and TensorFlow.js give them, `dense/kernel`. */
export const namedWeights =
  (arrays: ReadonlyMap<string, WeightArray>): FindWeight =>
  ({ name, className, path = [name] }, weight) =>
    [catalogue[className]!.savedWeights?.[weight] ?? weight, weight].flatMap(
      one => arrays.get(findName(arrays.keys(), path, one) ?? '') ?? [],
    )[0];

/** The weights of all layers that the outputs need, with their keys. */
export function readWeights(
  network: NetworkSpec,
  layers: readonly ReadLayer[],
  idOf: (name: string) => string,
  find: FindWeight,
): Record<string, WeightArray> {
  const needed = new Set(neededCalls(network).map(call => call.layer));
  const { layers: described } = describeNetwork(network);
  const weights: Record<string, WeightArray> = {};
  for (const layer of layers.filter(({ name }) => needed.has(idOf(name)))) {
    const { name, fixed } = layer;
    const specs = described[idOf(name)]!.weights ?? {};
    for (const [weight, { shape }] of Object.entries(specs)) {
      const found = fixed?.[weight] ? filled(fixed[weight], shape) : find(layer, weight, Object.keys(specs));
      if (found?.shape.join() !== shape.join())
        throw new TensorwireError(
          name,
          `${weight} must have the shape [${shape.join(', ')}], received ${found ? `[${found.shape.join(', ')}]` : 'nothing'}`,
          { weight, expected: shape, received: found?.shape },
        );
      weights[`${idOf(name)}/${weight}`] = found;
    }
  }
  return weights;
}

/** As many numbers as the shape has; one number stands for all. */
function filled(numbers: readonly number[], shape: readonly number[]): WeightArray {
  const count = elements(shape);
  const data = Float32Array.from(numbers.length === 1 ? Array<number>(count).fill(numbers[0]!) : numbers);
  return { shape: data.length === count ? shape : [data.length], data: share(data) };
}
