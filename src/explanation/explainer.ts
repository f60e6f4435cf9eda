import type { Program } from '../engine/engine';
import type { Rows } from '../inference/batcher';
import { portsOf } from '../inference/ports';
import { fromColumns } from '../inference/source';
import type { Background, NetworkSpec, Pipeline } from '../spec';
import { answerOf } from './answers';
import { type Evaluator, evaluatorOf } from './evaluate';
import { expectColumns, type Player, playersOf } from './players';
import type { Attribution, Sample } from './sample';
import { shapley } from './shapley';

export interface Explained {
  readonly name: string;
  readonly network: NetworkSpec;
  readonly pipeline: Pipeline;
}

/** How rows are to be attributed to their columns. */
export interface AttributionRequest {
  readonly method: 'auto' | 'shapley';
  /** explain these classes, by target; default: the class that each row is given */
  readonly classes?: readonly (number | null)[];
}

/** Attributes encoded rows of one model to its columns. */
export interface Attributor {
  readonly players: readonly Player[];
  attribute(rows: number, inputs: readonly Rows[], request: AttributionRequest): Promise<readonly Attribution[]>;
}

/** The same seed gives the same reasons for the same row, whatever rows come with it. */
const SEED = 1;

/** The program must belong to this caller alone. */
export async function attributorOf(
  { name, network, pipeline }: Explained,
  program: Program,
  { columns, rows }: Background,
): Promise<Attributor> {
  const ports = portsOf(network, pipeline);
  const players = playersOf(pipeline, ports.inputs);
  expectColumns(name, players);
  const evaluator = evaluatorOf(program, pipeline, ports, pipeline.targets.map(answerOf));
  const all = Int32Array.from({ length: rows }, (_, row) => row);
  const source = fromColumns({ pipeline, inputs: ports.inputs }, columns, all);
  const background = await sampled(evaluator, rows, source.encode(0, rows));
  return {
    players,
    async attribute(count, inputs, { method, classes }) {
      const explained = await sampled(evaluator, count, inputs);
      const exact = method === 'shapley';
      return shapley(evaluator, players, background, explained, { exact, paired: true, seed: SEED, classes });
    },
  };
}

async function sampled(evaluator: Evaluator, rows: number, inputs: readonly Rows[]): Promise<Sample> {
  return { rows, inputs, outputs: await evaluator.outputs(rows, inputs) };
}
