import { Problem } from '../../errors';
import { ofOneRow, same, text } from '../dimensions';
import { make } from '../node';
import { attributesOf, define, isNode, named } from '../op';
import type { Dim, GraphNode, Shape } from '../types';
import { expectTypes, FLOAT } from './dtypes';
import { gather } from './indexing';
import { constant } from './leaves';
import { matmul } from './matmul';
import { sum } from './reductions';
import { reshape, transpose } from './shape';
import { pad } from './slicing';
import {
  inverseTableOf,
  memoized,
  outside,
  reachesOutside,
  type Sliding,
  sliding,
  spatialOf,
  type Table,
  tableOf,
  windowsOf,
} from './windows';

/**
 * Convolution over any number of axes, as in Keras and ONNX (without flipping the kernel):
 *
 *   y[n, o, p] = Σ over channels c of o's group and taps t of  x[n, c, p · stride + t · dilation − padding] · w[o, c, t]
 *
 * It is linear in x and in w, so three ops are each other's gradients, to any order:
 *
 *   y  = conv(x, w)                   dx = convInputGradient(dy, w)      dw = convKernelGradient(x, dy)
 *   dx = convInputGradient(dy, w)     from its cotangent g: dy gets conv(g, w), w gets convKernelGradient(g, dy)
 *   dw = convKernelGradient(x, dy)    from its cotangent g: x gets convInputGradient(dy, g), dy gets conv(x, g)
 *
 * x and dx are [N, channels, …sizes], w and dw [filters, channels / groups, …window], y and dy [N, filters, …windows].
 */
export type Convolution = Sliding & {
  readonly groups: number;
  /**
   * How many channels an engine's own kernels hold side by side, set by a rewrite of that engine. It changes no result.
   * It is an attribute here so that the gradients of a convolution, which are convolutions, inherit it.
   */
  readonly channelBlock?: number;
};
export type InputGradient = Convolution & { readonly spatial: readonly number[] };
export type KernelGradient = Convolution & { readonly window: readonly number[] };

const plain = ({ strides, pads, dilations, groups, channelBlock }: Convolution): Convolution => ({
  strides,
  pads,
  dilations,
  groups,
  ...(channelBlock && { channelBlock }),
});

/** How many products are added for one number of the result. */
const taps = ({ shape: [, ...rest] }: GraphNode): number => ofOneRow(rest);

export const convolutions = named({
  conv: define<Convolution>({
    shape([x, w], attributes) {
      expectTypes([x, w], FLOAT);
      const { groups } = attributes;
      const [batch, channels] = x.shape as [Dim, number];
      const [filters, perGroup, ...window] = w.shape as number[];
      if (channels !== perGroup! * groups || filters! % groups !== 0)
        throw new Problem(
          `${groups} ${groups === 1 ? 'group' : 'groups'} of a kernel ${text(w.shape)} do not fit ${channels} channels`,
        );
      return [batch, filters!, ...windowsOf(spatialOf(x.shape), window, attributes)];
    },
    multiplyAdds: ({ shape, inputs: [, w] }) => ofOneRow(shape) * taps(w!),
    decompose([x, w], node) {
      const { groups } = node.attributes;
      const [filters, ...rest] = w.shape as number[];
      const kernel = reshape(w, [1, groups, filters! / groups, product(rest)]);
      return reshape(matmul(kernel, columns(x, tables(node), groups)), node.shape);
    },
  }),

  convInputGradient: define<InputGradient>({
    shape([dy, w], attributes) {
      expectTypes([dy, w], FLOAT);
      const [, perGroup, ...window] = w.shape as number[];
      fits(dy.shape, w.shape[0]!, windowsOf(attributes.spatial, window, attributes));
      return [dy.shape[0]!, perGroup! * attributes.groups, ...attributes.spatial];
    },
    multiplyAdds: ({ inputs: [dy, w] }) => ofOneRow(dy!.shape) * taps(w!),
    /** Each position gathers the windows that read it. */
    decompose([dy, w], node) {
      const { groups } = node.attributes;
      const [filters, perGroup, ...window] = w.shape as number[];
      const parts = reshape(w, [groups, filters! / groups, perGroup!, product(window)]);
      const kernel = reshape(transpose(parts, [0, 2, 1, 3]), [
        1,
        groups,
        perGroup!,
        (filters! / groups) * product(window),
      ]);
      return reshape(matmul(kernel, columns(dy, inverseTables(node), groups)), node.shape);
    },
  }),

  convKernelGradient: define<KernelGradient>({
    shape([x, dy], attributes) {
      expectTypes([x, dy], FLOAT);
      const { groups, window } = attributes;
      const channels = x.shape[1] as number;
      if (channels % groups !== 0) throw new Problem(`${channels} channels are not divided by ${groups} groups`);
      fits(dy.shape, dy.shape[1]!, windowsOf(spatialOf(x.shape), window, attributes));
      return [dy.shape[1]!, channels / groups, ...window];
    },
    decompose([x, dy], node) {
      const { groups } = node.attributes;
      const filters = node.shape[0] as number;
      const errors = reshape(dy, [dy.shape[0]!, groups, filters / groups, product(dy.shape.slice(2) as number[])]);
      const products = matmul(errors, columns(x, tables(node), groups), { transposeB: true });
      return reshape(sum(products, [0]), node.shape);
    },
  }),
});

