import { inputName } from '../graph';
import { compileNodes } from './compile-nodes';
import type { Cut, Point } from './cut';
import { NONE } from './owners';
import type { Parted, Placed, Sample } from './sample';

/** The lower part of a network, compiled. */
export interface Lower {
  readonly cut: Cut;
  place(sample: Sample): Promise<Placed>;
  /** … with the parts of each column */
  part(sample: Sample): Promise<Parted>;
}

export function compileLower(cut: Cut): Lower {
  const { model, inputs, players, points, entered, weights } = cut;
  const given = points.flatMap(({ gives, reads }) => [gives, reads]);
  const program = compileNodes(given, entered, weights, model.weights);
  const place = async (sample: Sample): Promise<Placed> => {
    const all = await program.run(node => {
      const port = inputs.findIndex(({ name }) => name === inputName(node));
      const { shape, dtype } = inputs[port]!;
      return { data: sample.inputs[port]!.data, shape: [sample.rows, ...shape], dtype };
    });
    const [at, read] = [0, 1].map(k => points.map((_, i) => all[2 * i + k]!)) as [Float32Array[], Float32Array[]];
    return { ...sample, places: { at, read } };
  };
  return {
    cut,
    place,
    async part(sample) {
      const { places } = await place(sample);
      const parts = points.map((point, i) =>
        point.kernel ? partsOf(point, point.kernel, places.read[i]!, sample.rows, players) : null,
      );
      return { ...sample, places: { ...places, parts } };
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
