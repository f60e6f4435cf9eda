import * as g from '../../graph';
import type { Dim, GraphNode, Shape } from '../../graph/types';
import type { OnnxNode, Rows } from './node';
import { countOf, integers, type Known, refused, type Value } from './value';

/** Reshapes, transpositions, slices, and ops on shapes. */

/** The shape of a Reshape: −1 is what is left, 0 copies the input's dimension. */
export function reshapedTo(n: OnnxNode, from: Shape): Dim[] {
  const wanted = n.dims(1, 'the shape');
  const shape = wanted.map((d, i) => (d === 0 && !n.int('allowzero', 0) ? (from[i] ?? 0) : d));
  const open = shape.indexOf(-1);
  if (open < 0) return shape;
  const [whole, others] = [g.size(from), g.size(shape.filter((_, i) => i !== open))];
  const left = g.coefficient(whole) / g.coefficient(others);
  if (!Number.isInteger(left) || (g.isSymbolic(others) && !g.isSymbolic(whole)))
    throw refused(`${g.text(from)} does not fit ${g.text(wanted)}`);
  shape[open] = g.dimension(left, g.isSymbolic(whole) && !g.isSymbolic(others));
  return shape;
}

const fromStart = (axes: readonly number[], rank: number): number[] => axes.map(a => (a < 0 ? a + rank : a));
const isOne = (d: Dim | undefined): boolean => d === 1;

export function squeezed(n: OnnxNode, from: Shape): Dim[] {
  const given = n.list(1, 'axes');
  const axes = given ? fromStart(given, from.length) : [...from.keys()].filter(i => isOne(from[i]));
  if (axes.some(a => !isOne(from[a]))) throw refused(`axes [${axes.join(', ')}] of ${g.text(from)} are not all 1`);
  return from.filter((_, i) => !axes.includes(i));
}
export function unsqueezed(n: OnnxNode, from: Shape): Dim[] {
  const given = n.list(1, 'axes') ?? [];
  const rank = from.length + given.length;
  const axes = new Set(fromStart(given, rank));
  const rest = [...from];
  const shape = Array.from({ length: rank }, (_, i) => (axes.has(i) ? 1 : rest.shift()!));
  if (axes.size < given.length || rest.length > 0) throw refused(`axes [${given.join(', ')}] do not fit rank ${rank}`);
  return shape;
}

function flatten(n: OnnxNode): GraphNode {
  const x = n.node(0);
  const axis = n.int('axis', 1);
  const at = axis < 0 ? axis + x.shape.length : axis;
  return g.reshape(x, [g.size(x.shape.slice(0, at)), g.size(x.shape.slice(at))]);
}

/** Starts and ends beyond the axis mean its end; negative ones count from it. */
function sliced(x: GraphNode, axis: number, [start, end, step]: readonly [number, number, number]): GraphNode {
  const length = x.shape[axis]!;
  if (g.isSymbolic(length)) {
    if (start === 0 && step === 1 && end >= 2 ** 31 - 1) return x;
    throw refused(`axis ${axis} of ${g.text(x.shape)} is the batch and cannot be sliced`);
  }
  const bound = (i: number) =>
    Math.min(Math.max(i < 0 ? i + length : i, step < 0 ? -1 : 0), length - (step < 0 ? 1 : 0));
  const [from, to] = [bound(start), bound(end)];
  if (step === 1) return g.slice(x, axis, from, to);
  const count = countOf([Math.max(0, Math.ceil((to - from) / step))]);
  const picked = Array.from({ length: count }, (_, i) => from + i * step);
  return g.gather(x, g.constant(picked, undefined, 'int32'), axis);
}
function slice(n: OnnxNode): GraphNode {
  const [starts, ends] = [n.list(1, 'starts') ?? [], n.list(2, 'ends') ?? []];
  const axes = n.list(3, 'axes') ?? [...starts.keys()];
  const steps = n.has(4) ? n.numbers(4, 'steps') : [];
  return axes.reduce<GraphNode>(
    (x, a, i) => sliced(x, g.axisOf('Slice', x, a), [starts[i]!, ends[i]!, steps[i] ?? 1]),
    n.node(0),
  );
}

function split(n: OnnxNode): GraphNode[] {
  const x = n.node(0);
  const axis = n.axis(x, 0);
  const length = x.shape[axis]!;
  const given = n.has(1) ? n.dims(1, 'split') : n.ints('split');
  if (given) return g.split(x, axis, given as readonly Dim[]);
  const parts = n.int('num_outputs', n.outputs);
  if (parts !== n.outputs) throw refused(`num_outputs is ${parts}, and it has ${n.outputs} outputs`);
  if (g.isSymbolic(length) && g.coefficient(length) % parts !== 0)
    throw refused(`axis ${axis} of ${g.text(x.shape)} is the batch, which may not be ${parts} equal parts`);
  const each = Math.ceil(g.coefficient(length) / parts);
  const equal = Array.from({ length: parts }, (_, i) =>
    g.dimension(Math.min(each, g.coefficient(length) - i * each), g.isSymbolic(length)),
  );
  return g.split(x, axis, equal);
}

