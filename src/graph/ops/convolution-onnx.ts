import { coefficient, dimension, isSymbolic, size } from '../dimensions';
import type { OnnxAttributes, OnnxEmitter } from '../emitter';
import type { Dim, GraphNode } from '../types';
import type { ConvolutionOptions } from './convolution';
import { target } from './shape';
import { reachesOutside, tableOf } from './windows';

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
  { inputs }: GraphNode,
  attributes: Options,
  [x, w]: readonly [string, string, ...string[]],
): string {
  const [filters, channels, ...window] = inputs[1]!.shape as [number, number, ...number[]];
  const { block } = attributes;
  if (!block || !fitsBlocks(block, channels, filters, attributes)) return emit.op('Conv', [x, w], onnxOf(attributes));
  return blocked(emit, x, w, { block, channels, filters, window, attributes });
}

/**
 * ONNX Runtime's own kernels for x64 (domain com.microsoft.nchwc) hold `block` channels side by side: x [N, channels /
 * block, …sizes, block]. They run at two to three times the speed of Conv, which gathers columns. ONNX Runtime uses them
 * by itself for kernels that are constants, which those of a training step are not. `channels` is that of a group.
 */
export function fitsBlocks(block: number, channels: number, filters: number, { groups, strides }: Options): boolean {
  if (strides.length !== 2 || filters % block !== 0) return false;
  return groups === 1 ? channels % block === 0 || channels < block : channels === 1 && filters === groups;
}

interface Blocked {
  readonly block: number;
  readonly channels: number;
  readonly filters: number;
  readonly window: readonly number[];
  readonly attributes: Options;
}

/**
 * Fewer channels than a block are read as they lie, unless each is for itself. The kernel becomes [filters / block,
 * channels / block, …window, block channels, block filters], or [filters / block, channels, …window, block filters].
 */
function blocked(emit: OnnxEmitter, x: string, w: string, b: Blocked): string {
  const { block, channels, filters, window, attributes } = b;
  const few = channels < block;
  const apart = [filters / block, block, ...(few ? [channels] : [channels / block, block]), ...window];
  const order = few ? [0, 2, 3, 4, 1] : [0, 2, 4, 5, 3, 1];
  const kernel = arranged(emit, turn(emit, arranged(emit, w, apart), order), [filters, channels, ...window]);
  const input = few && attributes.groups === 1 ? x : emit.op('com.microsoft.nchwc.ReorderInput', [x]);
  const y = emit.op('com.microsoft.nchwc.Conv', [input, kernel], onnxOf(attributes));
  return emit.op('com.microsoft.nchwc.ReorderOutput', [y], { channels: { int: filters } });
}

/**
 * A transposed convolution. What strides leave over at the end, which no window reads, is output_padding. With steps of 1
 * it is the convolution of dy, padded by what the window reaches beyond, with the kernel turned around.
 */
export function inputGradientOnnx(
  emit: OnnxEmitter,
  { inputs }: GraphNode,
  attributes: Options & { readonly spatial: readonly number[] },
  [dy, w]: readonly [string, string, ...string[]],
): string {
  const { block, strides, pads, dilations, spatial } = attributes;
  const [filters, channels, ...window] = inputs[1]!.shape as [number, number, ...number[]];
  const beyond = window.map((n, i) => (n - 1) * dilations[i]!);
  const turnedPads = pads.map(([lo, hi], i): [number, number] => [beyond[i]! - lo, beyond[i]! - hi]);
  const simple = strides.every(s => s === 1) && turnedPads.flat().every(p => p >= 0);
  const [from, to] = attributes.groups === 1 ? [filters, channels] : [channels, filters];
  if (block && simple && fitsBlocks(block, from, to, attributes)) {
    const taps = size(window) as number;
    const apart = arranged(emit, w, [filters, channels, taps]);
    const flat = attributes.groups === 1 ? turn(emit, apart, [1, 0, 2]) : apart;
    const backwards = Array.from({ length: taps }, (_, i) => taps - 1 - i);
    const turned = emit.op('Gather', [flat, emit.ints(backwards)], { axis: { int: 2 } });
    return blocked(emit, dy, turned, {
      block,
      channels: from,
      filters: to,
      window,
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

/** dw[o, c, t] is the product of dy with what tap t of each window reads, both with the batch last. */
export function kernelGradientOnnx(
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
  const { groups } = attributes;
  const errors = batchLast(names[1], filters * windows);
  if (groups > 1) {
    const [rows, each] = [(channels / groups) * taps, filters / groups];
    const turned = turn(emit, arranged(emit, columns, [groups, rows, width]), [0, 2, 1]);
    return arranged(emit, emit.op('MatMul', [arranged(emit, errors, [groups, each, width]), turned]), shape);
  }
  const product = emit.op(
    'Gemm',
    [arranged(emit, columns, [channels * taps, width]), arranged(emit, errors, [filters, width])],
    { transB: { int: 1 } },
  );
  // as two dimensions, ONNX Runtime would turn the product itself around, which takes one and a half times as long
  const apart = arranged(emit, product, [channels, ...window, filters]);
  return turn(emit, apart, [window.length + 1, ...Array(window.length + 1).keys()]);
}
