import type { Engine } from '../engine/engine';
import { nameOf } from '../engine/feeds';
import type { Feeds } from '../spec';
import { chunks, gather, type Rows } from './batches';
import { MetricAccumulator } from './metric-accumulator';
import { packWeights } from './packing';
import type { Prepared, Table } from './prepared';
import { buildValidation, layoutOf } from './step';

/** Evaluates the network with the weights of a training state on rows that it does not learn from. */
export interface Validation {
  measure(state: Feeds): Promise<Record<string, number>>;
  dispose(): Promise<void>;
}

/** Bytes of one call: enough to keep the engine busy, few enough to keep memory small. */
const BYTES_A_RUN = 4 * 2 ** 20;

export async function compileValidation(job: Prepared, table: Table, engine: Engine): Promise<Validation> {
  const packing = packWeights(job.weights, layoutOf(job));
  const { graph, rows: sources } = buildValidation(job, table, packing);
  const program = await engine.compile(graph);
  const batch = Math.min(table.rows, Math.max(32, Math.floor(BYTES_A_RUN / bytesOfRow(sources))));
  const weights = [...packing.parameters, ...Object.values(packing.fixed)].map(nameOf);
  return {
    async measure(state) {
      const tally = new MetricAccumulator(job.objectives);
      const now = Object.fromEntries(weights.map(name => [name, state[name]!]));
      for (const chunk of chunks(table.rows, batch, () => 1)) {
        const data = Object.entries(sources).map(([name, source]) => {
          const { shape, ...rest } = gather(source, null, chunk);
          return [name, { ...rest, shape: shape.slice(1) }] as const;
        });
        tally.add(await program.run({ ...now, ...Object.fromEntries(data) }), chunk);
      }
      return tally.metrics('val_');
    },
    dispose: () => program.dispose(),
  };
}

/** The bytes of one row in all inputs together. */
export const bytesOfRow = (sources: Readonly<Record<string, Rows>>): number =>
  Object.values(sources).reduce((sum, s) => sum + s.data.byteLength / Math.max(1, s.shape[0]!), 0);
