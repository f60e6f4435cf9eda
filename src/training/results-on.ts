import type { Engine, Program } from '../engine/engine';
import type { GraphNode } from '../graph';
import { inputName } from '../graph';
import { buildForward, weightFeeds } from '../network';
import { elements } from '../shape';
import type { Feeds, NetworkSpec } from '../spec';
import type { WeightArray } from '../values/model';
import { gather, type Rows, sampled } from './batches';
import type { Table } from './prepared';

/** Bytes of inputs per run: few enough to keep memory small. */
const BYTES_A_RUN = 16 * 2 ** 20;

/** The result of one call of a network, [rows, …]. */
interface Result {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

export interface ResultOptions {
  /** with more rows, this many are used, evenly spaced */
  readonly most?: number;
  /** what to compute from a result, in the same graph */
  readonly as?: (end: GraphNode, index: number) => GraphNode;
}

/** The results of some calls of a network for rows of a table, outside of training. */
export async function resultsOn(
  engine: Engine,
  network: NetworkSpec,
  weights: Readonly<Record<string, WeightArray>>,
  table: Pick<Table, 'features' | 'rows'>,
  { most = Number.POSITIVE_INFINITY, as = end => end }: ResultOptions = {},
): Promise<readonly Result[]> {
  const forward = buildForward(network, { training: false });
  const every = Math.max(1, Math.ceil(table.rows / most));
  const entries = Object.entries(forward.inputs);
  const rows = new Map(entries.map(([id, node]) => [node, sampled(table.features[id]!, every)]));
  const ends = forward.outputs.map(as);
  // An input needs no engine.
  const computed = [...new Set(ends)].filter(end => !rows.has(end));
  const inputs = [...rows.keys(), ...forward.weights.map(({ node }) => node)];
  const outputs = Object.fromEntries(computed.map((end, i) => [`end_${i}`, end]));
  const held = weightFeeds(forward.weights, weights);
  const found = computed.length === 0 ? [] : await inPieces(await engine.compile({ inputs, outputs }), held, rows);
  return ends.map(end => {
    const given = rows.get(end);
    return given ? { ...given, data: Float32Array.from(given.data) } : found[computed.indexOf(end)]!;
  });
}

/** Runs the program over all rows, and disposes it. */
async function inPieces(program: Program, held: Feeds, inputs: ReadonlyMap<GraphNode, Rows>): Promise<Result[]> {
  const all = [...inputs.values()];
  const count = all[0]!.shape[0]!;
  const bytes = all.reduce((sum, { shape }) => sum + 4 * elements(shape.slice(1)), 0);
  const piece = Math.max(32, Math.floor(BYTES_A_RUN / Math.max(1, bytes)));
  const found: Result[] = [];
  try {
    for (let start = 0; start < count; start += piece) {
      const rows = Math.min(piece, count - start);
      const fed = [...inputs].map(([node, source]) => {
        const { shape, ...rest } = gather(source, null, { start, steps: 1, rows });
        return [inputName(node), { ...rest, shape: shape.slice(1) }] as const;
      });
      const results = await program.run({ ...held, ...Object.fromEntries(fed) });
      for (const [i, { data, shape }] of Object.values(results).entries()) {
        const width = data.length / rows;
        found[i] ??= { data: new Float32Array(count * width), shape: [count, ...shape.slice(1)] };
        found[i].data.set(data, start * width);
      }
    }
    return found;
  } finally {
    await program.dispose();
  }
}
