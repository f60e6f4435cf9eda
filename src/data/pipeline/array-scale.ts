import { TensorwireError } from '../../errors';
import type { Scale, Transform } from '../../spec';

import { isScale, scaler, type Unit, unitOf } from './scales';

/** Converts a number of an array, given its position in the row. */
export type AtPlace = (value: number, at: number) => number;

/** The scales of an array's numbers: one for all, or one for each position along its last axis. */
export function scalesOf(transform: Transform): readonly Scale[] {
  if (transform.kind === 'positions') return transform.scales;
  if (isScale(transform)) return [transform as Scale];
  throw new TensorwireError('pipeline', `a column of the transform ${transform.kind} does not hold numbers`, {
    received: transform.kind,
  });
}

/** null: the numbers are unchanged. */
export function arrayScaler(transform: Transform, shape: readonly number[]): AtPlace | null {
  const scales = scalesOf(transform);
  if (scales.every(({ kind }) => kind === 'identity')) return null;
  return atPlaces(scales.map(scaler), shape);
}

/** The units of a target's numbers: one for all, or one for each position along its last axis. */
export const unitsOf = (transform: Transform): Unit[] =>
  scalesOf(transform).map(scale => {
    const unit = unitOf(scale);
    if (unit) return unit;
    throw new TensorwireError('pipeline', `a target cannot be scaled by ${scale.kind}, which cannot be undone`, {
      received: scale.kind,
    });
  });

/** Converts a target's numbers back to their own unit. */
export const restoring = (transform: Transform, shape: readonly number[]): AtPlace =>
  atPlaces(
    unitsOf(transform).map(
      ({ factor, shift }) =>
        value =>
          value * factor + shift,
    ),
    shape,
  );

/** One function for all numbers, or one for each position; any other count comes from a damaged file. */
function atPlaces(each: readonly ((value: number) => number)[], shape: readonly number[]): AtPlace {
  const [only] = each;
  if (each.length === 1) return value => only!(value);
  const positions = shape.at(-1) ?? 1;
  if (each.length !== positions)
    throw new TensorwireError('pipeline', `has ${each.length} scales for arrays of ${positions} positions`, {
      expected: positions,
      received: each.length,
    });
  return (value, at) => each[at % positions]!(value);
}
