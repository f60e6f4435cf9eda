import { size } from '../dimensions';
import { make } from '../node';
import { type BatchOperand, several } from '../op';
import { broadcastTo, reshape } from '../ops/shape';
import type { Dim, GraphNode, Shape } from '../types';

/**
 * An op for all steps of a sequence at once, by its batch rule. An operand [n, …] of a step that differs from step to
 * step comes as a stack [length, n, …], and the result is [length, …] too. Where the body of a scan computes something
 * that does not depend on the carried state, one such op replaces many.
 */

/** The node's value in all steps, [length, …], or null if it has to be computed step by step. */
export function batched(node: GraphNode, operands: readonly BatchOperand[], length: Dim): GraphNode | null {
  const { op, shape } = node;
  if (!op.batch) return null;
  if ('rearranged' in op.batch) return op.batch.rearranged(node, several(operands), length);
  const broadcast = op.batch.operands === 'broadcast';
  const values = operands.map(operand => (broadcast ? aligned(operand, shape.length) : whole(operand, length)));
  return make(op, values, op.batch.attributes(node, length));
}

/** Axes must stay aligned from the end: an operand of lower rank gets ones after the time axis. */
function aligned({ value, stacked }: BatchOperand, rank: number): GraphNode {
  const missing = rank + 1 - value.shape.length;
  if (!stacked || missing === 0) return value;
  const [length, ...rest] = value.shape;
  return reshape(value, [length!, ...Array<number>(missing).fill(1), ...rest]);
}

const whole = ({ value, stacked }: BatchOperand, length: Dim): GraphNode => (stacked ? value : repeated(value, length));

/** A value that is the same in every step, as a stack [length, …]. */
export const repeated = (value: GraphNode, length: Dim): GraphNode => broadcastTo(value, [length, ...value.shape]);

/** [length, n, …] → [length·n, …]. */
export const rowsOf = (stack: GraphNode): GraphNode => {
  const [length, rows, ...rest] = stack.shape as [Dim, Dim, ...Shape];
  return reshape(stack, [size([length, rows]), ...rest]);
};
