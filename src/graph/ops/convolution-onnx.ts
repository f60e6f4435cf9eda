import { coefficient, dimension, isSymbolic, same, size } from '../dimensions';
import type { OnnxAttributes, OnnxEmitter } from '../emitter';
import type { Dim, GraphNode } from '../types';
import type { ConvolutionOptions } from './convolution';
import { target } from './shape';
import { reachesOutside, tableOf, windowsOf } from './windows';

/** A convolution and its two gradients in ONNX. Names and shapes: see convolution.ts. */

type Options = ConvolutionOptions;

const onnxOf = ({ strides, pads, dilations, groups }: Options): OnnxAttributes => ({
  strides: { ints: strides },
  pads: { ints: [...pads.map(([lo]) => lo), ...pads.map(([, hi]) => hi)] },
  dilations: { ints: dilations },
  group: { int: groups },
});
const turn = (emit: OnnxEmitter, x: string, perm: readonly number[]): string =>
  emit.op('Transpose', [x], { perm: { ints: perm } });
const arranged = (emit: OnnxEmitter, x: string, shape: readonly Dim[]): string =>
  emit.op('Reshape', [x, emit.ints(target(shape))]);

export function convOnnx(
  emit: OnnxEmitter,
  { shape, inputs }: GraphNode,
  attributes: Options,
  [x, w]: readonly [string, string, ...string[]],
): string {
  const [filters, channels, ...window] = inputs[1]!.shape as [number, number, ...number[]];
  const { block } = attributes;
  if (!block || !fitsBlocks(block, channels, filters, attributes)) return emit.op('Conv', [x, w], onnxOf(attributes));
  return blocked(emit, x, w, { block, channels, filters, window, attributes, windows: shape.slice(2) as number[] });
}

/**
 * ONNX Runtime's own kernels for x64 (domain com.microsoft.nchwc) hold `block` channels side by side: x [N, channels /
 * block, …sizes, block]. They run at two to three times the speed of Conv, which gathers columns. ONNX Runtime uses them
 * by itself for kernels that are constants, which those of a training step are not.
 */
export const fitsBlocks = (block: number, channels: number, filters: number, { groups, strides }: Options): boolean =>
  strides.length === 2 && groups === 1 && filters % block === 0 && (channels % block === 0 || channels < block);

interface Blocked {
  readonly block: number;
  readonly channels: number;
  readonly filters: number;
  readonly window: readonly number[];
  readonly windows: readonly number[];
  readonly attributes: Options;
}

/** Fewer channels than a block are read as they lie. The kernel becomes [filters/b, channels/b, …window, b, b filters]. */
function blocked(emit: OnnxEmitter, x: string, w: string, b: Blocked): string {
  const { block, channels, filters, window, attributes } = b;
  const few = channels < block;
  const apart = [filters / block, block, ...(few ? [channels] : [channels / block, block]), ...window];
  const order = few ? [0, 2, 3, 4, 1] : [0, 2, 4, 5, 3, 1];
  const kernel = arranged(emit, turn(emit, arranged(emit, w, apart), order), [filters, channels, ...window]);
  const input = few ? x : emit.op('com.microsoft.nchwc.ReorderInput', [x]);
  const y = emit.op('com.microsoft.nchwc.Conv', [input, kernel], onnxOf(attributes));
  return emit.op('com.microsoft.nchwc.ReorderOutput', [y], { channels: { int: filters } });
}

/**
 * A transposed convolution. What strides leave over at the end, which no window reads, is output_padding. With steps of 1
 * it is the convolution of dy, padded by what the window reaches beyond, with the kernel turned around.
 */
export function inputGradientOnnx(
  emit: OnnxEmitter,
  { inputs, shape }: GraphNode,
  attributes: Options & { readonly spatial: readonly number[] },
  [dy, w]: readonly [string, string, ...string[]],
): string {
  const { block, strides, pads, dilations, spatial } = attributes;
  const [filters, channels, ...window] = inputs[1]!.shape as [number, number, ...number[]];
  const beyond = window.map((n, i) => (n - 1) * dilations[i]!);
  const turnedPads = pads.map(([lo, hi], i): [number, number] => [beyond[i]! - lo, beyond[i]! - hi]);
  const simple = strides.every(s => s === 1) && turnedPads.flat().every(p => p >= 0);
  if (block && simple && fitsBlocks(block, filters, channels, attributes)) {
    const taps = size(window) as number;
    const flat = turn(emit, arranged(emit, w, [filters, channels, taps]), [1, 0, 2]);
    const backwards = Array.from({ length: taps }, (_, i) => taps - 1 - i);
    const turned = emit.op('Gather', [flat, emit.ints(backwards)], { axis: { int: 2 } });
    return blocked(emit, dy, turned, {
      block,
      channels: filters,
      filters: channels,
      window,
      windows: shape.slice(2) as number[],
      attributes: { ...attributes, pads: turnedPads },
    });
  }
  const windows = inputs[0]!.shape.slice(2) as number[];
  const left = spatial.map((length, i) => {
    const [lo, hi] = pads[i]!;
    return lo + length + hi - ((windows[i]! - 1) * strides[i]! + beyond[i]! + 1);
  });
  return emit.op('ConvTranspose', [dy, w], { ...onnxOf(attributes), output_padding: { ints: left } });
}

