import * as g from '../../graph';
import type { GraphNode } from '../../graph/types';
import { turned } from './fold';
import type { OnnxNode, Rows } from './node';
import { refused } from './value';

/** Matrix products, convolutions and pools. */

/** A vector is a matrix with one row, or as the right operand one with one column; the result lacks that axis. */
function matMul(n: OnnxNode): GraphNode {
  const [a, b] = [n.node(0), n.node(1)];
  const left = a.shape.length === 1 ? g.reshape(a, [1, ...a.shape]) : a;
  const right = b.shape.length === 1 ? g.reshape(b, [...b.shape, 1]) : b;
  const y = g.matmul(left, right);
  const last = y.shape.length - 1;
  const extra = [...(left === a ? [] : [last - 1]), ...(right === b ? [] : [last])];
  return g.reshape(
    y,
    y.shape.filter((_, i) => !extra.includes(i)),
  );
}

/** α·A·B + β·C; a weight is transposed once, here. */
function gemm(n: OnnxNode): GraphNode {
  const operand = (i: number, name: string): [GraphNode, boolean] => {
    const transposed = n.int(name, 0) !== 0;
    const known = transposed && n.known(i);
    return known ? [n.around.weights.node(turned(known, [1, 0], `${n.result}/${i}`)), false] : [n.node(i), transposed];
  };
  const [[a, transposeA], [b, transposeB]] = [operand(0, 'transA'), operand(1, 'transB')];
  const y = g.mul(g.matmul(a, b, { transposeA, transposeB }), n.float('alpha', 1));
  return n.has(2) ? g.add(y, g.mul(n.node(2), n.float('beta', 1))) : y;
}

type Pair = readonly [lo: number, hi: number];
interface Windows extends g.Sliding {
  readonly window: readonly number[];
}

const pairs = (pads: readonly number[], rank: number): Pair[] =>
  Array.from({ length: rank }, (_, i) => [pads[i] ?? 0, pads[i + rank] ?? 0]);
const shared = (total: number, mode: string): Pair => {
  const [less, more] = [Math.floor(total / 2), Math.ceil(total / 2)];
  return mode === 'SAME_LOWER' ? [more, less] : [less, more];
};

/** Strides, padding and dilations of windows over an input. */
function windowsOf(n: OnnxNode, spatial: readonly number[], window: readonly number[]): Windows {
  const ones = window.map(() => 1);
  const [strides, dilations] = [n.ints('strides') ?? ones, n.ints('dilations') ?? ones];
  const mode = n.text('auto_pad', 'NOTSET');
  const same = () =>
    spatial.map((length, i) => {
      const reach = (Math.ceil(length / strides[i]!) - 1) * strides[i]! + (window[i]! - 1) * dilations[i]! + 1;
      return shared(Math.max(0, reach - length), mode);
    });
  const given = (mode === 'NOTSET' && n.ints('pads')) || [];
  const pads = mode.startsWith('SAME') ? same() : pairs(given, window.length);
  const found = { window, strides, dilations, pads };
  checkWindows(found, spatial);
  return found;
}

/** Checked before they are used: padding of 2³¹ − 1 fits into a file of 100 bytes. */
function checkWindows({ window, strides, dilations, pads }: Windows, spatial: readonly number[]): void {
  for (const [what, list] of Object.entries({ kernel_shape: window, strides, dilations }))
    if (list.length !== spatial.length || list.some(v => !(v >= 1)))
      throw refused(`${what} must be ${spatial.length} numbers of at least 1, received [${list.join(', ')}]`);
  if (pads.flat().some(p => p < 0)) throw refused(`pads must not be negative, received [${pads.flat().join(', ')}]`);
  const reads = spatial.reduce((all, length, i) => {
    const [[lo, hi], size] = [pads[i]!, window[i]!];
    const windows = Math.floor((lo + length + hi - (size - 1) * dilations[i]! - 1) / strides[i]!) + 1;
    return all * Math.min(size, length) * Math.max(1, windows);
  }, 1);
  g.checkLimit('indices', reads, 'a table of what its windows read');
}

function spatialOf(x: GraphNode): number[] {
  const sizes = x.shape.slice(2);
  if (sizes.length === 0 || sizes.some(g.isSymbolic))
    throw refused(`its input must be [N, channels, …sizes] with known sizes, received ${g.text(x.shape)}`);
  return sizes as number[];
}