function fits(dy: Shape, filters: Dim, windows: readonly number[]): void {
  if (!same(dy.slice(1), [filters, ...windows]))
    throw new Problem(`the gradient must be [N, ${[filters, ...windows].join(', ')}], received ${text(dy)}`);
}

/**
 * On engines without a suitable op, one matrix product over gathered columns (TensorFlow.js has no groups, and no
 * gradient of dilation).
 */
const tables = memoized(node => {
  const { attributes, spatial, window } = windowsIn(node);
  return tableOf(spatial, window, attributes);
});
const inverseTables = memoized(node => {
  const { attributes, spatial, window } = windowsIn(node);
  return inverseTableOf(spatial, window, attributes);
});

/** What slides over what, in each of the three ops. */
function windowsIn(node: GraphNode): {
  attributes: Convolution;
  spatial: readonly number[];
  window: readonly number[];
} {
  const [first, second] = node.inputs.map(({ shape }) => shape) as [Shape, Shape];
  if (isNode(node, convolutions.convInputGradient))
    return { attributes: node.attributes, spatial: node.attributes.spatial, window: spatialOf(second) };
  if (isNode(node, convolutions.convKernelGradient))
    return { attributes: node.attributes, spatial: spatialOf(first), window: node.attributes.window };
  return {
    attributes: attributesOf(convolutions.conv, node),
    spatial: spatialOf(first),
    window: spatialOf(second),
  };
}

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** [N, channels, …sizes] → [N, groups, channels / groups · taps, windows]; 0 in the padding. */
function columns(x: GraphNode, table: Table, groups: number): GraphNode {
  const [batch, channels, ...sizes] = x.shape as [Dim, number, ...number[]];
  const size = product(sizes);
  const flat = reshape(x, [batch, channels, size]);
  const index = constant(outside(table, size), [table.data.length], 'int32');
  const found = gather(reachesOutside(table) ? pad(flat, 2, 0, 1) : flat, index, 2);
  return reshape(found, [batch, groups, (channels / groups) * table.taps, table.windows]);
}

const optionsOf = (rank: number, { groups = 1, channelBlock, ...rest }: Partial<Convolution>): Convolution =>
  plain({ ...sliding(rank, rest), groups, channelBlock });

/** x [N, channels, …sizes], w [filters, channels / groups, …window] → [N, filters, …windows]. float32. */
export const conv = (x: GraphNode, w: GraphNode, options: Partial<Convolution> = {}): GraphNode =>
  make(convolutions.conv, [x, w], { ...optionsOf(x.shape.length - 2, options) });
/** The gradient of conv with respect to its input, whose sizes are `spatial`: a transposed convolution. */
export const convInputGradient = (
  dy: GraphNode,
  w: GraphNode,
  spatial: readonly number[],
  options: Partial<Convolution> = {},
): GraphNode => make(convolutions.convInputGradient, [dy, w], { ...optionsOf(spatial.length, options), spatial });
/** The gradient of conv with respect to its kernel, whose window is `window`. */
export const convKernelGradient = (
  x: GraphNode,
  dy: GraphNode,
  window: readonly number[],
  options: Partial<Convolution> = {},
): GraphNode => make(convolutions.convKernelGradient, [x, dy], { ...optionsOf(window.length, options), window });
