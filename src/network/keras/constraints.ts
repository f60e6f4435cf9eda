import type { ComponentSpec, WeightSpec } from '../../catalogue/entry';
import type { LayerSpec } from '../../spec';
import type { WeightArray } from '../../values/model';

/**
 * TensorFlow.js applies a weight's constraint when it reads the file. After training every weight satisfies its
 * constraint, but initial weights and averages of weights need not.
 */

/** Which weight of a layer a reader would change, as a reason; undefined: none. */
export function outsideConstraint(
  { id }: LayerSpec,
  specs: Readonly<Record<string, WeightSpec>>,
  weights: Readonly<Record<string, WeightArray>>,
): string | undefined {
  const moved = Object.entries(specs).find(([name, { constraint }]) => {
    const weight = weights[`${id}/${name}`];
    return constraint && weight && !keeps(constraint, weight);
  });
  return moved && `TensorFlow.js would change its ${moved[0]}, which does not satisfy its constraint`;
}

/** of a norm */
const ROUNDING = 1e-4;

function keeps({ className, args = {} }: ComponentSpec, weight: WeightArray): boolean {
  if (className === 'NonNeg') return weight.data.every(w => w >= 0);
  const { minValue = 0, maxValue = 1 } = args as { minValue?: number; maxValue?: number };
  const [least, most] = { MaxNorm: [0, maxValue], MinMaxNorm: [minValue, maxValue] }[className] ?? [1, 1];
  return lengths(weight, args.axis as readonly number[]).every(
    length => length >= least! - ROUNDING && length <= most! + ROUNDING,
  );
}

/** √Σw² along the axes. */
function lengths({ shape, data }: WeightArray, axes: readonly number[]): number[] {
  const along = new Set(axes.map(axis => (axis < 0 ? axis + shape.length : axis)));
  const sums = new Map<number, number>();
  data.forEach((w, flat) => {
    // position in row-major order of the remaining axes
    let [rest, place, step] = [flat, 0, 1];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (!along.has(axis)) {
        place += (rest % shape[axis]!) * step;
        step *= shape[axis]!;
      }
      rest = Math.floor(rest / shape[axis]!);
    }
    sums.set(place, (sums.get(place) ?? 0) + w * w);
  });
  return [...sums.values()].map(Math.sqrt);
}
