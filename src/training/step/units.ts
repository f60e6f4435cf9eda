import { unitsOf } from '../../data/pipeline/array-scale';
import type { Unit } from '../../data/pipeline/scales';
import { add, constant, type GraphNode, mul } from '../../graph';
import { elements } from '../../shape';
import type { TargetPipeline } from '../../spec';

/**
 * Regression targets are scaled for training, and reported in their own unit. The graph computes in float32, which can
 * represent neither 1e-40 nor differences between numbers such as 10,000,000.000001. For metrics of differences, the
 * differences are taken first, relative to the largest unit, and the unit is applied last, in float64.
 */

/** The unit of each number of an output with adjacent targets. */
function units(targets: readonly TargetPipeline[]): Unit[] {
  return targets.flatMap(({ task, transform, shape }) => {
    const own = task === 'regression' ? unitsOf(transform) : [{ factor: 1, shift: 0 }];
    const width = elements(shape);
    return Array.from({ length: width }, (_, at) => own[at % own.length]!);
  });
}

/** The largest unit among the numbers of an output. */
export const largestUnit = (targets: readonly TargetPipeline[]): number =>
  units(targets).reduce((most, { factor }) => Math.max(most, factor), 0);

/** Numbers of an output, as targets or predictions, in their own unit. */
export function inUnits(targets: readonly TargetPipeline[], x: GraphNode): GraphNode {
  const own = units(targets);
  const scaled = times(x, own, ({ factor }) => factor);
  return own.every(({ shift }) => shift === 0)
    ? scaled
    : add(
        scaled,
        row(x, own, ({ shift }) => shift),
      );
}

/** The same relative to the largest unit, and measured from each target's own zero. */
export function inShares(targets: readonly TargetPipeline[], x: GraphNode): GraphNode {
  const largest = largestUnit(targets);
  return times(x, units(targets), ({ factor }) => factor / largest);
}

function times(x: GraphNode, own: readonly Unit[], part: (unit: Unit) => number): GraphNode {
  return own.every(unit => part(unit) === 1) ? x : mul(x, row(x, own, part));
}

/** One number for all, or one for each number of a row. */
function row(x: GraphNode, own: readonly Unit[], part: (unit: Unit) => number): GraphNode {
  const values = own.map(part);
  if (values.every(value => value === values[0])) return constant(values[0]!);
  return constant(values, x.shape.slice(1) as number[]);
}
