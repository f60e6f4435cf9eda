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
import { type Evaluator, evaluatorOf } from './evaluate';
import { expectedGradients } from './expected-gradients';
import { affordedRows } from './fewer-rows';
import { compileGradients, type Gradients } from './gradients';
import { expectColumns, type Player, playersOf } from './players';
import { type Attribution, type Classes, meanSample, type Sample, sampleOf } from './sample';
import { EXACT_COLUMNS, shapley } from './shapley';

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

/** The same row always gets the same reasons, whatever other rows come with it. */
const SEED = 1;
/** Points on the line from each background row, and from their mean. */
const STEPS = { expected: 1, integrated: 100 };

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
  let compiled: Promise<Gradients | null> | null = null;
  const gradientsOf = (): Promise<Gradients | null> => {
    compiled ??= compileGradients(model, evaluator.answers, players);
    return compiled;
  };
  const few = players.length <= EXACT_COLUMNS;
  const cost = multiplyAdds(buildForward(network, { training: false }).outputs);
  const afforded = affordedRows(evaluator, background, cost, 2 * players.length);
  /** Shapley's values by paths in place of gradients, for these rows. */
  const again = async (all: readonly Attribution[], explained: Sample, rows: Int32Array): Promise<void> => {
    const classes = all.map(({ chosen }) => Int32Array.from(rows, row => chosen[row]!));
    const missed = sampleOf(explained, rows);
    const found = await shapley(evaluator, players, afforded, missed, {
      exact: false,
      paired: true,
      seed: SEED,
      classes,
      base: background,
    });
    for (const [t, { contributions }] of found.entries())
      for (const [i, row] of rows.entries())
        all[t]!.contributions.set(
          contributions.subarray(i * players.length, (i + 1) * players.length),
          row * players.length,
        );
  };

  return {
    players,
    outputs: (rows, inputs) => evaluator.outputs(rows, inputs),
    async attribute(count, inputs, { method, classes }) {
      const explained = await sampled(evaluator, count, inputs);
      if (method === 'shapley')
        return shapley(evaluator, players, background, explained, { exact: true, paired: true, seed: SEED, classes });
      const paths = { exact: false, paired: true, seed: SEED, classes, base: background };
      if (method === 'auto' && few) return shapley(evaluator, players, afforded, explained, paths);
      const gradients = await gradientsOf();
      if (gradients === null && method === 'auto')
        return shapley(evaluator, players, afforded, explained, { ...paths, paired: false });
      if (gradients === null)
        throw new TensorwireError(
          name,
          `has inputs or targets without a gradient by column, which ${method} needs. Use the method shapley`,
          { argument: 'method' },
        );
      const integrated = method === 'integrated-gradients';
      const from = integrated ? await sampled(evaluator, 1, meanSample(background, ports.inputs)) : background;
      const steps = integrated ? STEPS.integrated : STEPS.expected;
      const options = { steps, seed: SEED, classes };
      const { attributions, missed } = await expectedGradients(evaluator, gradients, players, from, explained, options);
      if (method === 'auto' && missed.length > 0) await again(attributions, explained, missed);
      return attributions;
    },
  };
}

async function sampled(evaluator: Evaluator, rows: number, inputs: readonly Rows[]): Promise<Sample> {
  return { rows, inputs, outputs: await evaluator.outputs(rows, inputs) };
}
