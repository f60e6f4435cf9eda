import {
  type Convolution,
  coefficient,
  type convolutions,
  type Dim,
  dimension,
  type InputGradient,
  isSymbolic,
  type KernelGradient,
  size,
} from '../../../graph';
import { outside, reachesOutside, tableOf } from '../../../graph/ops/windows';
import type { OnnxAttributes, OnnxEmitter, OnnxLowering, OnnxLowerings } from './rule';
import { reshaped, transposed } from './shaping';

/** A convolution and its two gradients in ONNX. Names and shapes: see graph/ops/convolution.ts. */

const onnxOf = ({ strides, pads, dilations, groups }: Convolution): OnnxAttributes => ({
  strides: { ints: strides },
  pads: { ints: [...pads.map(([lo]) => lo), ...pads.map(([, hi]) => hi)] },
  dilations: { ints: dilations },
  group: { int: groups },
});

const conv: OnnxLowering<Convolution> = (emit, { inputs, attributes }, [x, w]) => {
  const [filters, channels, ...window] = inputs[1]!.shape as [number, number, ...number[]];
  const { channelBlock } = attributes;
  if (!channelBlock || !fitsBlocks(channelBlock, channels, filters, attributes))
    return emit.op('Conv', [x, w], onnxOf(attributes));
  return blocked(emit, x, w, { block: channelBlock, channels, filters, window, attributes });
};

/**
 * ONNX Runtime's own kernels for x64 (domain com.microsoft.nchwc) hold `block` channels side by side: x [N, channels /
 * block, …sizes, block]. They are two to three times as fast as Conv, which gathers columns. By itself ONNX Runtime
 * uses them only for constant kernels, and those of a training step are not constant. `channels`: per group.
 */
export function fitsBlocks(
  block: number,
  channels: number,
  filters: number,
  { groups, strides }: Convolution,
): boolean {
  if (strides.length !== 2 || filters % block !== 0) return false;
  return groups === 1 ? channels % block === 0 || channels < block : channels === 1 && filters === groups;
}

interface Blocked {
  readonly block: number;
  readonly channels: number;
  readonly filters: number;
  readonly window: readonly number[];
  readonly attributes: Convolution;
}

/**
 * Fewer channels than a block are read as they are, unless the convolution is depthwise. The kernel becomes [filters /
 * block, channels / block, …window, block channels, block filters], or [filters / block, channels, …window, block
 * filters].
 */
function blocked(emit: OnnxEmitter, x: string, w: string, b: Blocked): string {
  const { block, channels, filters, window, attributes } = b;
  const few = channels < block;
  const apart = [filters / block, block, ...(few ? [channels] : [channels / block, block]), ...window];
  const order = few ? [0, 2, 3, 4, 1] : [0, 2, 4, 5, 3, 1];
  const kernel = reshaped(emit, transposed(emit, reshaped(emit, w, apart), order), [filters, channels, ...window]);
  const input = few && attributes.groups === 1 ? x : emit.op('com.microsoft.nchwc.ReorderInput', [x]);
  const y = emit.op('com.microsoft.nchwc.Conv', [input, kernel], onnxOf(attributes));
  return emit.op('com.microsoft.nchwc.ReorderOutput', [y], { channels: { int: filters } });
}

/**
 * A transposed convolution. What strides leave over at the end, which no window reads, is output_padding. With strides
 * of 1, it is the convolution of dy, padded by the window, with the flipped kernel.
 */
