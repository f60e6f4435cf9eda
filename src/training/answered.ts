import { type Answered, type Matrix, readerOf, vectors, withFeatures } from '../calibration';
import type { Engine } from '../engine/engine';
import { elements } from '../shape';
import type { NetworkSpec } from '../spec';
import type { WeightArray } from '../values/model';
import { type Rows, sampled } from './batches';
import type { Prepared, Table } from './prepared';
import { resultsOn } from './results-on';

/** More rows would not improve the calibration. */
export const VALIDATION = 20_000;
const TRAINING = 2000;

/** What a network gives for rows of a table, by target, and their features. */
export async function answeredOn(
  { network, objectives }: Pick<Prepared, 'network' | 'objectives'>,
  engine: Engine,
  weights: Readonly<Record<string, WeightArray>>,
  table: Table,
  most = VALIDATION,
): Promise<{ readonly answered: readonly Answered[]; readonly features: Matrix; readonly rows: number }> {
  const as = (end: Parameters<typeof vectors>[0], index: number) => (index === 0 ? vectors(end) : end);
  const [features, ...outputs] = await resultsOn(engine, withFeatures(network), weights, table, { most, as });
  const every = Math.max(1, Math.ceil(table.rows / most));
  const answered = objectives.flatMap(({ targets }, i): Answered[] => {
    const reader = readerOf(network.outputs[i]!);
    const truth = sampled(table.targets[i]!, every);
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
  return { answered, features: matrix(features!), rows: features!.shape[0]! };
}

/** The features of rows of a table, of many rows those of some. */
export async function featuresOn(
  network: NetworkSpec,
  engine: Engine,
  weights: Readonly<Record<string, WeightArray>>,
  table: Table,
): Promise<Matrix> {
  const seen = withFeatures(network);
  const first = { ...seen, heads: seen.heads.slice(0, 1) };
  const [features] = await resultsOn(engine, first, weights, table, { most: TRAINING, as: vectors });
  return matrix(features!);
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
