import { type Dim, isSymbolic, type Shape } from '../../../graph';
import type { OnnxEmitter } from './rule';

/** Operators with which several lowerings rearrange numbers. */

/** The shape for ONNX's Reshape: −1 for the one symbolic dimension. */
const target = (shape: Shape): number[] => shape.map(d => (isSymbolic(d) ? -1 : d));

export const reshaped = (emit: OnnxEmitter, x: string, shape: readonly Dim[]): string =>
  emit.op('Reshape', [x, emit.ints(target(shape))]);

export const transposed = (emit: OnnxEmitter, x: string, perm: readonly number[]): string =>
  emit.op('Transpose', [x], { perm: { ints: perm } });

/**
 * Zeros before and after one axis. The numbers for all axes are given: where a Transpose stands before a Pad that has an
 * `axes` input, ONNX Runtime (1.30 to 1.32) moves it behind the Pad without moving the axes, and pads another axis.
 */
export function padded(emit: OnnxEmitter, x: string, rank: number, axis: number, lo: number, hi: number): string {
  const pads = new Array<number>(2 * rank).fill(0);
  pads[axis] = lo;
  pads[rank + axis] = hi;
  return emit.op('Pad', [x, emit.ints(pads)]);
}
