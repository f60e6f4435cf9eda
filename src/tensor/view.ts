import type { TensorView } from '../spec';
import type { Tensor } from '../values/tensor';

/** The longest side of what is shown. */
const SIDE = 128;
/** With so many rows and columns, the numbers can be read. */
const READABLE = { rows: 20, columns: 10 };

/**
 * A tensor as a picture or heat map. The last two axes are rows and columns; a last axis of 1, 3 or 4 after two longer
 * ones is the channels of a picture. Of further axes the first index is shown; of large planes every n-th row and column.
 */
export function viewOf(tensor: Tensor): TensorView {
  const { shape, dtype, data } = tensor;
  const channels = hasChannels(shape) ? shape.at(-1)! : 1;
  const plane = hasChannels(shape) ? shape.slice(0, -1) : shape;
  const [rows, columns] = [plane.at(-2) ?? 1, plane.at(-1) ?? 1];
  const every = Math.max(1, Math.ceil(Math.max(rows, columns) / SIDE));
  const [height, width] = [Math.ceil(rows / every), Math.ceil(columns / every)];
  const values = Array.from({ length: height * width * channels }, (_, i) => {
    const [cell, channel] = [Math.floor(i / channels), i % channels];
    const [row, column] = [every * Math.floor(cell / width), every * (cell % width)];
    return data[(row * columns + column) * channels + channel]!;
  });
  const finite = values.filter(Number.isFinite);
  const min = finite.reduce((a, b) => Math.min(a, b), finite[0] ?? 0);
  const max = finite.reduce((a, b) => Math.max(a, b), finite[0] ?? 0);
  const range = max - min || 1;
  const bytes = Uint8Array.from(values, value =>
    Number.isFinite(value) ? Math.round((255 * (value - min)) / range) : 0,
  );
  const isReadable = channels === 1 && every === 1 && height <= READABLE.rows && width <= READABLE.columns;
  return {
    ...{ shape: [...shape], dtype, height, width, channels, every, min, max },
    kind: channels > 1 || isGray(height, width, min, max) ? 'picture' : 'heat-map',
    of: plane.slice(0, -2).reduce((a, b) => a * b, 1),
    bytes: Buffer.from(bytes).toString('base64'),
    ...(isReadable && { numbers: inRows(values, width) }),
  };
}

const hasChannels = (shape: readonly number[]): boolean => {
  const [rows = 0, columns = 0, last] = shape.slice(-3);
  return shape.length >= 3 && [1, 3, 4].includes(last!) && rows > 4 && columns > 4;
};

/** Pixels: from 0 to 1, or to 255, on a plane on which a picture has room. */
const isGray = (height: number, width: number, min: number, max: number): boolean =>
  height >= 8 && width >= 8 && min >= 0 && (max <= 1 || (max > 100 && max <= 255));

function inRows(values: readonly number[], width: number): (number | null)[][] {
  const shown = values.map(value => (Number.isFinite(value) ? Number(value.toPrecision(5)) : null));
  return Array.from({ length: width === 0 ? 0 : shown.length / width }, (_, row) =>
    shown.slice(row * width, (row + 1) * width),
  );
}
