import type { Program } from '../engine/engine';
import { TensorwireError } from '../errors';
import { multiplyAdds } from '../graph';
import type { Rows } from '../inference/batcher';
import { portsOf } from '../inference/ports';
import { fromColumns } from '../inference/source';
import { buildForward } from '../network';
import type { Background, Calibration, NetworkSpec, Pipeline } from '../spec';
import type { WeightArray } from '../values/model';
import { answerOf, type Output } from './answers';
import { type ByGradients, byGradients } from './by-gradients';
import { byPaths } from './by-paths';
import { cutNetwork } from './cut';
import { evaluatorOf } from './evaluate';
import { compileLower } from './places';
import { expectColumns, type Player, playersOf } from './players';
import { type Attribution, type Classes, sampled } from './sample';
import { EXACT_COLUMNS } from './shapley';

/** What explanations need of a model, besides its file. */
export interface Explained {
  readonly name: string;
  readonly network: NetworkSpec;
  readonly pipeline: Pipeline;
  readonly weights: Readonly<Record<string, WeightArray>>;
  readonly calibration: Calibration | null;
}

/**
 * auto: Shapley values by paths for at most 12 columns, else expected gradients. shapley: exact for at most 12 columns,
 * else by paths. integrated-gradients: from the mean of the background rows.
 */
export const ATTRIBUTION_METHODS = ['auto', 'shapley', 'expected-gradients', 'integrated-gradients'] as const;
export type AttributionMethod = (typeof ATTRIBUTION_METHODS)[number];

/** How rows are to be attributed to their columns. */
export interface AttributionRequest {
  readonly method: AttributionMethod;
  /** explain this class, or one class per row, by target; default (null): the likeliest class of each row */
  readonly classes?: Classes;
}

/** Attributes encoded rows of one model to its columns. */
export interface Attributor {
  readonly players: readonly Player[];
  attribute(rows: number, inputs: readonly Rows[], request: AttributionRequest): Promise<readonly Attribution[]>;
  /** the outputs, by target */
  outputs(rows: number, inputs: readonly Rows[]): Promise<readonly Output[]>;
}

/** The program must not be used by anyone else. */
export async function attributorOf(model: Explained, program: Program, kept: Background): Promise<Attributor> {
  const { name, network, pipeline, calibration } = model;
  const ports = portsOf(network, pipeline);
  const players = playersOf(pipeline, ports.inputs);
  expectColumns(name, players);
  const evaluator = evaluatorOf(program, pipeline, calibration, ports, pipeline.targets.map(answerOf));
  const all = Int32Array.from({ length: kept.rows }, (_, row) => row);
  const source = fromColumns({ pipeline, inputs: ports.inputs }, kept.columns, all);
  const background = await sampled(evaluator, kept.rows, source.encode(0, kept.rows));
  const cut = cutNetwork(model, ports.inputs, ports.outputs, players);
  const lower = cut && compileLower(cut);
  const paths = await byPaths({
    ...{ evaluator, players, background, lower },
    multiplyAdds: multiplyAdds(buildForward(network, { training: false }).outputs),
  });
  let compiled: ByGradients | null = null;
  const gradients = (): ByGradients | null => {
    compiled ??= lower && byGradients(lower, evaluator, background);
    return compiled;
  };

  return {
    players,
    outputs: (rows, inputs) => evaluator.outputs(rows, inputs),
    async attribute(count, inputs, { method, classes }) {
      const explained = await sampled(evaluator, count, inputs);
      if (method === 'shapley') return paths.all(explained, classes);
      if (method === 'auto' && players.length <= EXACT_COLUMNS) return paths.some(explained, classes);
      const by = gradients();
      if (by) {
        const { attributions, missed } = await by.attribute(explained, method === 'integrated-gradients', classes);
        if (method === 'auto' && missed.length > 0) await paths.replace(attributions, explained, missed);
        return attributions;
      }
      if (method === 'auto') return paths.some(explained, classes, false);
      throw new TensorwireError(
        name,
        `has inputs or targets without a gradient by column, which ${method} needs. Use the method shapley`,
        { argument: 'method' },
      );
    },
  };
}
