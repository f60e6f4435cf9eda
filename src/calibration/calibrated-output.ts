import { elements } from '../shape';
import type { TargetCalibration, TargetPipeline } from '../spec';
import { probabilitiesIn } from './calibrate';
import type { NumberReader } from './reading';
import { atTemperature } from './temperature';

/**
 * The network's outputs for a target, [rows, …], as predictions use them: probabilities at the calibrated temperature,
 * or one number for each number of the target.
 */
export function calibratedOutput(
  { target, reader, calibration }: TargetOf,
  { data, shape }: { readonly data: Float32Array; readonly shape: readonly number[] },
  rows: number,
): { readonly data: Float32Array; readonly shape: readonly number[] } {
  const probabilities = probabilitiesIn(target, data, rows);
  if (probabilities) {
    if (!calibration || calibration.kind === 'number') return { data, shape };
    return { data: atTemperature(probabilities, calibration.temperature), shape };
  }
  const { outputs } = reader;
  if (outputs === 1) return { data, shape };
  const points = new Float32Array(data.length / outputs);
  for (let i = 0; i < points.length; i++) points[i] = reader.read(data, i * outputs).value;
  return { data: points, shape: [elements(shape) / outputs] };
}

/** A target of a model, how its outputs are read, and its calibration. */
export interface TargetOf {
  readonly target: TargetPipeline;
  readonly reader: NumberReader;
  readonly calibration?: TargetCalibration;
}