/** One axis after another: with zeros, another number, or elements of the tensor (edge, reflect, wrap). */
function pad(n: OnnxNode): GraphNode {
  const x = n.node(0);
  const pads = n.list(1, 'pads') ?? [];
  const axes = n.has(3) ? fromStart(n.numbers(3, 'axes'), x.shape.length) : [...x.shape.keys()];
  const mode = n.text('mode', 'constant');
  const value = n.has(2) ? g.reshape(n.node(2), []) : g.constant(n.float('value', 0), [], x.dtype);
  return axes.reduce<GraphNode>((y, axis, i) => {
    const [lo, hi] = [pads[i] ?? 0, pads[i + axes.length] ?? 0];
    if (lo === 0 && hi === 0) return y;
    return mode === 'constant' ? padded(y, axis, lo, hi, value) : repeated(y, axis, lo, hi, mode);
  }, x);
}
function padded(x: GraphNode, axis: number, lo: number, hi: number, value: GraphNode): GraphNode {
  const inner =
    lo < 0 || hi < 0 ? sliced(x, axis, [Math.max(0, -lo), g.coefficient(x.shape[axis]!) + Math.min(0, hi), 1]) : x;
  const [before, after] = [Math.max(0, lo), Math.max(0, hi)];
  if (g.scalarValue(value) === 0) return g.pad(inner, axis, before, after);
  const edge = (length: number) =>
    length > 0
      ? [
          g.broadcastTo(
            g.reshape(value, []),
            inner.shape.map((d, i) => (i === axis ? length : d)),
          ),
        ]
      : [];
  return g.concatenate([...edge(before), inner, ...edge(after)], axis);
}
function repeated(x: GraphNode, axis: number, lo: number, hi: number, mode: string): GraphNode {
  const length = x.shape[axis]!;
  if (g.isSymbolic(length)) throw refused(`axis ${axis} of ${g.text(x.shape)} is the batch and cannot be padded`);
  if (mode !== 'edge' && mode !== 'reflect' && mode !== 'wrap') throw refused(`the mode "${mode}" is not known`);
  const period = mode === 'reflect' ? Math.max(1, 2 * length - 2) : length;
  const from = Array.from({ length: countOf([lo + length + hi]) }, (_, i) => {
    if (mode === 'edge') return Math.min(Math.max(i - lo, 0), length - 1);
    const place = (((i - lo) % period) + period) % period;
    return place < length ? place : period - place;
  });
  return g.gather(x, g.constant(from, undefined, 'int32'), axis);
}

function tile(n: OnnxNode): GraphNode {
  const repeats = n.numbers(1, 'repeats');
  return repeats.reduce<GraphNode>((x, times, axis) => {
    if (times === 1) return x;
    const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis)];
    const wide = g.broadcastTo(g.reshape(x, [...before, 1, ...after]), [...before, times, ...after]);
    return g.reshape(wide, [...before, g.size([times, after[0]!]), ...after.slice(1)]);
  }, n.node(0));
}

function shape(n: OnnxNode): Known {
  const all = n.shape(0);
  const [start, end] = [n.int('start', 0), n.int('end', all.length)];
  return integers(all.slice(start, end));
}

function constant(n: OnnxNode): Value {
  const tensor = n.tensor('value');
  if (tensor) return { ...tensor, name: n.result };
  if (n.gives('value_int')) return integers([n.int('value_int', 0)], []);
  if (n.gives('value_float')) return g.constant(n.float('value_float', 0));
  const [ints, floats] = [n.ints('value_ints'), n.floats('value_floats')];
  if (ints && n.gives('value_ints')) return integers(ints);
  if (floats) return { dtype: 'float32', shape: [floats.length], data: Float32Array.from(floats), name: n.result };
  throw refused('it has no value that is supported');
}

function constantOfShape(n: OnnxNode): Value {
  const dims = n.dims(0, 'the shape');
  const value = n.tensor('value');
  const [number] = value ? Array.from(value.data) : [0];
  if (value && value.dtype !== 'float32' && !dims.some(g.isSymbolic)) {
    const numbers = dims as number[];
    return { ...value, shape: numbers, data: Array(countOf(numbers)).fill(number) };
  }
  return g.full(Number(number), dims, value?.dtype);
}

function dropout(n: OnnxNode): GraphNode {
  const training = n.has(2) ? n.numbers(2, 'training_mode')[0] : 0;
  if (training) throw refused('it is in training mode');
  return n.node(0);
}

export const shapes: Rows = {
  Identity: n => n.value(0),
  Dropout: dropout,
  Constant: constant,
  ConstantOfShape: constantOfShape,
  Shape: shape,
  Size: n => integers([g.size(n.shape(0))], []),
  Reshape: n => g.reshape(n.node(0), reshapedTo(n, n.shape(0))),
  Squeeze: n => g.reshape(n.node(0), squeezed(n, n.shape(0))),
  Unsqueeze: n => g.reshape(n.node(0), unsqueezed(n, n.shape(0))),
  Flatten: flatten,
  Transpose: n => g.transpose(n.node(0), n.ints('perm') ?? [...n.shape(0).keys()].reverse()),
  Expand: n => g.broadcastTo(n.node(0), g.broadcast(n.shape(0), n.dims(1, 'the shape'))),
  Concat: n => g.concatenate(n.nodes(), n.axis(n.node(0), 0)),
  Split: split,
  Slice: slice,
  Pad: pad,
  Tile: tile,
};
