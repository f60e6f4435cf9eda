import { badArgument, Problem } from '../../../errors';
import { type GraphNode, type Sliding, transpose } from '../../../graph';
import type { Shape } from '../../../graph/types';
import { type Argument, choice, shape } from '../../arguments';

/** Helpers of convolution and pooling layers: window sizes as arguments, the order of axes, Keras's padding. */

/** Whole numbers, one per axis: `3, 3`; a single number applies to all axes. */
export function sizes(rank: number, byDefault: number): Argument<readonly number[]> {
  const open = sizesOrNone(rank);
  return {
    ...open,
    default: Array<number>(rank).fill(byDefault),
    parse(value, name) {
      const parsed = open.parse(value, name);
      if (parsed === null) throw badArgument(name, what(rank), value);
      return parsed;
    },
  };
}

/** The same, or null: the layer's default. */
export function sizesOrNone(rank: number): Argument<readonly number[] | null> {
  return {
    form: { widget: 'shape' },
    default: null,
    parse(value, name) {
      const given = shape().parse(value, name);
      if (given === null) return null;
      if (given.length === rank) return given;
      if (given.length !== 1) throw badArgument(name, what(rank), value);
      return Array<number>(rank).fill(given[0]!);
    },
  };
}
const what = (rank: number): string =>
  rank === 1 ? 'a whole number of at least 1' : `${rank} whole numbers, as in 3, 3`;

export const dataFormat = (): Argument<'channels_last' | 'channels_first'> =>
  choice(['channels_last', 'channels_first'], 'channels_last');

const AXES: Readonly<Record<number, string>> = { 1: 'steps', 2: 'height, width', 3: 'depth, height, width' };

/** Sizes and channels of an input. Throws a Problem that says what the layer accepts. */
export function partsOf(
  rank: number,
  format: string,
  x: Shape,
): { readonly spatial: readonly number[]; readonly channels: number } {
  const last = format === 'channels_last';
  const [spatial, channels] = last ? [x.slice(1, -1), x.at(-1)] : [x.slice(2), x[1]];
  if (x.length !== rank + 2 || typeof channels !== 'number' || !spatial.every(d => typeof d === 'number')) {
    const expected = last ? `[N, ${AXES[rank]}, channels]` : `[N, channels, ${AXES[rank]}]`;
    throw new Problem(`expects an input of shape ${expected}, received [${x.join(', ')}]`, {
      expected,
      received: x,
    });
  }
  return { spatial: spatial as readonly number[], channels };
}

/** [N, …sizes, channels] → [N, channels, …sizes], the order of the graph's windows. */
export const toChannelsFirst = (x: GraphNode, format: string): GraphNode => {
  const rank = x.shape.length - 2;
  return format === 'channels_first' ? x : transpose(x, [0, rank + 1, ...axes(rank, 1)]);
};
export const fromChannelsFirst = (x: GraphNode, format: string): GraphNode => {
  const rank = x.shape.length - 2;
  return format === 'channels_first' ? x : transpose(x, [0, ...axes(rank, 2), 1]);
};
export const axes = (rank: number, from: number): number[] => Array.from({ length: rank }, (_, i) => from + i);

/**
 * Keras's `padding` as numbers. `same`: length / stride windows, rounded up; of an odd number of zeros the larger part
 * is at the end. `causal`: no window reads later positions.
 */
export function padding(
  kind: 'valid' | 'same' | 'causal',
  spatial: readonly number[],
  window: readonly number[],
  { strides, dilations }: Pick<Sliding, 'strides' | 'dilations'>,
): Sliding['pads'] {
  return spatial.map((length, i) => {
    const [stride, reach] = [strides[i]!, (window[i]! - 1) * dilations[i]!];
    if (kind === 'valid') return [0, 0];
    if (kind === 'causal') return [reach, 0];
    const total = Math.max(0, (Math.ceil(length / stride) - 1) * stride + reach + 1 - length);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  });
}