export function kernelGradientOnnx(
  emit: OnnxEmitter,
  node: GraphNode,
  attributes: Options & { readonly window: readonly number[] },
  names: readonly [string, string, ...string[]],
): string {
  return attributes.groups === 1 ? byColumns(emit, node, attributes, names) : exchanged(emit, node, attributes, names);
}

/** dw[o, c, t] is the product of dy with what tap t of each window reads, both with the batch last. */
function byColumns(
  emit: OnnxEmitter,
  { inputs, shape }: GraphNode,
  attributes: Options & { readonly window: readonly number[] },
  names: readonly [string, string, ...string[]],
): string {
  const [batch, channels, ...spatial] = inputs[0]!.shape as [Dim, number, ...number[]];
  const filters = shape[0] as number;
  const { window } = attributes;
  const { taps, windows, data } = tableOf(spatial, window, attributes);
  const places = size(spatial) as number;
  const batchLast = (x: string, inner: number): string => turn(emit, arranged(emit, x, [batch, inner]), [1, 0]);
  const width = dimension(windows * coefficient(batch), isSymbolic(batch));
  const x = arranged(emit, batchLast(names[0], channels * places), [channels, places, batch]);
  const padded = reachesOutside({ taps, windows, data });
  const source = padded ? emit.op('Pad', [x, emit.ints([0, 0, 0, 0, 1, 0])]) : x;
  const inOrder = windows === places && taps === 1 && !padded && data.every((place, i) => place === i);
  const from = Array.from(data, place => (place < 0 ? places : place));
  const columns = inOrder ? x : emit.op('Gather', [source, emit.ints(from)], { axis: { int: 1 } });
  const product = emit.op(
    'Gemm',
    [
      arranged(emit, columns, [channels * taps, width]),
      arranged(emit, batchLast(names[1], filters * windows), [filters, width]),
    ],
    { transB: { int: 1 } },
  );
  // as two dimensions, ONNX Runtime would turn the product itself around, which takes one and a half times as long
  const apart = arranged(emit, product, [channels, ...window, filters]);
  return turn(emit, apart, [window.length + 1, ...Array(window.length + 1).keys()]);
}

/**
 * dw[o, c, t] = Σ over n, p of x[n, c, p · stride + t · dilation] · dy[n, o, p] is a convolution whose windows are dy:
 * the batch is its channels, strides and dilations change places. Channels of a group are the batch:
 * [c, group · n, …] and [o, n, …] → [c, o, …].
 */
function exchanged(
  emit: OnnxEmitter,
  { inputs }: GraphNode,
  attributes: Options & { readonly window: readonly number[] },
  names: readonly [string, string, ...string[]],
): string {
  const { groups, strides, dilations, window } = attributes;
  const [x, dy] = inputs as [GraphNode, GraphNode];
  const [batch, channels, ...spatial] = x.shape as [Dim, number, ...number[]];
  const rest = (from: number) => spatial.map((_, i) => from + i);
  const perGroup = channels / groups;
  const times = dimension(coefficient(batch) * groups, isSymbolic(batch));
  const apart = arranged(emit, names[0], [batch, groups, perGroup, ...spatial]);
  const moved = turn(emit, apart, [2, 1, 0, ...rest(3)]);
  const turnedX = arranged(emit, moved, [perGroup, times, ...spatial]);
  const turnedDy = turn(emit, names[1], [1, 0, ...rest(2)]);
  const options = { ...attributes, strides: dilations, dilations: strides };
  const all = emit.op('Conv', [turnedX, turnedDy], onnxOf(options));
  const found = windowsOf(spatial, dy.shape.slice(2) as number[], options);
  const cut = same(found, window)
    ? all
    : emit.op('Slice', [all, emit.ints(spatial.map(() => 0)), emit.ints(window), emit.ints(rest(2))]);
  return turn(emit, cut, [1, 0, ...rest(2)]);
}
