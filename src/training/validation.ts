import type { Engine } from '../engine/engine';
import { inputName } from '../graph';
import { elements } from '../shape';
import type { Feeds } from '../spec';
import { chunks, gather, type Rows } from './batches';
import { MetricAccumulator } from './metric-accumulator';
import type { Prepared, Table } from './prepared';
import { packWeights } from './step/packing';
import { buildValidation, layoutOf, subsetOutput } from './step/step';

export interface Measured {
  /** `val_loss`, … */
  readonly metrics: Record<string, number>;
  /** the loss of each requested subset of the branches */
  readonly losses: readonly number[];
}

/** Evaluates the network, with the weights of a training state, on rows that are not trained on. */
export interface Validation {
  measure(state: Feeds): Promise<Measured>;
  dispose(): Promise<void>;
}

/** Bytes of one call: enough to keep the engine busy, few enough to keep memory small. */
const BYTES_A_RUN = 4 * 2 ** 20;

export async function compileValidation(
  job: Prepared,
  table: Table,
  engine: Engine,
  subsets: readonly (readonly number[])[] = [],
): Promise<Validation> {
  const packing = packWeights(job.weights, layoutOf(job));
  const { graph, rows: sources } = buildValidation(job, table, packing, subsets);
  const program = await engine.compile(graph);
  const batch = validationBatch(table, sources);
  const weights = [...packing.parameters, ...Object.values(packing.fixed)].map(inputName);
  return {
    async measure(state) {
      const tally = new MetricAccumulator(job.objectives);
      const sums = subsets.map(() => 0);
      const now = Object.fromEntries(weights.map(name => [name, state[name]!]));
      for (const chunk of chunks(table.rows, batch, () => 1)) {
        const data = Object.entries(sources).map(([name, source]) => {
          const { shape, ...rest } = gather(source, null, chunk);
          return [name, { ...rest, shape: shape.slice(1) }] as const;
        });
        const results = await program.run({ ...now, ...Object.fromEntries(data) });
        tally.add(results, chunk);
        for (const i of sums.keys()) sums[i]! += results[subsetOutput(i)]!.data[0]! * chunk.rows;
      }
      return { metrics: tally.metrics('val_'), losses: sums.map(sum => sum / table.rows) };
    },
    dispose: () => program.dispose(),
  };
}

/** The number of rows that are measured at once. */
export const validationBatch = ({ rows }: Table, sources: Readonly<Record<string, Rows>>): number =>
  Math.min(rows, Math.max(32, Math.floor(BYTES_A_RUN / bytesOfRow(sources))));

/** The bytes of one row in all inputs together. */
export const bytesOfRow = (sources: Readonly<Record<string, Rows>>): number =>
  Object.values(sources).reduce((sum, s) => sum + s.data.BYTES_PER_ELEMENT * elements(s.shape.slice(1)), 0);