const inputGradient: OnnxLowering<InputGradient> = (emit, { inputs, attributes }, [dy, w]) => {
  const { channelBlock, strides, pads, dilations, spatial } = attributes;
  const [filters, channels, ...window] = inputs[1]!.shape as [number, number, ...number[]];
  const beyond = window.map((n, i) => (n - 1) * dilations[i]!);
  const turnedPads = pads.map(([lo, hi], i): [number, number] => [beyond[i]! - lo, beyond[i]! - hi]);
  const simple = strides.every(s => s === 1) && turnedPads.flat().every(p => p >= 0);
  const [from, to] = attributes.groups === 1 ? [filters, channels] : [channels, filters];
  if (channelBlock && simple && fitsBlocks(channelBlock, from, to, attributes)) {
    const taps = size(window) as number;
    const apart = reshaped(emit, w, [filters, channels, taps]);
    const flat = attributes.groups === 1 ? transposed(emit, apart, [1, 0, 2]) : apart;
    const backwards = Array.from({ length: taps }, (_, i) => taps - 1 - i);
    const turned = emit.op('Gather', [flat, emit.ints(backwards)], { axis: { int: 2 } });
    return blocked(emit, dy, turned, {
      block: channelBlock,
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
};

/** Numbers per row in the columns that are gathered at a time: 64 MB for a batch of 32. */
const AT_A_TIME = 2 ** 19;

/**
 * dw[o, c, t] is the product of dy with what tap t of each window reads, both with the batch last; for large images,
 * one part of the windows after the other.
 */
const kernelGradient: OnnxLowering<KernelGradient> = (emit, { inputs, shape, attributes }, names) => {
  const [batch, channels, ...spatial] = inputs[0]!.shape as [Dim, number, ...number[]];
  const filters = shape[0] as number;
  const { window, groups } = attributes;
  const table = tableOf(spatial, window, attributes);
  const { taps, windows } = table;
  const places = size(spatial) as number;
  const batchLast = (x: string, rows: number, inner: number): string =>
    reshaped(emit, transposed(emit, reshaped(emit, x, [batch, rows * inner]), [1, 0]), [rows, inner, batch]);
  const x = batchLast(names[0], channels, places);
  const source = reachesOutside(table) ? emit.op('Pad', [x, emit.ints([0, 0, 0, 0, 1, 0])]) : x;
  const errors = batchLast(names[1], filters, windows);
  const index = outside(table, places);
  const inOrder = taps === 1 && windows === places && index.every((place, i) => place === i);

  const length = Math.max(1, Math.floor(AT_A_TIME / (channels * taps)));
  let product: string | undefined;
  for (let start = 0; start < windows; start += length) {
    const end = Math.min(windows, start + length);
    const whole = end - start === windows;
    const width = dimension((end - start) * coefficient(batch), isSymbolic(batch));
    const from = Array.from({ length: taps }, (_, tap) => [
      ...index.subarray(tap * windows + start, tap * windows + end),
    ]);
    const columns = inOrder && whole ? x : emit.op('Gather', [source, emit.ints(from.flat())], { axis: { int: 1 } });
    const part = whole ? errors : emit.op('Slice', [errors, emit.ints([start]), emit.ints([end]), emit.ints([1])]);
    if (groups === 1) {
      const operands = [reshaped(emit, columns, [channels * taps, width]), reshaped(emit, part, [filters, width])];
      product = emit.op('Gemm', product ? [...operands, product] : operands, { transB: { int: 1 } });
    } else {
      const turned = transposed(emit, reshaped(emit, columns, [groups, (channels / groups) * taps, width]), [0, 2, 1]);
      const next = emit.op('MatMul', [reshaped(emit, part, [groups, filters / groups, width]), turned]);
      product = product ? emit.op('Add', [product, next]) : next;
    }
  }
  if (groups > 1) return reshaped(emit, product!, shape);
  // as a matrix, ONNX Runtime would transpose the product itself, which takes one and a half times as long
  const apart = reshaped(emit, product!, [channels, ...window, filters]);
  return transposed(emit, apart, [window.length + 1, ...Array(window.length + 1).keys()]);
};

export const ofConvolutions: OnnxLowerings<typeof convolutions> = {
  conv,
  convInputGradient: inputGradient,
  convKernelGradient: kernelGradient,
};
