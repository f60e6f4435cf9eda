import type { ColumnPipeline, Scale, Scaling, SeriesColumn, TargetPipeline, TensorColumn, Transform } from '../../spec';
import { fitScale } from '../pipeline/fit-scale';
import { isScale } from '../pipeline/scales';
import { widthOf } from './channels';

/** Scales of windows: fitted to the steps that the training windows hold, each once. */

const IDENTITY: Scale = { kind: 'identity' };

/**
 * Each number of a step has a scale of its own; places of categories and of the calendar are as they are. The past of a
 * target has the target's scale, so that a network may add to it, and a forecast goes on where it ends.
 */
export function fitWindows(
  column: TensorColumn,
  train: Int32Array,
  columns: readonly SeriesColumn[],
  scalings: ReadonlyMap<string, Scaling>,
  targets: readonly TargetPipeline[] = [],
): ColumnPipeline {
  const { name, shape } = column;
  const width = shape.at(-1)!;
  const steps = stepsWithin(column, train, width);
  const scales: Scale[] = [];
  for (const part of columns) {
    const target = targets.find(({ name }) => name === part.name);
    if (part.kind === 'number' && target?.task === 'regression' && isScale(target.transform))
      scales.push(withoutMean(target.transform));
    else if (part.kind === 'category') scales.push(...new Array<Scale>(widthOf(part)).fill(IDENTITY));
    else if (part.labels !== undefined) scales.push(IDENTITY);
    else scales.push(withoutMean(fitScale(valuesAt(column, steps, scales.length, width), scalings.get(part.name))));
  }
  while (scales.length < width) scales.push(IDENTITY);
  return { name, type: 'tensor', transform: { kind: 'positions', scales }, shape };
}

/** The scale of an array, which has no missing values for a mean to replace. */
const withoutMean = (scale: Scale): Scale => (scale.kind === 'identity' ? IDENTITY : scale);

/** All steps of the horizon are one quantity: they have one scale. */
export function fitHorizon(column: TensorColumn, train: Int32Array, scaling: Scaling | undefined): TargetPipeline {
  const { name, shape, format } = column;
  const steps = stepsWithin(column, train, 1);
  const scale = withoutMean(fitScale(valuesAt(column, steps, 0, 1), scaling ?? 'standard'));
  const transform: Transform = scale;
  return { name, type: 'tensor', transform, shape, task: 'regression', ...(format && { format }) };
}

/** The steps that the windows of some rows contain, ascending. */
function stepsWithin({ data, shape, starts }: TensorColumn, rows: Int32Array, width: number): Int32Array {
  const length = shape[0]!;
  const changes = new Int32Array(data.length / width + 1);
  for (const row of rows) {
    const first = starts![row]! / width;
    changes[first]!++;
    changes[first + length]!--;
  }
  const steps = new Int32Array(data.length / width);
  let [count, within] = [0, 0];
  for (let step = 0; step < steps.length; step++) {
    within += changes[step]!;
    if (within > 0) steps[count++] = step;
  }
  return steps.slice(0, count);
}

const valuesAt = ({ data }: TensorColumn, steps: Int32Array, offset: number, width: number): Float64Array =>
  Float64Array.from(steps, step => data[step * width + offset]!);