/** Adds the bias, a number for each channel. */
function biased(n: OnnxNode, y: GraphNode): GraphNode {
  return n.has(2)
    ? g.add(
        y,
        g.reshape(
          n.node(2),
          y.shape.map((d, i) => (i === 1 ? d : 1)),
        ),
      )
    : y;
}

function conv(n: OnnxNode): GraphNode {
  const [x, w] = [n.node(0), n.node(1)];
  const { window: _, ...at } = windowsOf(n, spatialOf(x), spatialOf(w));
  return biased(n, g.conv(x, w, { ...at, groups: n.int('group', 1) }));
}

function convTranspose(n: OnnxNode): GraphNode {
  const [x, w] = [n.node(0), n.node(1)];
  const [sizes, window] = [spatialOf(x), spatialOf(w)];
  const { pads, strides, dilations } = windowsOf(n, sizes, window);
  const left = n.ints('output_padding') ?? window.map(() => 0);
  const whole = sizes.map((s, i) => (s - 1) * strides[i]! + (window[i]! - 1) * dilations[i]! + 1 + left[i]!);
  const mode = n.text('auto_pad', 'NOTSET');
  const wanted = n.ints('output_shape')?.slice(-sizes.length) ?? null;
  const spatial = mode.startsWith('SAME') ? sizes.map((s, i) => s * strides[i]!) : wanted;
  // what the output shape cuts off is cut off at the start first, unless stated otherwise
  const first = mode === 'SAME_UPPER' ? mode : 'SAME_LOWER';
  const cut = spatial ? whole.map((w, i) => shared(w - spatial[i]!, first)) : pads;
  // elements of a larger output that no window reaches are zeros
  const inside = cut.map(([lo, hi]): Pair => [Math.max(0, lo), Math.max(0, hi)]);
  const result = whole.map((w, i) => w - inside[i]![0] - inside[i]![1]);
  const y = g.convInputGradient(x, w, result, { strides, dilations, pads: inside, groups: n.int('group', 1) });
  const wide = cut.reduce((z, [lo, hi], i) => g.pad(z, i + 2, Math.max(0, -lo), Math.max(0, -hi)), y);
  return biased(n, wide);
}

/** The windows of a pool, with additional padding at the end if sizes are rounded up. */
function pooled(n: OnnxNode, spatial: readonly number[]): Windows & { readonly more: readonly number[] } {
  const window = n.ints('kernel_shape') ?? [];
  const at = windowsOf(n, spatial, window);
  const more = spatial.map((length, i) => {
    const [lo, hi] = at.pads[i]!;
    const span = (window[i]! - 1) * at.dilations[i]! + 1;
    let steps = Math.ceil((lo + length + hi - span) / at.strides[i]!);
    if (steps * at.strides[i]! >= length + lo) steps--;
    return n.int('ceil_mode', 0) ? Math.max(0, steps * at.strides[i]! + span - (lo + length + hi)) : 0;
  });
  return { ...at, more };
}
const behind = (pads: readonly Pair[], more: readonly number[]): Pair[] =>
  pads.map(([lo, hi], i) => [lo, hi + more[i]!]);

function maxPool(n: OnnxNode): GraphNode {
  const x = n.node(0);
  const { window, more, pads, ...at } = pooled(n, spatialOf(x));
  return g.maxPool(x, window, { ...at, pads: behind(pads, more) });
}

/** Padding that counts is made of zeros first; what rounding up adds never counts. */
function averagePool(n: OnnxNode): GraphNode {
  const x = n.node(0);
  const { window, more, pads, ...at } = pooled(n, spatialOf(x));
  if (!n.int('count_include_pad', 0)) return g.averagePool(x, window, { ...at, pads: behind(pads, more) });
  const wide = pads.reduce((y, [lo, hi], i) => g.pad(y, i + 2, lo, hi), x);
  return g.averagePool(wide, window, { ...at, pads: more.map((hi): Pair => [0, hi]) });
}

const overPlaces =
  (f: (x: GraphNode, axes: readonly number[], keepDims: boolean) => GraphNode) =>
  (n: OnnxNode): GraphNode => {
    const x = n.node(0);
    return f(x, [...x.shape.keys()].slice(2), true);
  };

export const products: Rows = {
  MatMul: matMul,
  Gemm: gemm,
  Conv: conv,
  ConvTranspose: convTranspose,
  MaxPool: maxPool,
  AveragePool: averagePool,
  GlobalAveragePool: overPlaces(g.mean),
  GlobalMaxPool: overPlaces(g.max),
};
