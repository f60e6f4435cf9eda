import type { GraphNode } from '../../../graph/types';
import type { Code } from '../code';
import type { Op } from '../instructions';
import { begin, joined, loops, ordered, runs, store } from '../loop-nest';
import type { OpsOfKind } from '../op-kinds';
import type { View } from '../view';
import { type Expression, evaluate, valuesOf } from './expression';
import type { Kernel } from './kernel';

interface Reduce {
  readonly float: Op;
  readonly int: Op;
  /** the neutral element, float32 and int32 */
  readonly neutral: readonly [float: number, int: number];
}
const REDUCTIONS: Readonly<Record<OpsOfKind<'reduction'>, Reduce>> = {
  sum: { float: 'f32x4.add', int: 'i32x4.add', neutral: [0, 0] },
  max: { float: 'f32x4.max', int: 'i32x4.max_s', neutral: [-Infinity, -(2 ** 31)] },
  min: { float: 'f32x4.min', int: 'i32x4.min_s', neutral: [Infinity, 2 ** 31 - 1] },
};

const [KEPT, REDUCED] = [0, 1];

/** Reduces the expression along the axes; `of` is its last node, or an operand. */
export function reductionKernel(
  op: OpsOfKind<'reduction'>,
  axes: readonly number[],
  of: GraphNode,
  expression: Expression,
  /** with the reduced axes of length 1 */
  result: View,
  label: string,
): Kernel {
  const inputs = valuesOf(expression);
  const { float, int, neutral } = REDUCTIONS[op];
  const [add, start, type] =
    of.dtype === 'float32' ? ([float, neutral[0], 'f32'] as const) : ([int, neutral[1], 'i32'] as const);
  const to: View = { ...result, strides: result.strides.map((s, i) => (axes.includes(i) ? 0 : s)) };
  const all = [...inputs.values(), to];
  const roles = expression.shape.map((_, i) => (axes.includes(i) ? REDUCED : KEPT));
  return {
    label,
    reads: [...inputs.values()].map(v => v.storage),
    writes: [result.storage],
    emit(code) {
      const found = joined(expression.shape, all, roles);
      const isKept = (i: number) => found.roles[i] === KEPT;
      const kept = [...found.shape.keys()].filter(isKept);
      const reduced = [...found.shape.keys()].filter(i => !isKept(i));
      const nest = ordered(found, [...kept, ...reduced]);
      const [outer, end] = [kept.length, nest.shape.length];
      const offsets = begin(code, all);
      if (kept.length > 0 && isKept(found.shape.length - 1)) columns();
      else rows();

      /** Adjacent numbers belong to different results. */
      function columns(): void {
        const strides = nest.strides.map(list => list[outer - 1]!);
        loops(code, nest, [0, outer - 1], offsets, at =>
          runs(code, nest, outer - 1, [16, 4], at, ({ lanes, offsets: top }) => {
            const sums = code.locals('v128', Math.ceil(lanes / 4));
            for (const sum of sums) code.splat(start, type).set(sum);
            loops(code, nest, [outer, end], top, inner => {
              for (const [v, sum] of sums.entries()) {
                const local = evaluate(code, expression, inputs, strides, { lanes, offsets: inner }, v).get(of)!;
                code.get(sum).get(local).op(add).set(sum);
              }
            });
            for (const [v, sum] of sums.entries()) store(code, to, top.at(-1)!, strides.at(-1)!, sum, lanes, v);
          }),
        );
      }

      /** Adjacent numbers belong to the same result: four partial sums, and the remainder in the first. */
      function rows(): void {
        const last = Math.max(outer, end - 1);
        const strides = nest.strides.map(list => list[last] ?? 1);
        const sum = code.local('v128');
        loops(code, nest, [0, outer], offsets, at => {
          code.splat(start, type).set(sum);
          loops(code, nest, [outer, last], at, inner =>
            runs(code, nest, last, [4], inner, run => {
              const local = evaluate(code, expression, inputs, strides, run).get(of)!;
              code.get(sum).get(local);
              if (run.lanes === 1) {
                const first = code.local('v128');
                code.lanes([-1, 0, 0, 0], 'i32').set(first);
                code.get(code.constant(start, type)).get(first).op('v128.bitselect');
              }
              code.op(add).set(sum);
            }),
          );
          across(code, sum, add);
          store(code, to, at.at(-1)!, 1, sum, 1);
        });
      }
    },
  };
}

/** Reduces the four lanes to one number, in all lanes. */
export function across(code: Code, vector: number, op: Op): void {
  code.get(vector).get(vector).get(vector).shuffle(2, 3, 0, 1).op(op).set(vector);
  code.get(vector).get(vector).get(vector).shuffle(1, 0, 3, 2).op(op).set(vector);
}
