import { probabilitiesOf } from '../data/pipeline/decode';
import type { TargetPipeline } from '../spec';

/**
 * A network's output [rows, width] with one column per class: a single sigmoid is the probability of the second class.
 */
export function probabilities(target: TargetPipeline, values: Float32Array, width: number): Float32Array {
  if (target.task !== 'binary' || width !== 1) return values;
  const both = new Float32Array(2 * values.length);
  for (const [i, value] of values.entries()) both.set(probabilitiesOf(Float32Array.of(value)), 2 * i);
  return both;
}
