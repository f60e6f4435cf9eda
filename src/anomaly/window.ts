import { channelPlaces } from '../data';
import type { Column, SeriesPipeline, TensorColumn } from '../spec';

/** The readings of the sensors in windows, in their own units. */
export interface WindowReader {
  /** steps of a window */
  readonly history: number;
  /** Writes the last `steps` steps of a row's window, [steps × sensors]. */
  read(row: number, steps: number, into: Float64Array): void;
  /** The column of windows with these readings of the sensors, one for each row; the other channels as they are in the row. */
  changed(rows: readonly number[], windows: readonly Float64Array[]): TensorColumn;
}

/** null: the columns are not the windows of these sensors. */
export const windowReader = (
  columns: readonly Column[],
  series: SeriesPipeline,
  sensors: readonly string[],
): WindowReader | null => windowReaders(series, sensors)(columns);

/** The same, prepared for the columns of many messages. */
export function windowReaders(
  series: SeriesPipeline,
  sensors: readonly string[],
): (columns: readonly Column[]) => WindowReader | null {
  const places = channelPlaces(series);
  const channels = sensors.map(name => places.get(name) ?? -1);
  return columns => readerOf(columns, series, channels);
}

function readerOf(
  columns: readonly Column[],
  series: SeriesPipeline,
  channels: readonly number[],
): WindowReader | null {
  const column = columns.find(({ name }) => name === series.windows.history);
  if (column?.type !== 'tensor' || channels.includes(-1)) return null;
  const { name, data, shape, starts } = column;
  const [history, width] = shape as [number, number];
  const startOf = (row: number): number => (starts ? starts[row]! : row * history * width);
  return {
    history,
    read(row, steps, into) {
      const first = startOf(row) + (history - steps) * width;
      for (let step = 0; step < steps; step++)
        for (let i = 0; i < channels.length; i++)
          into[step * channels.length + i] = data[first + step * width + channels[i]!]!;
    },
    changed(rows, windows) {
      const size = history * width;
      const out = new Float32Array(size * rows.length);
      rows.forEach((row, at) => {
        out.set(data.subarray(startOf(row), startOf(row) + size), at * size);
        for (let step = 0; step < history; step++)
          for (let i = 0; i < channels.length; i++)
            out[at * size + step * width + channels[i]!] = windows[at]![step * channels.length + i]!;
      });
      return { name, type: 'tensor', data: out, shape };
    },
  };
}
