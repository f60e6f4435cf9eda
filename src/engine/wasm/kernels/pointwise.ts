import type { GraphNode } from '../../../graph/types';
import { begin, joined, load, loops, runs, store } from '../loop-nest';
import { broadcastView, type Operand, type View } from '../view';
import { type Expression, evaluate, literalOf, valuesOf } from './expression';
import type { Kernel } from './kernel';

/** Computes the expression once for each position, and stores the nodes that have a place in memory. */
export function pointwiseKernel(expression: Expression, results: ReadonlyMap<GraphNode, View>, label: string): Kernel {
  const inputs = valuesOf(expression);
  const all = [...inputs.values(), ...results.values()];
  return {
    label,
    reads: [...inputs.values()].map(v => v.storage),
    writes: [...results.values()].map(v => v.storage),
    emit(code) {
      const axes = joined(expression.shape, all);
      const last = Math.max(0, axes.shape.length - 1);
      const strides = axes.strides.map(list => list[last] ?? 1);
      loops(code, axes, [0, last], begin(code, all), offsets =>
        runs(code, axes, last, [4], offsets, run => {
          const locals = evaluate(code, expression, inputs, strides, run);
          for (const [i, [node, value]] of [...results].entries()) {
            const at = inputs.size + i;
            store(code, value, run.offsets[at]!, strides[at]!, locals.get(node)!, run.lanes);
          }
        }),
      );
    },
  };
}

/** Copies the numbers of a value, or one number, to another place of the same shape. */
export function copyKernel(from: Operand, to: View, label: string): Kernel {
  const source = from.kind === 'value' ? broadcastView(from, to.shape) : null;
  const all = source ? [source, to] : [to];
  return {
    label,
    reads: source ? [source.storage] : [],
    writes: [to.storage],
    emit(code) {
      const axes = joined(to.shape, all);
      const last = Math.max(0, axes.shape.length - 1);
      const strides = axes.strides.map(list => list[last] ?? 1);
      const vector = code.local('v128');
      if (from.kind === 'literal') code.splat(literalOf(from), from.dtype === 'float32' ? 'f32' : 'i32').set(vector);
      loops(code, axes, [0, last], begin(code, all), offsets =>
        runs(code, axes, last, [4], offsets, ({ lanes, offsets: at }) => {
          if (source) {
            load(code, source, at[0]!, strides[0]!, lanes);
            code.set(vector);
          }
          store(code, to, at.at(-1)!, strides.at(-1)!, vector, lanes);
        }),
      );
    },
  };
}
