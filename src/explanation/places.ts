import { inputName } from '../graph';
import { compileNodes } from './compile-nodes';
import type { Cut, Point } from './cut';
import { NONE } from './owners';
import type { Placed, Sample } from './sample';

/** The lower part of a network, compiled. */
export interface Lower {
  readonly cut: Cut;
  place(sample: Sample): Promise<Placed>;
}

export async function compileLower(cut: Cut): Promise<Lower> {
  const { model, inputs, players, points, entered, weights } = cut;
  const program = await compileNodes(
    points.map(({ reads }) => reads),
    entered,
    weights,
    model.weights,
  );
  return {
    cut,
    async place(sample) {
      const { rows, inputs: encoded } = sample;
      const read = await program.run(node => {
        const port = inputs.findIndex(({ name }) => name === inputName(node));
        const { shape, dtype } = inputs[port]!;
        return { data: encoded[port]!.data, shape: [rows, ...shape], dtype };
      });
      const parts = points.map((point, i) =>
        point.kernel ? partsOf(point, point.kernel, read[i]!, rows, players) : null,
      );
      const at = points.map(({ width }, i) => (parts[i] ? sumOf(parts[i]!, rows, width) : read[i]!));
      return { ...sample, places: { at, parts } };
    },
  };
}

/** The product, column by column; what is of no column is the last part. */
function partsOf({ width, owners }: Point, kernel: Float32Array, read: Float32Array, rows: number, players: number) {
  const parts = new Float32Array(rows * (players + 1) * width);
  for (let row = 0; row < rows; row++)
    for (let k = 0; k < owners.length; k++) {
      const x = read[row * owners.length + k]!;
      if (x === 0) continue;
      const owner = owners[k]! === NONE ? players : owners[k]!;
      const to = (row * (players + 1) + owner) * width;
      const from = k * width;
      for (let j = 0; j < width; j++) parts[to + j]! += x * kernel[from + j]!;
    }
  return parts;
}

function sumOf(parts: Float32Array, rows: number, width: number): Float32Array {
  const sums = new Float32Array(rows * width);
  const each = parts.length / rows;
  for (let row = 0; row < rows; row++)
    for (let from = row * each; from < (row + 1) * each; from += width)
      for (let j = 0; j < width; j++) sums[row * width + j]! += parts[from + j]!;
  return sums;
}
