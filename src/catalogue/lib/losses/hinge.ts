import { type GraphNode, mul, relu, sub } from '../../../graph';
import { aligned } from './per-sample';

/** max(0, 1 − s·p), element by element, with s = 1 for a target of 1 and −1 for 0. */
export function hinge(target: GraphNode, p: GraphNode): GraphNode {
  const side = sub(mul(aligned(target, p), 2), 1);
  return relu(sub(1, mul(side, p)));
}
