import { uniformSequence } from '../graph';
import type { FaultName } from '../spec';

/** Faults as sensors have them, put into the last steps of normal windows. */

export interface Fault {
  readonly name: FaultName;
  readonly sensor: number;
}

/** Sizes in units of the sensor's spread: as large as a reader would call clear. */
const SPIKE = 4;
const DRIFT = 3;
const NOISE = 1.5;

/** [steps × sensors] with the fault in the window's last half; `other`: another normal window. */
export function withFault(
  { name, sensor }: Fault,
  window: Float64Array,
  other: Float64Array,
  spread: readonly number[],
  random: () => number,
): Float64Array {
  const sensors = spread.length;
  const steps = window.length / sensors;
  const long = Math.max(1, Math.ceil(steps / 2));
  const first = steps - long;
  const out = window.slice();
  const unit = spread[sensor]! * (random() < 0.5 ? -1 : 1);
  const at = (step: number): number => step * sensors + sensor;
  switch (name) {
    case 'spike':
      out[at(steps - 1)]! += SPIKE * unit;
      break;
    case 'stuck':
      for (let step = first; step < steps; step++) out[at(step)] = window[at(Math.max(0, first - 1))]!;
      break;
    case 'drift':
      for (let step = first; step < steps; step++) out[at(step)]! += (DRIFT * unit * (step - first + 1)) / long;
      break;
    case 'noise':
      for (let step = first; step < steps; step++) out[at(step)]! += NOISE * unit * normal(random);
      break;
    case 'correlation':
      for (let step = first; step < steps; step++) out[at(step)] = other[at(step)]!;
  }
  return out;
}

/** Box and Muller 1958. */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Always the same numbers, so that a training with a seed is repeatable. */
export const faultRandom = (): (() => number) => uniformSequence(7);
