import { openModel } from '../engine/wasm';
import { inputName } from '../graph';
import type { Rows } from '../inference/batcher';
import { weightFeeds } from '../network';
import type { Answer } from './answers';
import type { Cut } from './cut';
import { evaluatorOf } from './evaluate';
import type { Hybrids, Mixing, Row } from './hybrids';
import type { Parted, Parts } from './sample';

/** Rows per run: few, so that they stay in the processor's cache. */
const ROWS = 128;

/** A row of a sample whose parts are known. */
interface PlacedRow extends Row {
  readonly sample: Parted;
}

/** Hybrids of rows where the network is cut: columns are exchanged by adding to products, and only what is above is computed. */
class PlacedHybrids implements Hybrids {
  private readonly buffers: readonly Float32Array[];
  /** by point and column: its numbers */
  private readonly own: readonly (readonly Int32Array[])[];
  count = 0;

  constructor(
    private readonly cut: Cut,
    readonly capacity: number,
  ) {
    this.buffers = cut.points.map(({ width }) => new Float32Array(capacity * width));
    this.own = cut.points.map(({ owners, kernel }) => {
      if (kernel) return [];
      const found: number[][] = Array.from({ length: cut.players }, () => []);
      for (const [k, owner] of owners.entries()) found[owner]?.push(k);
      return found.map(places => Int32Array.from(places));
    });
  }

  add({ sample, at }: PlacedRow): void {
    for (const [i, { width }] of this.cut.points.entries())
      this.buffers[i]!.set(sample.places.at[i]!.subarray(at * width, (at + 1) * width), this.count * width);
    this.count++;
  }

  again(): void {
    for (const [i, { width }] of this.cut.points.entries())
      this.buffers[i]!.copyWithin(this.count * width, (this.count - 1) * width, this.count * width);
    this.count++;
  }

  put(player: number, row: PlacedRow, instead: PlacedRow): void {
    for (const [i, { width }] of this.cut.points.entries()) {
      const [data, to] = [this.buffers[i]!, (this.count - 1) * width];
      const [added, taken] = [partOf(row, i), partOf(instead, i)];
      if (added && taken) {
        const [from, before] = [row, instead].map(({ at }) => (at * (this.cut.players + 1) + player) * width) as [
          number,
          number,
        ];
        for (let k = 0; k < width; k++) data[to + k]! += added[from + k]! - taken[before + k]!;
      } else for (const k of this.own[i]![player]!) data[to + k] = row.sample.places.at[i]![row.at * width + k]!;
    }
  }

  take(): { readonly rows: number; readonly inputs: readonly Rows[] } {
    const rows = this.count;
    this.count = 0;
    const inputs = this.buffers.map((data, i) => ({
      data: data.subarray(0, rows * this.cut.points[i]!.width),
      shape: [],
    }));
    return { rows, inputs };
  }
}

const partOf = ({ sample }: PlacedRow, point: number): Parts['parts'][number] => sample.places.parts[point]!;

/** Mixes rows where the network is cut. The samples must have parts. */
export function mixingAt(cut: Cut, answers: readonly Answer[]): Mixing {
  const { model, ports, points, outputs, weights } = cut;
  const program = openModel(
    {
      inputs: [...points.map(({ node }) => node), ...weights.map(({ node }) => node)],
      outputs: Object.fromEntries(ports.map(({ name }, i) => [name, outputs[i]!])),
    },
    weightFeeds(weights, model.weights),
  );
  const inputs = points.map(({ node }) => ({
    ...{ name: inputName(node), shape: node.shape.slice(1) as number[] },
    ...{ dtype: 'float32' as const, columns: null },
  }));
  return {
    evaluator: evaluatorOf(program, model.pipeline, model.calibration, { inputs, outputs: ports }, answers),
    width: points.reduce((sum, { width }) => sum + width, 0),
    rows: ROWS,
    hybrids: capacity => new PlacedHybrids(cut, capacity),
  };
}
