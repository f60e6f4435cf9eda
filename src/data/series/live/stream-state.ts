import * as z from 'zod';
import type { SeriesColumn, SeriesPipeline } from '../../../spec';
import { keyOf } from '../keys';
import type { Reading } from '../reader';
import type { KeptSeries, SeriesStream } from './stream';

/** What a stream keeps across a restart, as JSON: the numbers of each series as bytes, exact to the last bit. */

const kept = z.object({
  version: z.literal(1),
  /** name and categories of each column, whose values the readings have; null: numbers */
  columns: z.array(z.tuple([z.string(), z.array(z.string()).nullable()])),
  /** keys and readings of each series, first the one that had none for the longest time */
  series: z.array(z.tuple([z.array(z.string()), z.string()])),
});
export type StreamState = z.infer<typeof kept>;

const columnsOf = ({ columns }: SeriesPipeline): StreamState['columns'] =>
  columns.map(column => [column.name, column.kind === 'category' ? [...column.categories] : null]);

/** Packs the series of a stream; what did not change since the last time is packed already. */
export class StreamPacker {
  private readonly packed = new Map<string, readonly [string[], string]>();

  constructor(private readonly stream: SeriesStream) {}

  /** A series has changed. */
  touch(key: string): void {
    this.packed.delete(key);
  }

  state(): StreamState {
    const series: [string[], string][] = [];
    const { stream, packed } = this;
    for (const key of stream.keys()) {
      const one = stream.kept(key)!;
      const found = packed.get(key) ?? [[...one.keys], pack(one, stream.series.columns.length)];
      packed.set(key, found);
      series.push([...found] as [string[], string]);
    }
    if (packed.size > 2 * series.length) for (const key of packed.keys()) if (!stream.kept(key)) packed.delete(key);
    return { version: 1, columns: columnsOf(stream.series), series };
  }
}

/**
 * The kept readings as float64 in base64: how many, how many behind them, the last step made, then each one's time and
 * values.
 */
function pack({ readings, behind, made }: KeptSeries, columns: number): string {
  const all = [...readings, ...behind];
  const numbers = new Float64Array(3 + all.length * (columns + 1));
  numbers.set([readings.length, behind.length, made]);
  let at = 3;
  for (const { time, values } of all) {
    numbers[at] = time;
    numbers.set(values, at + 1);
    at += columns + 1;
  }
  return Buffer.from(numbers.buffer).toString('base64');
}

/** The series of a state, with the columns of this pipeline; null: it is not the state of a stream. */
export function seriesOf(state: unknown, pipeline: SeriesPipeline): [string, KeptSeries][] | null {
  const read = kept.safeParse(state);
  if (!read.success) return null;
  const translate = translation(read.data.columns, pipeline.columns);
  const all: [string, KeptSeries][] = [];
  for (const [keys, text] of read.data.series) {
    const one = unpack(keys, text, read.data.columns.length, translate);
    if (one === null) return null;
    all.push([keyOf(keys), one]);
  }
  return all;
}

function unpack(
  keys: readonly string[],
  text: string,
  columns: number,
  translate: (values: Float64Array) => Float64Array,
): KeptSeries | null {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length % 8 !== 0 || bytes.length < 24) return null;
  const numbers = new Float64Array(Uint8Array.from(bytes).buffer);
  const [count = 0, behind = 0, made = 0] = numbers;
  if (numbers.length !== 3 + (count + behind) * (columns + 1)) return null;
  const readings = Array.from({ length: count + behind }, (_, i): Reading => {
    const at = 3 + i * (columns + 1);
    return { time: numbers[at]!, values: translate(numbers.slice(at + 1, at + 1 + columns)) };
  });
  return { keys, made, readings: readings.slice(0, count), behind: readings.slice(count) };
}

/**
 * Translates values of the former columns into values of the present ones, which a retrained model may have changed.
 */
function translation(
  before: StreamState['columns'],
  now: readonly SeriesColumn[],
): (values: Float64Array) => Float64Array {
  const from = now.map(column => {
    const place = before.findIndex(([name]) => name === column.name);
    const labels = before[place]?.[1] ?? null;
    if (place < 0 || (labels !== null) !== (column.kind === 'category')) return null;
    if (labels === null || column.kind !== 'category') return { place, codes: null };
    return { place, codes: labels.map(label => column.categories.indexOf(label)) };
  });
  return values =>
    Float64Array.from(from, source => {
      if (source === null) return Number.NaN;
      const value = values[source.place]!;
      if (source.codes === null || Number.isNaN(value)) return value;
      const code = source.codes[value] ?? -1;
      return code < 0 ? Number.NaN : code;
    });
}
