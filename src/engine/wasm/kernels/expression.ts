import type { GraphNode } from '../../../graph/types';
import type { Code } from '../code';
import { load, type Run } from '../loop-nest';
import { emitPointwise } from '../pointwise';
import { broadcastView, type Operand, type View } from '../view';

/** Pointwise ops that are computed together: intermediate values stay in registers. */
export interface Expression {
  readonly shape: readonly number[];
  /** in the order of computation */
  readonly nodes: readonly GraphNode[];
  /** what the nodes read from outside, and where it is */
  readonly operands: ReadonlyMap<GraphNode, Operand>;
}

export const valuesOf = ({ shape, operands }: Expression): Map<GraphNode, View> =>
  new Map(
    [...operands].flatMap(([node, operand]) =>
      operand.kind === 'value' ? [[node, broadcastView(operand, shape)] as const] : [],
    ),
  );

/** Vector `v` of a run for each node, as locals. `strides`: of the values along the run, in their order. */
export function evaluate(
  code: Code,
  { nodes, operands }: Expression,
  values: ReadonlyMap<GraphNode, View>,
  strides: readonly number[],
  { lanes, offsets }: Run,
  v = 0,
): Map<GraphNode, number> {
  const locals = new Map<GraphNode, number>();
  for (const [node, operand] of operands)
    if (operand.kind === 'literal')
      locals.set(node, code.constant(literalOf(operand), operand.dtype === 'float32' ? 'f32' : 'i32'));
  [...values].forEach(([node, value], i) => {
    const local = code.local('v128');
    load(code, value, offsets[i]!, strides[i]!, lanes, v);
    code.set(local);
    locals.set(node, local);
  });
  for (const node of nodes) {
    const [a, b, c] = node.inputs.map(input => locals.get(input)!);
    emitPointwise(code, [a!, b!, c!], node);
    const local = code.local('v128');
    code.set(local);
    locals.set(node, local);
  }
  return locals;
}

/** A boolean is a mask. */
export const literalOf = ({ value, dtype }: { value: number; dtype: string }): number =>
  dtype === 'bool' ? -Number(value !== 0) : value;
