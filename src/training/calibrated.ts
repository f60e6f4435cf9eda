import { type Answered, calibrate, type Matrix, readerOf, vectors, withFeatures } from '../calibration';
import type { Engine } from '../engine/engine';
import { elements } from '../shape';
import type { Calibration } from '../spec';
import type { WeightArray } from '../values/model';
import { type Rows, sampled } from './batches';
import type { Prepared } from './prepared';
import { resultsOn } from './results-on';

/** More rows would not improve the calibration. */
const [VALIDATION, TRAINING] = [20_000, 2000];

/**
 * Calibrates a trained network on the validation rows; null: there are none. Early stopping has used these rows too, to
 * choose one of the epochs, so errors on new rows are larger by very little (measured in docs/design.md).
 */
export async function calibrated(
  job: Prepared,
  engine: Engine,
  weights: Readonly<Record<string, WeightArray>>,
): Promise<Calibration | null> {
  const { validation, train } = job;
  if (!validation) return null;
  const network = withFeatures(job.network);
  const as = (end: Parameters<typeof vectors>[0], index: number) => (index === 0 ? vectors(end) : end);
  const [features, ...outputs] = await resultsOn(engine, network, weights, validation, { most: VALIDATION, as });
  const seen = { ...network, heads: network.heads.slice(0, 1) };
  const [training] = await resultsOn(engine, seen, weights, train, { most: TRAINING, as });
  const every = Math.max(1, Math.ceil(validation.rows / VALIDATION));
  const rows = features!.shape[0]!;
  const answered = job.objectives.flatMap(({ targets }, i): Answered[] => {
    const reader = readerOf(job.network.outputs[i]!);
    const truth = sampled(validation.targets[i]!, every);
    let [from, at] = [0, 0];
    return targets.map(target => {
      const own = targets.length === 1 ? elements(truth.shape.slice(1)) : elements(target.shape);
      const given = targets.length === 1 ? elements(outputs[i]!.shape.slice(1)) : own * reader.outputs;
      const one = {
        ...{ target, reader },
        outputs: Float32Array.from(columns(outputs[i]!, from, given)),
        truth: columns(truth, at, own),
      };
      from += given;
      at += own;
      return one;
    });
  });
  return calibrate(answered, rows, { training: matrix(training!), calibration: matrix(features!) });
}

const matrix = ({ data, shape }: { data: Float32Array; shape: readonly number[] }): Matrix => ({
  data,
  width: elements(shape.slice(1)),
});

/** `width` numbers of each row, from index `from` on. */
function columns({ data, shape }: Rows, from: number, width: number): Rows['data'] {
  const [rows, ...inner] = shape;
  const stride = elements(inner);
  if (stride === width) return data;
  const taken = data instanceof Int32Array ? new Int32Array(rows! * width) : new Float32Array(rows! * width);
  for (let row = 0; row < rows!; row++)
    taken.set(data.subarray(row * stride + from, row * stride + from + width), row * width);
  return taken;
}
