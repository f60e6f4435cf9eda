import { TensorwireError } from '../../errors';
import type { ReadLayer } from './parse';

/**
 * Numbers that are arguments of a layer in Keras files and weights here: the mean and variance of a Normalization. A
 * Rescaling with a number for each channel is a Normalization, too: x·s + o = (x − (−o/s)) / √(1/s²).
 */
export function withMoments(layer: ReadLayer): ReadLayer {
  const { className, config, name } = layer;
  if (className === 'Rescaling' && (Array.isArray(config.scale) || Array.isArray(config.offset))) {
    const { scale, offset, ...rest } = config;
    const [factors, offsets] = [flat(scale), flat(offset)];
    const count = Math.max(factors.length, offsets.length);
    const at = (list: readonly number[], i: number) => list[i % list.length]!;
    const all = Array.from({ length: count }, (_, i) => [at(factors, i), at(offsets, i)] as const);
    if (all.some(([s]) => !(s > 0)))
      throw new TensorwireError(
        name,
        `has a scale for each channel, which must all be above 0, received ${factors.join(', ')}`,
        {
          argument: 'scale',
        },
      );
    const fixed = { mean: all.map(([s, o]) => -o / s), variance: all.map(([s]) => 1 / s ** 2) };
    return { ...layer, className: 'Normalization', config: { ...rest, axis: -1, invert: false }, fixed };
  }
  if (className !== 'Normalization') return layer;
  const { mean, variance, axis, ...rest } = config;
  // without an axis, one number applies to all
  const along = Array.isArray(axis) && axis.length === 0 ? [-1] : axis;
  const given = mean !== null && mean !== undefined;
  const fixed = given ? { mean: flat(mean), variance: flat(variance) } : undefined;
  return { ...layer, config: { ...rest, axis: along ?? -1 }, ...(fixed && { fixed }) };
}

const flat = (value: unknown): readonly number[] => ([value].flat(Number.POSITIVE_INFINITY) as unknown[]).map(Number);
