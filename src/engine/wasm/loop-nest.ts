import type { Code, Term } from './code';
import type { View } from './view';

/** Loops over the axes of values with any strides: all kernels are made of them. */

/** Axes, and the stride of each value along each of them. */
export interface Axes {
  readonly shape: readonly number[];
  readonly strides: readonly (readonly number[])[];
  /** what each axis is for (axes of different roles are not merged) */
  readonly roles: readonly number[];
}

/** The axes of a shape without those of length 1; axes that are contiguous in all values are merged. */
export function joined(shape: readonly number[], values: readonly View[], roles: readonly number[] = []): Axes {
  const axes = { shape: [] as number[], strides: values.map(() => [] as number[]), roles: [] as number[] };
  shape.forEach((length, axis) => {
    if (length === 1) return;
    const role = roles[axis] ?? 0;
    const last = axes.shape.length - 1;
    const contiguous =
      axes.roles[last] === role && values.every((v, i) => axes.strides[i]![last] === v.strides[axis]! * length);
    if (contiguous) {
      axes.shape[last]! *= length;
      values.forEach((v, i) => {
        axes.strides[i]![last] = v.strides[axis]!;
      });
      return;
    }
    axes.shape.push(length);
    axes.roles.push(role);
    values.forEach((v, i) => void axes.strides[i]!.push(v.strides[axis]!));
  });
  return axes;
}

/** The same axes in another order. */
export const ordered = ({ shape, strides, roles }: Axes, order: readonly number[]): Axes => ({
  shape: order.map(i => shape[i]!),
  strides: strides.map(list => order.map(i => list[i]!)),
  roles: order.map(i => roles[i]!),
});

/** The position of each value: a local with the offset in bytes. Values with equal strides share a local. */
export type Offsets = readonly number[];

/** The offset of the first element of each value: 0, or the current step of a scan. */
export function begin(code: Code, values: readonly View[]): Offsets {
  const known = new Map<string, number>();
  return values.map(({ motion }) => {
    const key = JSON.stringify(motion);
    const local = known.get(key) ?? code.local('i32');
    if (!known.has(key) && motion.length > 0) {
      motion.forEach(({ counter, stride }, i) => {
        code
          .global(counter)
          .i32(stride * 4)
          .op('i32.mul');
        if (i > 0) code.op('i32.add');
      });
      code.set(local);
    }
    known.set(key, local);
    return local;
  });
}

/** Loops over the axes [from, to), the last one innermost. */
export function loops(
  code: Code,
  axes: Axes,
  [from, to]: readonly [from: number, to: number],
  offsets: Offsets,
  body: (offsets: Offsets) => void,
): void {
  if (from >= to) {
    body(offsets);
    return;
  }
  const counter = code.local('i32');
  const steps = offsets.map((offset, i) => ({ offset, stride: axes.strides[i]![from]! }));
  code.loop(counter, { to: axes.shape[from]! }, () => {
    const inner = advanced(code, steps, stride => [counter, stride * 4]);
    loops(code, axes, [from + 1, to], inner, body);
  });
}

/** New locals for the offsets that change, each by its number of bytes. Equal ones stay shared. */
function advanced(
  code: Code,
  steps: readonly { readonly offset: number; readonly stride: number }[],
  by: (stride: number) => Term,
): Offsets {
  const known = new Map<string, number>();
  return steps.map(({ offset, stride }) => {
    if (stride === 0) return offset;
    const key = `${offset} ${stride}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const local = code.local('i32');
    code.address(offset, by(stride)).set(local);
    known.set(key, local);
    return local;
  });
}

/** Several consecutive numbers along an axis: `lanes` of them, at these offsets. */
export interface Run {
  readonly lanes: number;
  readonly offsets: Offsets;
}

/** Loops along one axis in runs of the given widths, the widest first, then one number at a time. */
export function runs(
  code: Code,
  axes: Axes,
  axis: number,
  widths: readonly number[],
  offsets: Offsets,
  body: (run: Run) => void,
): void {
  const length = axes.shape[axis] ?? 1;
  const steps = offsets.map((offset, i) => ({ offset, stride: axes.strides[i]![axis] ?? 0 }));
  const bytes = code.local('i32');
  let from = 0;
  for (const lanes of [...widths, 1]) {
    const to = length - ((length - from) % lanes);
    code.loop(bytes, { from: from * 4, to: to * 4, step: lanes * 4 }, () => {
      const inner = advanced(code, steps, stride => (stride === 1 ? bytes : [bytes, stride]));
      body({ lanes, offsets: inner });
    });
    from = to;
  }
}

const base = ({ storage, offset }: View): number => storage.address + offset * 4;

/** Pushes vector `v` of a run of a value, whose elements are `stride` apart. */
export function load(code: Code, value: View, offset: number, stride: number, lanes: number, v = 0): void {
  const at = base(value) + v * 16 * stride;
  if (stride === 0) code.get(offset).memory('v128.load32_splat', at);
  else if (lanes === 1) code.get(offset).memory('v128.load32_zero', at);
  else if (stride === 1) code.get(offset).memory('v128.load', at);
  else {
    code.get(offset).memory('v128.load32_zero', at);
    const vector = code.local('v128');
    for (let lane = 1; lane < 4; lane++) {
      code
        .set(vector)
        .get(offset)
        .get(vector)
        .lane('v128.load32_lane', lane, at + lane * stride * 4);
    }
  }
}

/** Stores the vector in a local. */
export function store(
  code: Code,
  value: View,
  offset: number,
  stride: number,
  vector: number,
  lanes: number,
  v = 0,
): void {
  const at = base(value) + v * 16 * stride;
  if (stride === 1 && lanes >= 4) return void code.get(offset).get(vector).memory('v128.store', at);
  for (let lane = 0; lane < Math.min(lanes, 4); lane++)
    code
      .get(offset)
      .get(vector)
      .lane('v128.store32_lane', lane, at + lane * stride * 4);
}
